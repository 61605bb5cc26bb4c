import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { bomb, pictures, script } from '../tests/support/pictures'
import { readPicture } from './picture.server'

const size = { width: 640, height: 320 }

async function read(bytes: Buffer) {
  const result = await readPicture(bytes, size)
  if (result.kind === 'refused') throw new Error(result.reason)
  return { ...result, told: await sharp(result.webp).metadata() }
}

describe('a picture', () => {
  it.each([
    ['png', 640, 213],
    ['jpeg', 300, 200],
    ['webp', 64, 32],
    ['dot', 1, 1],
    ['cmyk', 60, 40],
    ['wide', 60, 40],
  ] as const)('%s is drawn anew as WebP of %i × %i, with nothing else in it', async (name, width, height) => {
    const { webp, told, ...found } = await read(await pictures[name]())
    expect(found).toMatchObject({ width, height })
    expect(told).toMatchObject({ format: 'webp', width, height, space: 'srgb', hasProfile: false })
    for (const part of ['exif', 'icc', 'xmp', 'iptc', 'comments'] as const) expect(told[part]).toBeUndefined()
    expect(webp.length).toBeLessThan(300_000)
  })

  it('keeps what can be seen through', async () => {
    expect((await read(await pictures.png())).told.hasAlpha).toBe(true)
  })

  it('that could not be smaller is made coarser, until it can be kept', async () => {
    const { webp } = await read(await pictures.huge())
    expect(webp.toString('base64').length).toBeLessThanOrEqual(400_000)
  })

  it('is turned upright, and says neither where it was taken nor by whom', async () => {
    const bytes = await pictures.located()
    expect((await sharp(bytes).metadata()).exif?.toString('latin1')).toContain('Canary')
    const { webp, width, height, told } = await read(bytes)
    expect({ width, height }).toEqual({ width: 40, height: 60 })
    expect(told.exif).toBeUndefined()
    expect(webp.toString('latin1')).not.toContain('Canary')
  })

  it('that moves stands still', async () => {
    const bytes = await pictures.moving()
    expect((await sharp(bytes, { animated: true }).metadata()).pages).toBe(2)
    const { told, width, height } = await read(bytes)
    expect(told.pages ?? 1).toBe(1)
    expect({ width, height }).toEqual({ width: 40, height: 20 })
  })

  it.each(['withArchive', 'withComment'] as const)('loses what came along: %s', async (name) => {
    const bytes = await pictures[name]()
    expect(bytes.toString('latin1')).toContain(script)
    const { webp } = await read(bytes)
    const text = webp.toString('latin1')
    for (const trace of ['script', 'PK\u0003\u0004', 'canary']) expect(text).not.toContain(trace)
  })
})

describe('what is no picture we take', () => {
  it.each([
    ['torn', 'damaged'],
    ['tornPng', 'damaged'],
    ['headOnly', 'damaged'],
    ['gifPage', 'not-a-picture'],
    ['page', 'not-a-picture'],
    ['nothing', 'not-a-picture'],
    ['svg', 'svg'],
  ] as const)('%s is refused as %s', async (name, reason) => {
    expect(await readPicture(await pictures[name](), size)).toEqual({ kind: 'refused', reason })
  })

  it('is refused by its size before it is unpacked', async () => {
    const bytes = bomb(30_000, 30_000)
    expect(bytes.length).toBeLessThan(200_000)
    const before = performance.now()
    expect(await readPicture(bytes, size)).toEqual({ kind: 'refused', reason: 'too-many-pixels' })
    expect(performance.now() - before).toBeLessThan(1_000)
    expect((await readPicture(bomb(4_000, 6_000), size)).kind).toBe('picture')
    expect(await readPicture(bomb(4_001, 6_000), size)).toEqual({
      kind: 'refused',
      reason: 'too-many-pixels',
    })
  })

  it('is refused whatever else the library could read', async () => {
    const tiff = Buffer.concat([Buffer.from('II*\0', 'latin1'), Buffer.alloc(64)])
    expect(await readPicture(tiff, size)).toEqual({ kind: 'refused', reason: 'not-a-picture' })
    await expect(sharp(await pictures.svg()).metadata()).rejects.toThrow(/unsupported/)
  })
})

it('keeps the program answering while it draws', async () => {
  let longest = 0
  let last = performance.now()
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 5)
  await Promise.all(Array.from({ length: 3 }, async () => readPicture(await pictures.huge(), size)))
  clearInterval(beat)
  expect(longest).toBeLessThan(500)
})
