import { randomBytes } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { proposedCountry } from '../../campaigns/country'
import { acceptedLanguages } from '../../campaigns/language'
import { locales } from '../messages/generated/runtime'
import { isLoopback } from '../web/environment.server'
import { type Locale, localeAmong } from '../web/language.server'
import { roomOf } from './guard'
import type { Log } from './log'
import { bytesOf, type Page, type PageCache } from './page-cache'

const languages = locales.join('|')
// Pages and data whose loaders read nothing of a visitor but the languages they take. No other address may be here.
const shared = new RegExp(
  `^(?:/(?:${languages})|/(?:${languages})/c/[\\w-]{1,100}|/c/[\\w-]{1,100}|/c/[\\w-]{1,100}\\.json)$`,
)

/** What decides how a shared page looks: its path, which letter is shown, and what its reader's languages propose. */
type Shape = { path: string; letter: string; language: Locale | null; country: string | null }

const isCampaign = new RegExp(`^/(?:${languages})/c/`)
const isUnnamed = /^\/c\/[\w-]+$/

/** Under what an address is kept, for a reader of these languages; `null` for one that is not the same for everybody. */
export function sharedKey(url: string, accepted: string): string | null {
  const [path = '', query = ''] = url.split('?', 2)
  if (!shared.test(path)) return null
  const letter = query ? (new URLSearchParams(query).get('letter') ?? '') : ''
  if (!/^[A-Za-z-]{0,12}$/.test(letter)) return null
  const proposed = isCampaign.test(path) || isUnnamed.test(path) ? proposalOf(accepted) : null
  return JSON.stringify({
    path,
    letter: isCampaign.test(path) ? letter : '',
    language: isUnnamed.test(path) ? (proposed?.language ?? null) : null,
    country: isCampaign.test(path) ? (proposed?.country ?? null) : null,
  } satisfies Shape)
}

/** The request that makes the page kept under a key. */
export function requestOf(key: string, baseUrl: string): Request {
  const { path, letter, language, country } = JSON.parse(key) as Shape
  const wanted = `${language ?? 'en'}${country ? `-${country}` : ''}`
  return new Request(`${baseUrl}${path}${letter && `?letter=${letter}`}`, {
    headers: { 'accept-language': wanted },
  })
}

const proposals = new Map<string, { language: Locale; country: string | null }>()
function proposalOf(accepted: string) {
  const held = proposals.get(accepted)
  if (held) return held
  const tags = acceptedLanguages(accepted)
  const proposal = { language: localeAmong(tags), country: proposedCountry(tags) }
  if (proposals.size >= 1_000) proposals.clear()
  proposals.set(accepted, proposal)
  return proposal
}

type Behind = { pages: PageCache; site: RequestListener; isTryOut: boolean; log: Log }

/**
 * The door of the process: what is the same for everybody is answered from the pages that are kept, everything else by
 * the site behind.
 */
export function openFront({ pages, site, isTryOut, log }: Behind): RequestListener {
  return (request, response) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const { host = '', 'accept-language': accepted = '' } = request.headers
    const key =
      isRead && (!isTryOut || isLoopback(nameOf(host))) ? sharedKey(request.url ?? '', accepted) : null
    if (key === null) return site(request, response)
    const began = performance.now()
    const found = pages.find(key)
    const answer = (page: Page) => {
      send(page, request, response)
      log.info('request', {
        requestId: String(response.getHeader('x-request-id')),
        method: request.method,
        route: roomOf(request.url?.split('?', 1)[0] ?? ''),
        status: response.statusCode,
        kind: 'shared',
        ms: Math.round(performance.now() - began),
      })
    }
    if (!(found instanceof Promise)) return answer(found)
    found.then(answer, () => site(request, response))
  }
}

const nameOf = (host: string) => host.replace(/:\d+$/, '')

function send(page: Page, request: IncomingMessage, response: ServerResponse) {
  const { 'if-none-match': known, 'accept-encoding': accepted = '' } = request.headers
  const headers: Record<string, string | number> = {
    ...page.headers,
    'x-request-id': randomBytes(9).toString('base64url'),
  }
  const { etag } = page.headers
  if (etag && known?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)) {
    response.writeHead(304, headers)
    response.end()
    return
  }
  const { bytes, encoding } = bytesOf(page, String(accepted))
  if (encoding) headers['content-encoding'] = encoding
  headers['content-length'] = bytes.length
  response.writeHead(page.status, headers)
  response.end(request.method === 'HEAD' ? undefined : bytes)
}
