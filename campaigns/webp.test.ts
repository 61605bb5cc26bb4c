import sharp from 'sharp'
import { expect, it } from 'vitest'
import { webpSize } from './webp'

const square = (channels: 3 | 4) =>
  sharp({ create: { width: 300, height: 17, channels, background: { r: 9, g: 99, b: 9, alpha: 0.5 } } })
const size = { width: 300, height: 17 }

it.each([
  ['lossy', () => square(3).webp().toBuffer()],
  ['transparent', () => square(4).webp().toBuffer()],
  ['lossless', () => square(4).webp({ lossless: true }).toBuffer()],
])('knows the size of a %s picture', async (_, made) => {
  const bytes = await made()
  expect(webpSize(bytes)).toEqual(size)
  // Part of a larger buffer, as Node hands them out.
  expect(webpSize(Buffer.concat([Buffer.alloc(7), bytes]).subarray(7))).toEqual(size)
})

it('takes nothing that holds more than one still picture', async () => {
  const bytes = await square(3).webp().toBuffer()
  expect(webpSize(Buffer.concat([bytes, Buffer.from('<script>')]))).toBeNull()
  const hidden = Buffer.concat([bytes, Buffer.from('EVIL\x02\x00\x00\x00hi', 'latin1')])
  hidden.writeUInt32LE(hidden.length - 8, 4)
  expect(webpSize(hidden)).toBeNull()
  expect(
    webpSize(
      await square(3)
        .withExif({ IFD0: { Make: 'Camera' } })
        .webp()
        .toBuffer(),
    ),
  ).toBeNull()
  expect(webpSize(await square(3).withXmp('<x/>').webp().toBuffer())).toBeNull()
  const frames = await sharp([await square(3).png().toBuffer(), await square(3).negate().png().toBuffer()], {
    join: { animated: true },
  })
    .webp()
    .toBuffer()
  expect(webpSize(frames)).toBeNull()
})

it('takes nothing that is torn, or something else', async () => {
  const bytes = await square(3).webp().toBuffer()
  for (let end = 0; end < bytes.length; end++) expect(webpSize(bytes.subarray(0, end))).toBeNull()
  expect(webpSize(await square(3).png().toBuffer())).toBeNull()
  // One generator, so that a run that goes wrong can be run again.
  let state = 11
  for (let n = 0; n < 2_000; n++) {
    const broken = Buffer.from(bytes)
    for (let k = 0; k < 3; k++) {
      state = (state * 48_271) % 2_147_483_647
      broken[state % 40] = state % 251
    }
    expect(() => webpSize(broken)).not.toThrow()
  }
})
