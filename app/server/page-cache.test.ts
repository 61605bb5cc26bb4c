import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { bytesOf, openPageCache, type Page, pageOf, shapeOf } from './page-cache'

const keepable = { 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' }
const answer = (words: string, init: ResponseInit = {}) =>
  pageOf(new Response(words, { status: 200, headers: keepable, ...init }))

/** A cache whose pages say how many were made before, and whose clock and maker the test holds. */
function cacheOf(init: ResponseInit = {}) {
  const clock = { at: 5_000 }
  const waiting: (() => void)[] = []
  let made = 0
  const cache = openPageCache(
    async () => {
      const number = made++
      await new Promise<void>((done) => waiting.push(done))
      return answer(`page ${number}`, init)
    },
    () => clock.at,
  )
  const letMake = async () => {
    for (const done of waiting.splice(0)) done()
    await new Promise((done) => setTimeout(done, 1))
  }
  return { cache, clock, letMake, count: () => made }
}
const words = async (page: Page | Promise<Page>) => (await page).plain.toString()

describe('a page that is kept', () => {
  it('is made once for all who come while it is made, and for all in the second after', async () => {
    const { cache, clock, letMake, count } = cacheOf()
    const waiting = [cache.find('a'), cache.find('a'), cache.find('a')]
    await letMake()
    expect(await Promise.all(waiting.map(words))).toEqual(['page 0', 'page 0', 'page 0'])
    clock.at += 999
    expect(cache.find('a')).not.toBeInstanceOf(Promise)
    expect(count()).toBe(1)
  })

  it('is shown half a second longer while the next is made, and to nobody after that', async () => {
    const { cache, clock, letMake, count } = cacheOf()
    const first = cache.find('a')
    await letMake()
    await first
    clock.at += 1_499
    expect(await words(cache.find('a'))).toBe('page 0')
    expect(count()).toBe(2)
    clock.at += 1
    const late = cache.find('a')
    expect(late).toBeInstanceOf(Promise)
    await letMake()
    expect(await words(late)).toBe('page 1')
    expect(count()).toBe(2)
  })

  it('is forgotten by a purge, the one that is being made as well', async () => {
    const { cache, letMake } = cacheOf()
    const before = cache.find('a')
    cache.purge()
    const after = cache.find('a')
    await letMake()
    expect(await words(before)).toBe('page 0')
    expect(await words(after)).toBe('page 1')
    expect(await words(cache.find('a'))).toBe('page 1')
  })

  it('is not kept when it is a fault, sets a cookie, or says that it may not be', async () => {
    for (const init of [
      { status: 404 },
      { status: 503 },
      { headers: { ...keepable, 'cache-control': 'no-store' } },
      { headers: { ...keepable, 'set-cookie': 'pending=1' } },
    ]) {
      const { cache, letMake, count } = cacheOf(init)
      const first = cache.find('a')
      await letMake()
      await first
      expect(cache.find('a')).toBeInstanceOf(Promise)
      expect(count()).toBe(2)
    }
  })

  it('can fail without harm to the next who comes', async () => {
    let isBroken = true
    const cache = openPageCache(async () => {
      if (isBroken) throw new Error('no database')
      return answer('again')
    })
    await expect(cache.find('a')).rejects.toThrow('no database')
    isBroken = false
    expect(await words(cache.find('a'))).toBe('again')
  })

  it('stays bounded however many addresses are asked for', async () => {
    let made = 0
    const cache = openPageCache(async () => answer(`${made++}`))
    for (let i = 0; i < 1_000; i++) await cache.find(`a${i}`)
    await cache.find('a999')
    expect(made).toBe(1_000)
    await cache.find('a0')
    expect(made).toBe(1_001)
  })
})

describe('the bytes of a page', () => {
  const long = 'Señor Embajador: '.repeat(200)

  it('are packed as their reader takes them, once', async () => {
    const page = await answer(long)
    const br = bytesOf(page, 'gzip, deflate, br')
    expect(br.encoding).toBe('br')
    expect(brotliDecompressSync(br.bytes).toString()).toBe(long)
    expect(bytesOf(page, 'br').bytes).toBe(br.bytes)
    const gzip = bytesOf(page, 'gzip;q=0.5, br;q=0')
    expect(gzip.encoding).toBe('gzip')
    expect(gunzipSync(gzip.bytes).toString()).toBe(long)
    expect(bytesOf(page, '')).toMatchObject({ bytes: page.plain, encoding: null })
  })

  it('have a tag of their own in each shape', async () => {
    const page = await answer(long)
    const shaped = shapeOf(page, 'AR', (words, country) => words + country)
    expect(shaped.plain.toString()).toBe(`${long}AR`)
    expect(shaped.headers.etag).not.toBe(page.headers.etag)
    expect(shapeOf(page, 'AR', () => 'another')).toBe(shaped)
  })
})
