import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { packageRoot } from '../db/package-root.server.ts'

const families: Record<string, string[]> = {
  'Noto Serif': [
    '@expo-google-fonts/noto-serif/400Regular/NotoSerif_400Regular.ttf',
    '@expo-google-fonts/noto-serif/400Regular_Italic/NotoSerif_400Regular_Italic.ttf',
    '@expo-google-fonts/noto-serif/700Bold/NotoSerif_700Bold.ttf',
    '@expo-google-fonts/noto-serif/700Bold_Italic/NotoSerif_700Bold_Italic.ttf',
  ],
  'Noto Serif Armenian': [
    '@fontsource/noto-serif-armenian/files/noto-serif-armenian-armenian-400-normal.woff',
    '@fontsource/noto-serif-armenian/files/noto-serif-armenian-armenian-700-normal.woff',
  ],
  'Noto Serif Georgian': [
    '@fontsource/noto-serif-georgian/files/noto-serif-georgian-georgian-400-normal.woff',
    '@fontsource/noto-serif-georgian/files/noto-serif-georgian-georgian-700-normal.woff',
  ],
  'Noto Serif Hebrew': [
    '@expo-google-fonts/noto-serif-hebrew/400Regular/NotoSerifHebrew_400Regular.ttf',
    '@expo-google-fonts/noto-serif-hebrew/700Bold/NotoSerifHebrew_700Bold.ttf',
  ],
  'Noto Serif Devanagari': [
    '@expo-google-fonts/noto-serif-devanagari/400Regular/NotoSerifDevanagari_400Regular.ttf',
    '@expo-google-fonts/noto-serif-devanagari/700Bold/NotoSerifDevanagari_700Bold.ttf',
  ],
  Amiri: [
    '@expo-google-fonts/amiri/400Regular/Amiri_400Regular.ttf',
    '@expo-google-fonts/amiri/700Bold/Amiri_700Bold.ttf',
  ],
  'Noto Sans Symbols': [
    '@expo-google-fonts/noto-sans-symbols/400Regular/NotoSansSymbols_400Regular.ttf',
    '@expo-google-fonts/noto-sans-symbols/700Bold/NotoSansSymbols_700Bold.ttf',
  ],
}

/** A font family as the paper uses it: the bytes of its faces (TTF), and whether all of them can draw a code point. */
export type PaperFont = { family: string; faces: Buffer[]; covers: (codePoint: number) => boolean }

let opened: PaperFont[] | undefined

/** The families that every letter is set in, in order of preference. Read once a process (2.6 MB). */
export function paperFonts(): PaperFont[] {
  opened ??= Object.entries(families).map(([family, files]) => openFont(family, files))
  return opened
}

/** Reads the faces of a family from the packages they come in. */
export function openFont(family: string, files: string[]): PaperFont {
  const require = createRequire(join(packageRoot, 'package.json'))
  const faces = files.map((file) => unpackWoff(readFileSync(require.resolve(file))))
  const maps = faces.map(characterMap)
  return { family, faces, covers: (codePoint) => maps.every((ranges) => isWithin(ranges, codePoint)) }
}

/**
 * The plain TrueType or OpenType font inside a WOFF 1.0 file (W3C WOFF 1.0, sections 3 to 5); other fonts come back as
 * they are. Throws when the file is cut short.
 */
export function unpackWoff(file: Buffer): Buffer {
  if (file.toString('latin1', 0, 4) !== 'wOFF') return file
  const count = file.readUInt16BE(12)
  const header = Buffer.alloc(12 + 16 * count)
  file.copy(header, 0, 4, 8)
  const power = Math.floor(Math.log2(count))
  header.writeUInt16BE(count, 4)
  header.writeUInt16BE(16 << power, 6)
  header.writeUInt16BE(power, 8)
  header.writeUInt16BE(16 * count - (16 << power), 10)

  const parts: Buffer[] = [header]
  let offset = header.length
  for (let index = 0; index < count; index++) {
    const from = 44 + 20 * index
    const start = file.readUInt32BE(from + 4)
    const packedLength = file.readUInt32BE(from + 8)
    const length = file.readUInt32BE(from + 12)
    const packed = file.subarray(start, start + packedLength)
    const table = packedLength < length ? inflateSync(packed) : packed
    if (table.length !== length) throw new Error('The WOFF file is cut short.')
    const to = 12 + 16 * index
    file.copy(header, to, from, from + 4)
    header.writeUInt32BE(file.readUInt32BE(from + 16), to + 4)
    header.writeUInt32BE(offset, to + 8)
    header.writeUInt32BE(length, to + 12)
    parts.push(table, Buffer.alloc(-length & 3))
    offset += length + (-length & 3)
  }
  return Buffer.concat(parts)
}

type Range = readonly [first: number, last: number]

function isWithin(ranges: Range[], codePoint: number): boolean {
  let low = 0
  let high = ranges.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const [first, last] = ranges[middle] as Range
    if (codePoint < first) high = middle - 1
    else if (codePoint > last) low = middle + 1
    else return true
  }
  return false
}

/** The code points that a font's `cmap` maps to a glyph, as sorted ranges (OpenType 1.9, formats 4 and 12). */
export function characterMap(font: Buffer): Range[] {
  const cmap = tableOf(font, 'cmap')
  const ranges: Range[] = []
  for (let index = 0; index < cmap.readUInt16BE(2); index++) {
    const subtable = cmap.subarray(cmap.readUInt32BE(8 + 8 * index))
    const format = subtable.readUInt16BE(0)
    if (format === 4) ranges.push(...segmentRanges(subtable))
    if (format === 12) ranges.push(...groupRanges(subtable))
  }
  return merged(ranges)
}

function tableOf(font: Buffer, name: string): Buffer {
  for (let index = 0; index < font.readUInt16BE(4); index++) {
    const at = 12 + 16 * index
    if (font.toString('latin1', at, at + 4) !== name) continue
    const start = font.readUInt32BE(at + 8)
    return font.subarray(start, start + font.readUInt32BE(at + 12))
  }
  throw new Error(`The font has no ${name} table.`)
}

function* segmentRanges(table: Buffer): Generator<Range> {
  const doubled = table.readUInt16BE(6)
  for (let at = 14; at < 14 + doubled; at += 2) {
    const last = table.readUInt16BE(at)
    const first = table.readUInt16BE(at + 2 + doubled)
    const delta = table.readUInt16BE(at + 2 + 2 * doubled)
    const rangeAt = at + 2 + 3 * doubled
    const range = table.readUInt16BE(rangeAt)
    for (let codePoint = first; codePoint <= last && codePoint < 0xffff; codePoint++) {
      const glyph = range === 0 ? codePoint : table.readUInt16BE(rangeAt + range + 2 * (codePoint - first))
      if (glyph !== 0 && ((glyph + delta) & 0xffff) !== 0) yield [codePoint, codePoint]
    }
  }
}

function* groupRanges(table: Buffer): Generator<Range> {
  for (let index = 0; index < table.readUInt32BE(12); index++) {
    const at = 16 + 12 * index
    yield [table.readUInt32BE(at), table.readUInt32BE(at + 4)]
  }
}

function merged(ranges: Range[]): Range[] {
  const joined: [number, number][] = []
  for (const [first, last] of ranges.sort((a, b) => a[0] - b[0])) {
    const before = joined.at(-1)
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else joined.push([first, last])
  }
  return joined
}
