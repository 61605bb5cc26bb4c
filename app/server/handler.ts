import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { serveStatic } from '@hono/node-server/serve-static'
import { createRequestHandler, type ServerBuild } from '@remix-run/node'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { queueLength } from '../../campaigns/outbox.server'
import { haveCountsDiffered } from '../../campaigns/recount.server'
import { type Changes, noChanges } from '../../db/changes.server'
import { ping } from '../../db/client.server'
import { packageRoot } from '../../db/package-root.server'
import { isStorageFull } from '../../db/room.server'
import { rememberCampaigns } from '../web/campaign-memory.server'
import type { Installation } from '../web/context'
import { isLoopback } from '../web/environment.server'
import { inLanguageOf } from '../web/language.server'
import { readBody, saidLength } from './body'
import { takeNotes } from './events'
import { openFront } from './front'
import { clientAddress, isOurMethod, isReadable, mayChange, roomOf } from './guard'
import { secure } from './headers'
import { faultOf, type Log } from './log'
import { openPageCache, pageOf } from './page-cache'
import { requestOf } from './shared-pages'
import { signFormAt, tryToSign } from './sign-door'
import { retryAfter, tellingWhenFull, watchStorage } from './storage'
import { bodyAt } from './uploads'

/**
 * The whole site as a function from Request to Response, which the walks call, and the door in front of it that the
 * process listens with.
 */
export async function createHandler(installation: Installation, log: Log, changes: Changes = noChanges) {
  const build = (await import('virtual:remix/server-build')) as unknown as ServerBuild
  const { environment, db } = installation
  const storage = watchStorage(db, log, installation.now)
  const remix = createRequestHandler(tellingWhenFull(build, storage.failed), 'production')
  const campaigns = rememberCampaigns(db, installation.now)
  const isHttps = environment.baseUrl.startsWith('https:')
  const app = new Hono<{
    Variables: { requestId: string; nonce: string; notes: ReturnType<typeof takeNotes> }
  }>()

  app.use(async (c, next) => {
    const began = performance.now()
    const requestId = randomBytes(9).toString('base64url')
    const nonce = randomBytes(18).toString('base64url')
    c.set('requestId', requestId)
    c.set('nonce', nonce)
    const route = roomOf(c.req.path)
    const notes = takeNotes(log, { requestId, route })
    c.set('notes', notes)
    await next()
    secure(c.res.headers, { path: c.req.path, nonce, isHttps })
    c.res.headers.set('x-request-id', requestId)
    const who = notes.conclude(c.res.status)
    log.info('request', {
      requestId,
      method: c.req.method,
      route,
      who,
      status: c.res.status,
      ms: Math.round(performance.now() - began),
    })
  })
  app.use(compress())

  // A try-out has codes and tokens in its mailbox for everybody who can reach it. A page elsewhere whose name was made
  // to point to this machine can, and browsers call it the same origin; only the name it asks for gives it away.
  if (environment.isTryOut)
    app.use(async (c, next) =>
      isLoopback(new URL(c.req.url).hostname)
        ? next()
        : refuse(c.req.path, 421, 'elsewhere', `This try-out answers at ${environment.baseUrl} only.`),
    )

  app.get('/healthz', async (c) => {
    try {
      await ping(db)
      const room = await storage.state()
      const isFull = room === 'full'
      const queue = await queueLength(db, { now: installation.now() })
      const counts = (await haveCountsDiffered(db)) ? 'differ' : 'ok'
      return c.json(
        { status: isFull ? 'fault' : 'ok', database: 'ok', storage: room, counts, queue },
        isFull ? 503 : 200,
      )
    } catch {
      return c.json(
        { status: 'fault', database: 'unreachable', storage: null, counts: null, queue: null },
        503,
      )
    }
  })

  app.use('/assets/*', async (c, next) => {
    await next()
    // Not in `onFound`: what is set there reaches the answer only with the adapter's own kind of Response.
    if (c.res.ok) c.res.headers.set('cache-control', 'public, max-age=31536000, immutable')
  })
  const assets = serveStatic({ root: join(packageRoot, 'build', 'client') })
  app.get('/assets/*', assets, (c) => c.text('Not found', 404))

  app.use(async (c, next) => {
    if (!isReadable(c.req.url))
      return refuse(c.req.path, 404, 'not-found', 'There is nothing at this address.')
    if (!mayChange(c.req.raw, environment.baseUrl)) {
      c.get('notes').note('other-site-refused')
      return refuse(c.req.path, 403, 'cross-site', 'This request did not come from a page of this site.')
    }
    if (!isOurMethod(c.req.method)) {
      const answer = refuse(c.req.path, 405, 'method', 'Pages are only asked for, and forms sent.')
      answer.headers.set('allow', 'GET, HEAD, POST')
      return answer
    }
    return next()
  })
  app.use(async (c, next) => {
    const maxSize = bodyAt(c.req.path).maxBytes
    const onError = () => refuse(c.req.path, 413, 'too-large', 'This is more than the form can take.')
    const length = saidLength(c.req.raw)
    if (length === null) return bodyLimit({ maxSize, onError })(c, next)
    return length > maxSize ? onError() : next()
  })

  // Whoever changed something sees it at once on the pages it is on, whichever process shows them: at the desk, and
  // when somebody takes a signature back.
  for (const where of ['/desk/*', '/withdraw/*'])
    app.use(where, async (c, next) => {
      await next()
      if (c.req.method !== 'POST' || c.res.status >= 400) return
      forget()
      await changes.tell()
    })

  app.all('*', async (c) => {
    const peer = peerAddress(c)
    const ip = clientAddress(peer, c.req.header('x-forwarded-for') ?? null, environment.trustedHops)
    const hasBody = !['GET', 'HEAD'].includes(c.req.method)
    const read = hasBody ? await readBody(c.req.raw, bodyAt(c.req.path)) : null
    if (read?.kind === 'refused') return refuse(c.req.path, read.status, read.code, read.message)
    const around = {
      ...installation,
      campaigns,
      storage: storage.state,
      requestId: c.get('requestId'),
      nonce: c.get('nonce'),
      note: c.get('notes').note,
      recognise: c.get('notes').recognise,
      ip,
    }
    const at = read && signFormAt(c.req.path)
    const tried = at ? await tryToSign(around, { at, form: read.body, siteUrl: environment.baseUrl }) : null
    if (tried?.answer) return tried.answer
    const request = canonicalRequest(c.req.raw, environment.baseUrl, read?.body)
    const signing = tried?.signing ?? null
    const answer = await inLanguageOf(request, () => remix(request, { ...around, signing }))
    if (answer.status === 503) answer.headers.set('retry-after', retryAfter)
    return c.req.path.endsWith('.json') ? inJson(answer) : answer
  })

  app.onError((error, c) => {
    if (isStorageFull(error)) {
      storage.failed({ requestId: c.get('requestId') })
      const answer = refuse(c.req.path, 503, 'storage-full', noRoom)
      answer.headers.set('retry-after', retryAfter)
      return answer
    }
    log.error('fault', { requestId: c.get('requestId'), ...faultOf(error) })
    return refuse(
      c.req.path,
      500,
      'fault',
      'Something failed on our side. It was recorded; please try again in a while.',
    )
  })
  const fetch = (request: Request, env?: unknown) => app.fetch(request, env as object)
  const pages = openPageCache(async (key) => pageOf(await fetch(requestOf(key, environment.baseUrl))))
  const forget = () => {
    campaigns.forget()
    pages.purge()
  }
  changes.hear(forget)
  const listener = openFront({ pages, site: getRequestListener(fetch), isTryOut: environment.isTryOut, log })
  return { fetch, listener }
}

const noRoom = 'There is no room left to store anything. Nothing was changed; please try again later.'

function peerAddress(c: Parameters<typeof getConnInfo>[0]): string {
  try {
    return getConnInfo(c).remote.address ?? ''
  } catch {
    return '127.0.0.1'
  }
}

/**
 * The request as it looks at the configured public address. Remix compares Origin with the Host it sees; our guard has
 * judged already, so neither a proxy's Host nor a forged X-Forwarded-Host has a say.
 */
function canonicalRequest(
  request: Request,
  baseUrl: string,
  body: URLSearchParams | FormData | undefined,
): Request {
  const { pathname, searchParams, search } = new URL(request.url)
  // Remix still answers to it with the bare data of one route, and calls that a fault.
  const isOldName = searchParams.has('_data')
  searchParams.delete('_data')
  const query = isOldName ? `?${searchParams}` : search
  const headers = new Headers(request.headers)
  headers.delete('origin')
  headers.delete('x-forwarded-host')
  headers.set('host', new URL(baseUrl).host)
  for (const name of ['content-type', 'content-length', 'transfer-encoding']) headers.delete(name)
  return new Request(baseUrl + pathname + query, {
    method: request.method,
    headers,
    signal: request.signal,
    ...(body ? { body } : {}),
  })
}

/** Where a machine asked, an error that came as a page is told in the machine's form. */
function inJson(answer: Response): Response {
  const isTold = /^application\/json/.test(answer.headers.get('content-type') ?? '')
  if (answer.status < 400 || isTold) return answer
  if (answer.status === 404) return refuse('.json', 404, 'not-found', 'There is nothing at this address.')
  if (answer.status < 500) return refuse('.json', answer.status, 'refused', 'This request can’t be answered.')
  if (answer.status === 503) {
    const told = refuse('.json', 503, 'storage-full', noRoom)
    told.headers.set('retry-after', retryAfter)
    return told
  }
  return refuse('.json', answer.status, 'fault', 'Something failed on our side. It was recorded.')
}

function refuse(path: string, status: number, code: string, message: string): Response {
  if (path.endsWith('.json')) return Response.json({ error: { code, message } }, { status })
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${status}</title><h1>${status}</h1><p>${message}</p><p><a href="/">Back to the site</a></p></html>`
  return new Response(page, { status, headers: { 'content-type': 'text/html; charset=utf-8' } })
}
