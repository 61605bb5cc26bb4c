import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { textOfPdf } from '../tests/support/pdf-text'
import { pictures } from '../tests/support/pictures'
import { fillFields, parseLetter } from './letter'
import type { Paper, PaperSignature } from './letter-paper'
import { renderLetterPdf } from './letter-pdf.server'

const usualTmp = process.env.TMPDIR
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letter-test-'))
  process.env.TMPDIR = folder
})
afterEach(async () => {
  expect(await readdir(folder), 'nothing is left in the temporary folder').toEqual([])
})
afterAll(async () => {
  if (usualTmp === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = usualTmp
  await rm(folder, { recursive: true })
})

function body(markdown: string) {
  const parsed = parseLetter(markdown)
  if (parsed.kind === 'refused') throw new Error(JSON.stringify(parsed.faults))
  const values = { recipient: 'la Embajada', salutation: 'Señor Embajador', organisation: 'Defensores' }
  return fillFields(parsed.document, {
    ...values,
    campaign: 'Znak',
    count: '#sys.version',
    date: '',
    place: '',
  })
}

const inEveryScript: PaperSignature[] = [
  { name: 'Ana Pérez', place: 'Córdoba, Argentina' },
  { name: 'Տիգրան Պետրոսյան', place: 'Երևան, Հայաստան' },
  { name: 'Анна Каренина', place: 'Москва, Россия' },
  { name: 'Ελένη Παπαδοπούλου', place: 'Αθήνα, Ελλάδα' },
  { name: 'ნინო ბერიძე', place: 'თბილისი, საქართველო' },
  { name: 'محمد عبد الله', place: 'القاهرة، مصر' },
  { name: 'דוד כהן', place: 'תל אביב, ישראל' },
  { name: 'प्रिया शर्मा', place: 'दिल्ली, भारत' },
]

const hostile: PaperSignature[] = [
  { name: '#read("/etc/passwd")', place: '#sys.version' },
  { name: '</script><b>', place: '$x^2$ *bold* `raw` @ref <label>' },
  { name: 'nul\u0000l\u0007', place: '\ud800 half \udfff' },
  { name: '\u202eesrever\u202c', place: '\u2066\u2067open' },
  { name: '😀👨‍👩‍👧', place: '漢字 한글' },
  { name: 'x'.repeat(10_000), place: 'long '.repeat(2_000) },
  { name: `Z${'\u0338\u0321\u0489\u0310'.repeat(50)}algo`, place: '\u0301\u0302\u0303' },
  { name: null, place: 'Salta' },
  { name: '', place: '' },
]

const signers = (count: number, from: PaperSignature[]) =>
  Array.from({ length: count }, (_, index) => from[index % from.length] as PaperSignature)

const letter = (changes: Partial<Paper> = {}): Paper => ({
  language: 'es-AR',
  title: 'Carta a la Embajada',
  author: 'Defensores del Prado',
  letterheads: [
    { name: 'Defensores del Prado', lines: ['Av. Rivadavia 1234', 'Buenos Aires'] },
    { name: 'Հայ Իրավունք', lines: ['0001 Երևան'] },
  ],
  place: 'Buenos Aires',
  date: '24 de noviembre de 2026',
  recipient: ['Excelentísimo Señor Embajador', 'Embajada de la República de Belarús'],
  reference: 'DEM-2026-0117',
  subject: 'Detención de Maksim Znak',
  body: body(
    '{{salutation}}:\n\nEn nombre de {{count}} **personas** según el [informe](https://example.org/x).\n\n' +
      '## Pedimos\n\n1. uno\n2. dos\n   - tres\n\n> Una cita.\n\nAtentamente,',
  ),
  signatories: [{ organisation: 'Defensores del Prado', name: 'Lucía Fernández', title: 'Presidenta' }],
  annex: {
    total: 214,
    countedOnly: 31,
    note: '',
    signatures: signers(120, [...inEveryScript, ...hostile]),
  },
  words: {
    reference: 'Referencia:',
    subject: 'Asunto:',
    placeAndDate: '{place}, {date}',
    annexTitle: 'Anexo: firmas',
    annexIntro: '214 personas han firmado esta carta.',
    countedOnly: 'Otras 31 personas pidieron ser contadas sin nombre.',
    page: 'Página {page} de {pages}',
  },
  createdAt: '2026-11-24T12:12:00.000Z',
  ...changes,
})

async function rendered(paper: Paper, options?: Parameters<typeof renderLetterPdf>[1]) {
  const result = await renderLetterPdf(paper, options)
  if (result.kind === 'failed') throw new Error(`${result.fault}: ${result.detail}`)
  return { ...result, text: textOfPdf(result.pdf) }
}

test('a letter with names of eight scripts and hostile ones is an archival PDF that a machine can read', async () => {
  const { pdf, pages, standard, complaint, text } = await rendered(letter())
  expect({ standard, complaint }).toEqual({ standard: 'a-3a', complaint: null })
  expect(text.split('\f')).toHaveLength(pages)
  const raw = pdf.toString('latin1')
  for (const mark of ['/Lang (es-AR)', '/StructTreeRoot', '/Marked true', '<pdfaid:conformance>A<'])
    expect(raw).toContain(mark)
  expect(pdf.toString('utf8')).toContain('Carta a la Embajada')
})

test('everything that was written is on the paper, as it was written', async () => {
  const { text } = await rendered(letter())
  for (const words of [
    'Buenos Aires, 24 de noviembre de 2026',
    'Asunto: Detención de Maksim Znak',
    'En nombre de #sys.version personas según el informe',
    'https://example.org/x',
    'Otras 31 personas',
    'Página 1 de',
    'Ana Pérez — Córdoba, Argentina',
    'Տիգրան Պետրոսյան — Երևան',
    'Анна Каренина — Москва, Россия',
    'Ελένη Παπαδοπούλου — Αθήνα',
    'ნინო ბერიძე — თბილისი',
    'प्रिया',
    [...'דוד כהן'].reverse().join(''),
    '#read("/etc/passwd") — #sys.version',
    '</script><b> — $x^2$ *bold* `raw` @ref <label>',
    'nul l',
    '□ half □',
    'esrever — open',
    '□□ — 漢字 한글',
  ])
    expect(text).toContain(words)
  expect(text).not.toContain('root:')
})

test('a letter from right to left keeps to the accessible standard too', async () => {
  const arabic = letter({
    language: 'ar',
    subject: 'احتجاز المحامي (Maksim Znak)',
    body: body('سعادة السفير،\n\nنكتب باسم {{organisation}} وآخرين.'),
  })
  for (const standard of ['a-3a', 'ua-1'] as const)
    expect((await rendered(arabic, { standard })).standard).toBe(standard)
  expect((await rendered(letter(), { standard: 'ua-1' })).standard).toBe('ua-1')
})

test('logos stand above the names of their organisations, in colour, and say the name to who can’t see them', async () => {
  const logo = (await pictures.webp()).toString('base64')
  const heads = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      name: `Organisation ${n} ]]> "`,
      lines: ['0001 Երևան'],
      logo: n % 2 === 0 ? logo : null,
    }))
  for (const count of [1, 2, 5, 10])
    for (const standard of ['a-3a', 'ua-1'] as const) {
      const paper = letter({ letterheads: heads(count), accent: '#7a1f0e' })
      const { pdf, text, ...set } = await rendered(paper, { standard })
      expect(set).toMatchObject({ standard, complaint: null })
      expect(pdf.toString('latin1').match(/\/Subtype\s*\/Image/g)?.length ?? 0).toBeGreaterThan(0)
      expect(text).toContain(`Organisation ${count - 1} ]]> "`)
    }
  const wide = await sharp({ create: { width: 640, height: 4, channels: 3, background: '#7a1f0e' } })
    .webp()
    .toBuffer()
  const [head] = heads(1)
  expect(
    await rendered(
      letter({ letterheads: [{ name: 'Thin', lines: [], ...head, logo: wide.toString('base64') }] }),
    ),
  ).toMatchObject({ standard: 'a-3a' })
})

test('a short letter without letterhead, reference, annex or signatories is one page', async () => {
  const bare = letter({
    letterheads: [],
    recipient: [],
    reference: '',
    body: [],
    signatories: [],
    annex: null,
    place: '',
  })
  expect(await rendered(bare)).toMatchObject({ pages: 1, standard: 'a-3a' })
})

test('an annex of counted signers only says how many they are', async () => {
  const { text } = await rendered(letter({ annex: { total: 31, countedOnly: 31, note: '', signatures: [] } }))
  expect(text).toContain('Otras 31 personas')
})

test('names without a space stay inside their column', async () => {
  const names = ['x', 'Ա', '😀', 'ש', 'م'].map((character) => ({ name: character.repeat(500), place: '' }))
  const annex = { total: 200, countedOnly: 0, note: '', signatures: signers(200, names) }
  const { pages, standard } = await rendered(letter({ annex }))
  // Each takes three lines and more; on one line each, two hundred would fill two pages.
  expect(pages).toBeGreaterThan(5)
  expect(standard).toBe('a-3a')
})

test('the same paper gives the same bytes', async () => {
  const [first, second] = await Promise.all([rendered(letter()), rendered(letter())])
  expect(first.pdf.equals(second.pdf)).toBe(true)
})

test('no text of random characters costs the letter its standard', async () => {
  let seed = 20261124
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed % below
  }
  const limits = [0x80, 0x300, 0x700, 0xa00, 0x2100, 0x3000, 0x10000, 0x20000, 0x110000]
  const joining = '\u200c\u200d\u0301\u0338\u0489\u064b\u05bc\u093c\u094d'
  const character = () =>
    random(4) === 0
      ? joining.charAt(random(joining.length))
      : String.fromCodePoint(random(limits[random(limits.length)] ?? 0x80))
  const noise = () => Array.from({ length: 40 }, character).join('')
  const signatures = Array.from({ length: 1_500 }, () => ({ name: noise(), place: noise() }))
  const noisy = letter({
    subject: noise(),
    recipient: [noise(), noise()],
    title: noise(),
    author: noise(),
    annex: { total: 1_500, countedOnly: 0, note: noise(), signatures },
  })
  expect(await rendered(noisy)).toMatchObject({ standard: 'a-3a', complaint: null })
})

test('a letter that cannot keep to its standard comes without one, and says why', async () => {
  const result = await rendered(letter(), { standard: 'a-9z' as 'a-3a' })
  expect(result).toMatchObject({ standard: null, complaint: expect.stringContaining('a-9z') })
  expect(result.text).toContain('Ana Pérez')
})

test('a letter that takes too long is stopped and reported', async () => {
  const endless = letter({
    annex: { total: 60_000, countedOnly: 0, note: '', signatures: signers(60_000, inEveryScript) },
  })
  const before = performance.now()
  const result = await renderLetterPdf(endless, { timeoutMs: 500 })
  expect(result).toMatchObject({ kind: 'failed', fault: 'timeout' })
  expect(performance.now() - before).toBeLessThan(5_000)
})

test('a paper that cannot be set is refused with the compiler’s words', async () => {
  const result = await renderLetterPdf(letter({ createdAt: 'some day' }))
  expect(result).toMatchObject({ kind: 'failed', fault: 'typst', detail: expect.stringContaining('message') })
})
