import { attributeOf, type Form, formsOf, linksOf, wordsOf } from './html'

type Where = { fetch: (request: Request) => Promise<Response>; baseUrl: string }
type Headers_ = Record<string, string>
export type Fields = Record<string, string> | [name: string, value: string][]

export type Page = {
  status: number
  headers: Headers
  /** Path and query it was asked at. */
  path: string
  bytes: Buffer
  html: string
  /** What a person reads. */
  words: string
  links: { href: string; words: string }[]
  forms: Form[]
  /** Path and query this answer sends to, when it does. */
  location: string | null
  /** Value of an attribute, wherever it stands first; `null` when nowhere. */
  attribute: (name: string) => string | null
  json: () => unknown
}

export type Visitor = ReturnType<typeof newVisitor>

const toolong = 10

/**
 * Somebody with a browser: keeps cookies, sends the headers browsers send, and fills in the forms of the page that is
 * open. Nothing is followed unless `open` or `follow` is asked to.
 */
export function newVisitor({ fetch, baseUrl }: Where, always: Headers_ = {}) {
  const cookies = new Map<string, string>()
  let page: Page | null = null

  async function send(method: string, path: string, headers: Headers_, body?: BodyInit): Promise<Page> {
    const address = new URL(path, baseUrl)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const request = new Request(address, {
      method,
      headers: { host: address.host, ...(cookie ? { cookie } : {}), ...always, ...headers },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
    })
    const response = await fetch(request)
    for (const line of response.headers.getSetCookie()) keepCookie(cookies, line)
    page = await pageOf(response, address)
    return page
  }

  const navigating = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  const get = (path: string, headers: Headers_ = {}) =>
    send('GET', path, { ...navigating, 'sec-fetch-site': page ? 'same-origin' : 'none', ...headers })

  async function follow(): Promise<Page> {
    for (let hop = 0; page?.location; hop++) {
      if (hop > toolong) throw new Error(`${page.path} sends round in a circle.`)
      await get(page.location)
    }
    if (!page) throw new Error('No page is open.')
    return page
  }

  /** Posts fields as a form of ours does, from a page of ours. */
  const post = (path: string, fields: Fields, headers: Headers_ = {}) =>
    send(
      'POST',
      path,
      { ...navigating, 'sec-fetch-site': 'same-origin', origin: baseUrl, ...headers },
      new URLSearchParams(fields),
    )

  /** The form on the open page that has a button with these words. Throws when there is none. */
  function form(button: string): Form {
    const found = page?.forms.find(({ buttons }) => buttons.some(({ words }) => words === button))
    const there = page?.forms.flatMap(({ buttons }) => buttons.map(({ words }) => words)).join(' | ')
    if (!found) throw new Error(`No button “${button}” on ${page?.path}, but: ${there || 'none'}.`)
    return found
  }

  /** What the form with this button sends when this is typed on top of what stands in it. */
  function filled(button: string, typed: Record<string, string>): [name: string, value: string][] {
    const { fields, buttons } = form(button)
    const pressed = buttons.find(({ words, name }) => words === button && name)
    const all = [
      ...fields,
      ...Object.entries(typed),
      ...(pressed ? [[pressed.name, pressed.value] as const] : []),
    ]
    return [...new Map(all)]
  }

  return {
    cookies,
    filled,
    get,
    post,
    send,
    follow,
    form,
    head: (path: string, headers: Headers_ = {}) => send('HEAD', path, headers),
    /** Goes to an address and wherever it sends on to. */
    open: async (path: string, headers: Headers_ = {}) => {
      await get(path, headers)
      return follow()
    },
    /** Fills in the form with this button, on top of what stands in it, and presses the button. */
    press: async (button: string, typed: Record<string, string> = {}, headers: Headers_ = {}) => {
      const { action } = form(button)
      const here = page?.path ?? '/'
      const there = action ? new URL(action, new URL(here, baseUrl)).href : here
      return post(there, filled(button, typed), headers)
    },
    page: (): Page => {
      if (!page) throw new Error('No page is open.')
      return page
    },
  }
}

function keepCookie(cookies: Map<string, string>, line: string) {
  const [pair = '', ...attributes] = line.split(';')
  const [name = '', ...value] = pair.split('=')
  const isOver = attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))
  if (isOver) cookies.delete(name.trim())
  else cookies.set(name.trim(), value.join('='))
}

async function pageOf(response: Response, address: URL): Promise<Page> {
  const bytes = Buffer.from(await response.arrayBuffer())
  const isText = /^(?:text\/|application\/json)/.test(response.headers.get('content-type') ?? '')
  const html = isText ? bytes.toString('utf8') : ''
  const location = response.headers.get('location')
  const target = location === null ? null : new URL(location, address)
  return {
    status: response.status,
    headers: response.headers,
    path: address.pathname + address.search,
    bytes,
    html,
    words: wordsOf(html),
    links: linksOf(html),
    forms: formsOf(html),
    location: target && target.pathname + target.search,
    attribute: (name) => attributeOf(html, name),
    json: () => JSON.parse(bytes.toString('utf8')) as unknown,
  }
}
