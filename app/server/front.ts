import { randomBytes } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { isLoopback } from '../web/environment.server'
import { roomOf } from './guard'
import type { Log } from './log'
import { bytesOf, type Page, type PageCache, shapeOf } from './page-cache'
import { proposing, sharedAt } from './shared-pages'

type Behind = { pages: PageCache; site: RequestListener; isTryOut: boolean; log: Log }

/**
 * The door of the process: what is the same for everybody is answered from the pages that are kept, everything else by
 * the site behind.
 */
export function openFront({ pages, site, isTryOut, log }: Behind): RequestListener {
  return (request, response) => {
    const { method, url = '', headers } = request
    const isRead = method === 'GET' || method === 'HEAD'
    // Who came by another name is for the site behind to refuse.
    const isHere = !isTryOut || isLoopback((headers.host ?? '').replace(/:\d+$/, ''))
    const shared = isRead && isHere ? sharedAt(url, headers['accept-language'] ?? '') : null
    if (!shared) return site(request, response)
    const began = performance.now()
    const answer = (page: Page) => {
      const { country } = shared
      const requestId = nextRequestId()
      send(country ? shapeOf(page, country, proposing) : page, request, response, requestId)
      log.info('request', {
        requestId,
        method,
        route: roomOf(url.split('?', 1)[0] ?? ''),
        status: response.statusCode,
        kind: 'shared',
        ms: Math.round(performance.now() - began),
      })
    }
    const found = pages.find(shared.key)
    if (found instanceof Promise) found.then(answer, () => site(request, response))
    else answer(found)
  }
}

const run = randomBytes(6).toString('base64url')
let lastRequest = 0
/** Names a request in the log. Counted, since it says nothing and is asked ten thousand times a second. */
const nextRequestId = () => `${run}${(++lastRequest).toString(36)}`

function send(page: Page, request: IncomingMessage, response: ServerResponse, requestId: string) {
  const { 'if-none-match': known, 'accept-encoding': accepted } = request.headers
  if (known !== undefined && isKnown(page, known)) {
    response.writeHead(304, { ...page.headers, 'x-request-id': requestId })
    response.end()
    return
  }
  const { bytes, lines } = bytesOf(page, String(accepted ?? ''))
  response.writeHead(page.status, [...lines, 'x-request-id', requestId])
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

const isKnown = ({ headers: { etag } }: Page, known: string) =>
  etag !== undefined && known.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
