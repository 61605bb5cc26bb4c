import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** A page as it goes out, whoever asks. */
export type Page = {
  status: number
  headers: Record<string, string>
  plain: Buffer
  /** The same as it is sent, made when somebody first takes it so. */
  sent: Partial<Record<'plain' | 'br' | 'gzip', Sent>>
  /** The same page as other readers get it, made when the first of them comes. */
  shapes: Map<string, Page>
}

/** Bytes, how they are packed, and the headers before them: names and values in turn. */
export type Sent = { bytes: Buffer; encoding: 'br' | 'gzip' | null; lines: string[] }

/** So long a page is what the site says, in milliseconds. */
const fresh = 1_000
/** So long it may still be shown while the next one is being made; who comes later waits for that. */
const stale = 1_500
const most = 400

type Held = { page: Page | null; madeAt: number; making: Promise<Page> | null }

/**
 * Pages that are the same for everybody, kept for a second: however many read one, it is made once a second. `make`
 * answers the address as the site would; what is not for keeping (a fault, an address that leads nowhere) goes only to
 * those who waited for it.
 */
export function openPageCache(make: (key: string) => Promise<Page>, clock = () => performance.now()) {
  let pages = new Map<string, Held>()

  const renew = (key: string, held: Held, among: Map<string, Held>) => {
    held.making ??= make(key)
      .then((page) => {
        if (isForKeeping(page)) Object.assign(held, { page, madeAt: clock() })
        else if (among.get(key) === held) among.delete(key)
        return page
      })
      .finally(() => {
        held.making = null
      })
    return held.making
  }

  return {
    /** The page at once, or a promise of it. */
    find: (key: string): Page | Promise<Page> => {
      let held = pages.get(key)
      if (!held) {
        if (pages.size >= most) pages.delete(pages.keys().next().value ?? '')
        held = { page: null, madeAt: 0, making: null }
        pages.set(key, held)
      }
      const age = clock() - held.madeAt
      if (held.page && age < fresh) return held.page
      const made = renew(key, held, pages)
      if (!held.page || age >= stale) return made
      // Who waits for the next page hears of its fault; for this one there is a page.
      made.catch(() => {})
      return held.page
    },
    /** Forgets all pages, those that are being made as well: they may show what has just been changed. */
    purge: () => {
      pages = new Map()
    },
  }
}

export type PageCache = ReturnType<typeof openPageCache>

const isForKeeping = ({ status, headers }: Page) =>
  (status === 200 || status === 302) && headers['cache-control'] === 'no-cache' && !headers['set-cookie']

/** An answer of the site as a page that can be given to many. */
export async function pageOf(answer: Response): Promise<Page> {
  const headers = Object.fromEntries(answer.headers)
  // It names one request; this page is for many.
  delete headers['x-request-id']
  return pageWith(answer.status, headers, Buffer.from(await answer.arrayBuffer()))
}

function pageWith(status: number, headers: Record<string, string>, plain: Buffer): Page {
  const tag = createHash('sha256').update(plain).digest('base64url').slice(0, 22)
  const tagged = status === 200 ? { ...headers, etag: `"${tag}"` } : headers
  return { status, headers: tagged, plain, sent: {}, shapes: new Map() }
}

/** A page as it is for some of its readers: made from the kept one by `change`, and kept with it. */
export function shapeOf(page: Page, shape: string, change: (page: string, shape: string) => string): Page {
  const held = page.shapes.get(shape)
  if (held || page.status !== 200) return held ?? page
  const made = pageWith(page.status, page.headers, Buffer.from(change(page.plain.toString(), shape)))
  page.shapes.set(shape, made)
  return made
}

const packers = {
  br: (plain: Buffer) => brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (plain: Buffer) => gzipSync(plain, { level: 6 }),
}

/** A page's bytes as its reader takes them, with the headers that go before them. Packed once, however many take it. */
export function bytesOf(page: Page, accepted: string): Sent {
  const encoding = page.plain.length < 1_000 ? undefined : encodings.find((one) => accepts(accepted, one))
  const held = page.sent[encoding ?? 'plain']
  if (held) return held
  const bytes = encoding ? packers[encoding](page.plain) : page.plain
  const headers = {
    ...page.headers,
    ...(encoding && { 'content-encoding': encoding }),
    'content-length': String(bytes.length),
  }
  const made = { bytes, encoding: encoding ?? null, lines: Object.entries(headers).flat() }
  page.sent[encoding ?? 'plain'] = made
  return made
}

const encodings = ['br', 'gzip'] as const
const accepts = (accepted: string, encoding: string) =>
  accepted.split(',').some((word) => {
    const [name, weight] = word.split(';')
    return name?.trim() === encoding && weight?.trim() !== 'q=0'
  })
