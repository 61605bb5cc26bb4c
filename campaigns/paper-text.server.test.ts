import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { easternFontsFor } from './paper-eastern.server'
import { characterMap, paperFonts, unpackWoff } from './paper-fonts.server'
import { box, paperText, plainLine } from './paper-text.server'

test('names in the eight scripts pass as they are', () => {
  for (const name of [
    'Ana Pérez',
    'Анна Каренина',
    'Ελένη Παπαδοπούλου',
    'Տիգրան Պետրոսյան',
    'ნინო ბერიძე',
    'محمد عبد الله',
    'דוד כהן',
    'प्रिया शर्मा',
    'Nguyễn Thị Ngọc',
    'O’Brien-Łukasiewicz',
  ])
    expect(paperText(name)).toBe(name.normalize('NFC'))
})

test('what no font can draw becomes one box for each character that a reader would see', () => {
  expect(paperText('Ana 😀 ཀ ᠠ')).toBe('Ana □ □ □')
  expect(paperText('👨‍👩‍👧')).toBe('□')
  expect(paperText('private \ue000, half \ud800')).toBe('private □, half □')
})

test('controls and line breaks become spaces, and invisible characters vanish', () => {
  expect(paperText('a\u0000b\r\nc\u2028d\u0085e')).toBe('a b c d e')
  expect(paperText('\u202eevil\u202c\u2066x\u2069\u200f\u061c\ufeff\u00ad\u{e0041}')).toBe('evilx')
})

test('joiners stay where Persian and Hindi spell with them, and nowhere else', () => {
  expect(paperText('می\u200cخواهم')).toBe('می\u200cخواهم')
  expect(paperText('क्\u200dष')).toBe('क्\u200dष')
  expect(paperText('A\u200cn\u200da\u200d')).toBe('Ana')
  expect(paperText('\u200dنم\u200c')).toBe('نم')
})

test('a letter carries at most two accents, yet Hindi and Hebrew keep the marks they spell with', () => {
  expect(paperText(`Z${'\u0338\u0321\u0489\u0310'.repeat(9)}`)).toMatch(/^Z\p{M}{2,5}$/u)
  expect(paperText(`Z${'\u0338\u0321\u0310'.repeat(9)}`)).toMatch(/^Z\p{M}{2}$/u)
  expect(paperText('बड़ों')).toBe('बड़ों'.normalize('NFC'))
  expect(paperText('שָּׁלוֹם')).toBe('שָּׁלוֹם'.normalize('NFC'))
})

test('a long word gets chances to break, and a text over its limit ends in an ellipsis', () => {
  expect(paperText('x'.repeat(60)).split('\u200b')).toEqual(['x'.repeat(24), 'x'.repeat(24), 'x'.repeat(12)])
  expect(paperText('Gasset-Wittgenstein Karapetyants')).not.toContain('\u200b')
  expect(paperText('abcdef', 4)).toBe('abc…')
  expect(paperText('abcd', 4)).toBe('abcd')
})

test('the title of the file keeps its emoji and loses its controls', () => {
  expect(plainLine('Letter 😀\u0000\ud800')).toBe('Letter 😀 \ufffd')
})

test('each family covers its own script and not the others', () => {
  const covered = (codePoint: number) =>
    paperFonts()
      .filter(({ covers }) => covers(codePoint))
      .map(({ family }) => family)
  expect(covered(0x0531)).toEqual(['Noto Serif Armenian'])
  expect(covered(0x10d0)).toEqual(['Noto Serif Georgian'])
  expect(covered(0x05d0)).toEqual(['Noto Serif Hebrew'])
  expect(covered(0x0915)).toEqual(['Noto Serif Devanagari'])
  expect(covered(0x0627)).toEqual(['Amiri'])
  expect(covered(0x0416)).toEqual(['Noto Serif'])
  expect(covered(0x4e00)).toEqual([])
})

test('names from China, Japan and Korea pass as they are, a mark of another script on them does not', () => {
  for (const name of [
    '王小明',
    '歐陽靜',
    '山田 はなこ',
    'サトウ・ケン',
    'ガ',
    '김민준',
    '𠮷野',
    '（株）',
    '﨑',
  ])
    expect(paperText(name)).toBe(name.normalize('NFC'))
  expect(paperText('王\u093c')).toBe(box)
  expect(paperText('漢'.repeat(60))).not.toContain('\u200b')
})

test('a letter opens the large fonts only when it needs them, and prefers the forms of its own language', () => {
  const families = (text: string, language: string) =>
    easternFontsFor(text, language).map(({ family }) => family)
  expect(families('Ana Pérez, Տիգրան, □, محمد', 'es')).toEqual([])
  expect(families('王小明', 'es')).toEqual(['Noto Serif SC'])
  expect(families('김민준', 'es')).toEqual(['Noto Serif KR'])
  expect(families('王小明 김민준', 'es-AR')).toEqual(['Noto Serif SC', 'Noto Serif KR'])
  expect(families('漢한', 'zh')).toEqual(['Noto Serif SC', 'Noto Serif KR'])
  expect(families('山田 はなこ', 'ja')).toEqual(['Noto Serif JP'])
  expect(families('大韓民國 김', 'ko')).toEqual(['Noto Serif KR'])
})

test('a WOFF file unpacks to the font that was packed, and a plain font stays as it is', () => {
  const [font] = paperFonts().find(({ family }) => family === 'Noto Serif Armenian')?.faces ?? []
  if (!font) throw new Error('no Armenian font')
  expect(font.readUInt32BE(0)).toBe(0x00010000)
  expect(unpackWoff(font)).toBe(font)
  expect(unpackWoff(packed(font)).equals(font)).toBe(true)
})

test('a code point that the map sends to the missing glyph does not count as covered', () => {
  const [font] = paperFonts()[0]?.faces ?? []
  if (!font) throw new Error('no Latin font')
  const ranges = characterMap(font)
  expect(
    ranges.every(([first, last], index) => first <= last && first > (ranges[index - 1]?.[1] ?? -1)),
  ).toBe(true)
  expect(ranges.some(([first, last]) => first <= 0xffff && last >= 0xffff)).toBe(false)
})

function packed(font: Buffer): Buffer {
  const count = font.readUInt16BE(4)
  const directory = Buffer.alloc(44 + 20 * count)
  directory.write('wOFF', 0, 'latin1')
  font.copy(directory, 4, 0, 4)
  directory.writeUInt16BE(count, 12)
  const parts: Buffer[] = [directory]
  let offset = directory.length
  for (let index = 0; index < count; index++) {
    const from = 12 + 16 * index
    const start = font.readUInt32BE(from + 8)
    const length = font.readUInt32BE(from + 12)
    const table = font.subarray(start, start + length)
    const small = deflateSync(table)
    const body = small.length < length ? small : table
    const to = 44 + 20 * index
    font.copy(directory, to, from, from + 4)
    directory.writeUInt32BE(offset, to + 4)
    directory.writeUInt32BE(body.length, to + 8)
    directory.writeUInt32BE(length, to + 12)
    font.copy(directory, to + 16, from + 4, from + 8)
    parts.push(body)
    offset += body.length
  }
  return Buffer.concat(parts)
}
