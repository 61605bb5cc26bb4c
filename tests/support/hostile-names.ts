/** Numbers from 0 up to a bound, always the same for the same seed. */
export function seeded(seed: number) {
  let state = seed >>> 0
  return (below: number) => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** Names that are written in Typst, in HTML, as paths or as what once broke somebody's program. They come out as they are. */
export const markup = [
  '#read("/etc/passwd")',
  '#import "/sheet.json": *',
  '#{sys.version}',
  '#panic("x")',
  '#eval("1+1")',
  '$x^2 integral$',
  '*bold* _emph_ `raw`',
  '@ref <label>',
  '= Heading',
  '- list / term: x',
  '\\u{41} \\ \\#',
  '//comment /* and */',
  ']} )} #]',
  '</script><b>&amp;',
  '../../../etc/passwd',
  'C:\\CON\\nul',
  'null',
  'undefined',
  '%s%n {0} {{name}}',
  "Robert'); DROP TABLE",
  '-- ~ ... ---',
  '=cmd|A1',
]

/** Names as people have them, in the scripts a letter has fonts for and reads from left to right. */
export const ordinary = [
  'Ana Pérez',
  'Nguyễn Thị Ngọc',
  'Анна Каренина',
  'Ελένη Παπαδοπούλου',
  'Տիգրան Պետրոսյան',
  'ნინო ბერიძე',
  '王小明',
  '歐陽靜',
  '山田 はなこ',
  'サトウ・ケン',
  '김민준',
  '홍길동',
]

const marks: string[] = []
for (let code = 0x300; code < 0x1f000; code++) {
  const character = String.fromCodePoint(code)
  if (/\p{M}/u.test(character)) marks.push(character)
}

const bidi = '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'
const rightToLeft = ['محمد عبد الله', 'דוד כהן', 'می‌خواهم', 'שָּׁלוֹם']
const emoji = ['👨‍👩‍👧', '🏳️‍🌈', '👩🏽‍⚖️', '🇦🇷', '1️⃣', '❤️‍🔥', '😀', '🏴󠁧󠁢󠁥󠁮󠁧󠁿']
const hidden = [
  '\u00ad',
  '\u034f',
  '\u115f',
  '\u180e',
  '\u200b',
  '\u200c',
  '\u200d',
  '\u2060',
  '\u3164',
  '\ufeff',
  '\u{e0041}',
]

// 256 code points each; every one that Unicode has filled, and some that it has not.
const rows = [...Array.from({ length: 0x330 }, (_, row) => row), 0xe00, 0xe01, 0xf00, 0xfff, 0x1000, 0x10ff]
const selectors = Array.from({ length: 259 }, (_, n) =>
  String.fromCodePoint(n < 16 ? 0xfe00 + n : n < 256 ? 0xe0100 + n - 16 : 0x180b + n - 256),
)
const nobodys = [...'\ue000\uf8ff\ufdd0\ufdef\ufffe\uffff\u{f0000}\u{10fffd}\u{10ffff}\u{1fffe}']

/** So many names, always the same: of every row of Unicode, and of every kind that broke somebody's letters. */
export function* hostileNames(count: number, seed = 20_261_124): Generator<string> {
  const random = seeded(seed)
  const any = <T>(from: ArrayLike<T>) => from[random(from.length)] as T
  const some = (most: number, make: () => string) => Array.from({ length: 1 + random(most) }, make).join('')
  const kinds: ((n: number) => string)[] = [
    (n) => some(12, () => String.fromCodePoint((rows[n % rows.length] ?? 0) * 256 + random(256))),
    () => some(10, () => String.fromCodePoint(any(rows) * 256 + random(256))),
    () => some(8, () => String.fromCharCode(0xd800 + random(0x800)) + any(['', 'a', '漢'])),
    () => some(4, () => any(['Z', 'क', 'ש', 'م', '漢', '가', ' ', '□', 'か']) + some(30, () => any(marks))),
    () => some(10, () => any(bidi) + any([...rightToLeft, 'abc', '123', '王'])),
    () => some(4, () => any(emoji)),
    () => some(5, () => any(['漢', '葛', '☮', '❤', 'a', 'ᠠ', '1']) + any(selectors)),
    () => some(8, () => any(nobodys) + any(['', 'a', 'م', '王'])),
    () => some(6, () => any(hidden) + any(['A', 'ب', 'क', '한', '漢'])),
    () => some(6, () => String.fromCharCode(random(0x20)) + any(['a', '\r\n', '\u2028', '\u0085', '\u007f'])),
    () => any(markup) + any(['', '', ' ', '\u0301', '漢', '\u202e', ...emoji]),
    () => some(6, () => String.fromCharCode(0x1100 + random(0x100))),
    () => some(3, () => any(ordinary) + any(['', ' ', '-', '\u0301', '\u200d'])),
    () => any(ordinary),
  ]
  for (let n = 0; n < count; n++) {
    const name = (kinds[n % kinds.length] as (n: number) => string)(Math.floor(n / kinds.length))
    yield n % 997 === 0 ? name.repeat(1 + random(200)) : name
  }
}
