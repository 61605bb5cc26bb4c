import { lookup } from 'node:dns/promises'
import type { IncomingMessage } from 'node:http'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from './public-address.server'
import type { PageRefusal, RefusedPage } from './story'

/** What a page may be asked for. Everything but `street` is for tests, which have no internet. */
export type Way = {
  /** All addresses of a host. */
  resolve: (host: string) => Promise<string[]>
  mayReach: (address: string) => boolean
  ports: readonly number[]
  /** For everything together: names, connections, redirects and the body. */
  milliseconds: number
  bytes: number
}

/** The way to pages that anybody can see: public addresses on the ports of the web, 5 s and 2 MB in all. */
export const street: Way = {
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  mayReach: isPublicAddress,
  ports: [80, 443],
  milliseconds: 5_000,
  bytes: 2_000_000,
}

/** What is asked for at an address, and what the answer must call itself. */
type Wanted = { accept: string; type: RegExp; otherwise: Reason }
type Reason = PageRefusal | 'not-a-picture'

const html: Wanted = {
  accept: 'text/html,application/xhtml+xml;q=0.9',
  type: /^\s*(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/i,
  otherwise: 'not-html',
}
const picture: Wanted = {
  accept: 'image/webp,image/png,image/jpeg',
  type: /^\s*image\//i,
  otherwise: 'not-a-picture',
}

export type FetchedPage = { kind: 'fetched'; url: string; contentType: string; body: Buffer }

const mostRedirects = 3

class Refusal extends Error {
  constructor(
    readonly reason: Reason,
    readonly status: number | null = null,
  ) {
    super(reason)
  }
}

/**
 * Fetches a page of the web that somebody typed the address of, without ever reaching into the network this program
 * stands in. Every hop is checked by itself: scheme, port and user info by its address, and every IP address of its host
 * within the connection's own lookup, so that the address that was judged is the one that is dialled. HTML only, and
 * only as it is: a compressed answer is refused unread, since 2 MB of it can be gigabytes. Refused as a value, never
 * thrown.
 */
export const fetchPage = (address: string, way: Way = street) =>
  // Nothing else than a page is asked for, so that it is no picture is never the reason.
  fetchWanted(address, way, html) as Promise<FetchedPage | RefusedPage>

/** Fetches a picture of the web past the same guard; whatever says that it is one, unlooked at. */
export const fetchPicture = (address: string, way: Way) => fetchWanted(address, way, picture)

type Refused = Omit<RefusedPage, 'reason'> & { reason: Reason }

async function fetchWanted(address: string, way: Way, wanted: Wanted): Promise<FetchedPage | Refused> {
  const signal = AbortSignal.timeout(way.milliseconds)
  try {
    let url = parse(address)
    for (let hop = 0; ; hop++) {
      const answer = await dial(url, { way, wanted, signal })
      const next = redirectOf(answer, url)
      if (!next) return await take(answer, url, { way, wanted })
      answer.destroy()
      if (hop === mostRedirects) throw new Refusal('redirects')
      url = next
    }
  } catch (error) {
    const reason = signal.aborted ? 'too-slow' : reasonOf(error)
    return { kind: 'refused', reason, status: error instanceof Refusal ? error.status : null }
  }
}

function parse(address: string, base?: URL): URL {
  if (!URL.canParse(address, base)) throw new Refusal('not-an-address')
  return new URL(address, base)
}

/** Judges what an address says by itself. A host that is an IP address never comes to `lookup`, so it is judged here. */
function judge(url: URL, way: Way) {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Refusal('scheme')
  if (url.username || url.password) throw new Refusal('user-info')
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  if (!way.ports.includes(port)) throw new Refusal('port')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) && !way.mayReach(host)) throw new Refusal('private')
}

/** The lookup of one connection: one private address among a host's addresses, and none of them is dialled. */
const guarded =
  (way: Way): LookupFunction =>
  (host, options, done) => {
    way.resolve(host).then(
      (addresses) => {
        const all = addresses.map((address) => ({ address, family: isIP(address) }))
        const [first] = all
        if (!first) done(new Refusal('not-found'), '')
        else if (!addresses.every(way.mayReach)) done(new Refusal('private'), '')
        else if (options.all) done(null, all)
        else done(null, first.address, first.family)
      },
      (error: Error) => done(error, ''),
    )
  }

type Dialling = { way: Way; wanted: Wanted; signal: AbortSignal }

function dial(url: URL, { way, wanted, signal }: Dialling): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    judge(url, way)
    const request = url.protocol === 'https:' ? requestHttps : requestHttp
    request(url, {
      // A connection of its own: a kept one would have been judged for something else.
      agent: false,
      lookup: guarded(way),
      signal,
      headers: {
        accept: wanted.accept,
        'accept-encoding': 'identity',
        'user-agent':
          'Mozilla/5.0 (compatible; Demarche; reads a news story once, for a campaign that cites it)',
      },
    })
      .once('response', resolve)
      .once('error', reject)
      .end()
  })
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage, url: URL): URL | null {
  if (![301, 302, 303, 307, 308].includes(statusCode)) return null
  if (!headers.location) throw new Refusal('status', statusCode)
  return parse(headers.location, url)
}

async function take(
  answer: IncomingMessage,
  url: URL,
  { way, wanted }: Omit<Dialling, 'signal'>,
): Promise<FetchedPage> {
  try {
    const { statusCode = 0, headers } = answer
    if (statusCode < 200 || statusCode > 299) throw new Refusal('status', statusCode)
    const contentType = headers['content-type'] ?? ''
    if (!wanted.type.test(contentType)) throw new Refusal(wanted.otherwise)
    const encoding = headers['content-encoding'] ?? 'identity'
    if (encoding.trim().toLowerCase() !== 'identity') throw new Refusal('encoded')
    if (Number(headers['content-length']) > way.bytes) throw new Refusal('too-large')
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > way.bytes) throw new Refusal('too-large')
      chunks.push(chunk)
    }
    return { kind: 'fetched', url: url.href, contentType, body: Buffer.concat(chunks) }
  } finally {
    answer.destroy()
  }
}

function reasonOf(error: unknown): Reason {
  if (error instanceof Refusal) return error.reason
  const { code = '' } = error as NodeJS.ErrnoException
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_NODATA') return 'not-found'
  return /CERT|TLS|SSL|SELF_SIGNED|VERIFY/.test(code) ? 'certificate' : 'unreachable'
}
