import type { FoundStory } from './story.ts'
import { dayOf, languageOf, lineOf } from './story-words.server.ts'

type Thing = Record<string, unknown>
const isThing = (value: unknown): value is Thing =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value == null ? [] : [value])

const articles =
  /^(?:(?:Reportage|Analysis|Background|Opinion|Review|AskPublic)?NewsArticle|Article|BlogPosting|LiveBlogPosting|Report|SocialMediaPosting|AdvertiserContentArticle)$/
const mostThings = 500

/** Everything the page's JSON-LD holds, `@graph` and lists opened. What can't be parsed is passed over. */
function linkedData(document: Document): Thing[] {
  const things: Thing[] = []
  const open = (value: unknown, depth: number) => {
    if (things.length >= mostThings || depth > 4) return
    if (Array.isArray(value)) for (const one of value) open(one, depth + 1)
    else if (isThing(value)) {
      things.push(value)
      for (const key of ['@graph', 'mainEntity', 'mainEntityOfPage']) open(value[key], depth + 1)
    }
  }
  for (const script of [...document.querySelectorAll('script[type="application/ld+json" i]')].slice(0, 20)) {
    try {
      const text = (script.textContent ?? '').replace(/^\s*(?:<!--|<!\[CDATA\[)|(?:-->|\]\]>)\s*$/g, '')
      open(JSON.parse(text), 0)
    } catch {}
  }
  return things
}

const isArticle = (thing: Thing) =>
  listOf(thing['@type']).some(
    (type) => typeof type === 'string' && articles.test(type.replace(/^.*[/#:]/, '')),
  )

/** A person, an organisation or a place by name: `"Reuters"`, `{"name": "Reuters"}`, or several. Addresses are no names. */
function namesOf(value: unknown, things: Thing[]): string | null {
  const names = listOf(value).flatMap((one) => {
    const named = isThing(one) && !one.name ? things.find((thing) => thing['@id'] === one['@id']) : one
    const name = lineOf(isThing(named) ? (listOf(named.name)[0] ?? null) : named, 200)
    return name && !/^https?:/i.test(name) ? [name] : []
  })
  return lineOf([...new Set(names)].slice(0, 10).join(', '), 200)
}

/** The content of `<meta>` by its name, property, itemprop or http-equiv; the first that says something wins. */
function metaValues(document: Document): (...names: string[]) => string | null {
  const values = new Map<string, string>()
  for (const meta of [...document.querySelectorAll('meta')].slice(0, 1_000)) {
    const content = meta.getAttribute('content')?.trim()
    if (!content) continue
    for (const attribute of ['property', 'name', 'itemprop', 'http-equiv'])
      for (const name of (meta.getAttribute(attribute) ?? '').toLowerCase().split(/\s+/))
        if (name && !values.has(name)) values.set(name, content)
  }
  return (...names) => names.map((name) => values.get(name)).find(Boolean) ?? null
}

const first = <T>(values: Iterable<T | null>): T | null => {
  for (const value of values) if (value !== null) return value
  return null
}

const textOf = (document: Document, selector: string) => document.querySelector(selector)?.textContent ?? null
const unlessAddress = (value: string | null) => (value && /^(?:https?:)?\/\//i.test(value) ? null : value)

/** What a page says about the report on it, in JSON-LD, Open Graph, Twitter cards, `<meta>`, `<time>` and its own head. */
export function metadataOf(document: Document, address: string): Omit<FoundStory, 'text'> {
  const meta = metaValues(document)
  const things = linkedData(document)
  const article = things.find(isArticle) ?? {}
  const line = (longest: number, ...values: unknown[]) => first(values.map((value) => lineOf(value, longest)))
  const time = document.querySelector('time[itemprop="datePublished"],time[pubdate],article time,time')
  return {
    headline: line(
      300,
      ...listOf(article.headline),
      article.name,
      meta('og:title', 'twitter:title', 'dc.title', 'title', 'headline'),
      textOf(document, 'article h1'),
      textOf(document, 'h1'),
      textOf(document, 'title'),
    ),
    publisher: line(
      200,
      namesOf(article.publisher, things),
      meta('og:site_name', 'dc.publisher', 'publisher', 'application-name'),
      namesOf(
        things.find(({ '@type': type }) => listOf(type).includes('NewsMediaOrganization')),
        things,
      ),
    ),
    author: line(
      200,
      namesOf(article.author ?? article.creator, things),
      unlessAddress(
        meta('author', 'article:author', 'dc.creator', 'byl', 'parsely-author', 'twitter:creator'),
      ),
      textOf(document, '[itemprop="author"] [itemprop="name"],[itemprop="author"],[rel="author"]'),
    ),
    url: ownAddress(document, address, meta('og:url')),
    pictures: pictureAddresses(document, address, article, things),
    reportedOn: first(
      [
        article.datePublished,
        article.dateCreated,
        meta('article:published_time', 'og:article:published_time', 'datepublished'),
        meta(
          'pubdate',
          'publishdate',
          'publish-date',
          'dc.date',
          'dc.date.issued',
          'dcterms.created',
          'date',
        ),
        time?.getAttribute('datetime'),
        time?.textContent,
      ].map(dayOf),
    ),
    place: line(
      200,
      article.dateline,
      namesOf(article.locationCreated ?? article.contentLocation, things),
      meta('geo.placename'),
    ),
    language: first(
      [
        document.documentElement?.getAttribute('lang'),
        ...listOf(article.inLanguage),
        meta('content-language', 'dc.language', 'language'),
        meta('og:locale'),
      ].map(languageOf),
    ),
    summary: line(
      2_000,
      article.description,
      article.abstract,
      meta('og:description', 'twitter:description', 'description', 'dc.description'),
    ),
  }
}

const mostPictures = 4

/** The pictures a page names for itself: Open Graph and Twitter cards first, since those were chosen to be shown elsewhere. */
function pictureAddresses(document: Document, address: string, article: Thing, things: Thing[]): string[] {
  const meta = metaValues(document)
  const linked = listOf(article.image ?? article.thumbnailUrl).map((one) => {
    const thing =
      isThing(one) && !one.url && !one.contentUrl ? things.find((t) => t['@id'] === one['@id']) : one
    return isThing(thing) ? (thing.url ?? thing.contentUrl) : thing
  })
  const said = [
    ...[meta('og:image:secure_url'), meta('og:image'), meta('og:image:url')],
    ...[meta('twitter:image'), meta('twitter:image:src'), ...linked],
    document.querySelector('link[rel~="image_src" i]')?.getAttribute('href'),
  ]
  const found = said.flatMap((one) => {
    if (typeof one !== 'string' || one.length > 2_000 || !URL.canParse(one.trim(), address)) return []
    const url = new URL(one.trim(), address)
    url.hash = ''
    return /^https?:$/.test(url.protocol) && !url.username && !url.password ? [url.href] : []
  })
  return [...new Set(found)].slice(0, mostPictures)
}

const host = (url: URL) => url.hostname.replace(/^(?:www|m|amp|mobile)\./, '')

/**
 * The address a page gives itself, if it is on the same site: a page must not make a campaign cite another one. Else the
 * one it was found at, without the parameters that follow readers around.
 */
function ownAddress(document: Document, address: string, openGraph: string | null): string {
  const here = new URL(address)
  here.hash = ''
  for (const name of [...here.searchParams.keys()])
    if (/^(?:utm_\w+|fbclid|gclid|mc_[ce]id|igshid)$/i.test(name)) here.searchParams.delete(name)
  for (const said of [document.querySelector('link[rel~="canonical" i]')?.getAttribute('href'), openGraph]) {
    if (!said || said.length > 2_000 || !URL.canParse(said, here)) continue
    const url = new URL(said, here)
    const isSite =
      /^https?:$/.test(url.protocol) && host(url) === host(here) && !url.username && !url.password
    // A front page is no address of a report; templates often name it by mistake.
    if (isSite && !(url.pathname === '/' && here.pathname !== '/')) return url.href
  }
  return here.href
}
