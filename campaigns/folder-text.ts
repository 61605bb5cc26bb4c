import type { z } from 'zod'
import { CampaignText } from './campaign'
import {
  CampaignFile,
  type CampaignFolder,
  type FolderLetter,
  type FolderPage,
  inOrder,
  LetterFile,
  PageFile,
  tidy,
} from './folder'
import { type FolderFault, faultsOf } from './folder-fault'
import { Bcp47 } from './language'
import { parseLetter } from './letter'

/** What a file in a campaign folder is, by its name; `null` for what has no place there. */
export type FileKind =
  | { kind: 'campaign' }
  | { kind: 'archive' }
  | { kind: 'picture' }
  | { kind: 'page' | 'letter'; language: string }
  | { kind: 'old-letter'; language: string; version: number }

export function fileKind(name: string): FileKind | null {
  if (name === 'campaign.json') return { kind: 'campaign' }
  if (/^story\/[1-9]\d{0,2}\.txt$/.test(name)) return { kind: 'archive' }
  if (/^story\/[1-9]\d{0,2}\.webp$/.test(name)) return { kind: 'picture' }
  const current = /^(letter|page)\.([^./]+)\.md$/.exec(name)
  if (current) return { kind: current[1] as 'letter' | 'page', language: current[2] ?? '' }
  const old = /^letters\/([^./]+)\.v([1-9]\d{0,5})\.md$/.exec(name)
  return old ? { kind: 'old-letter', language: old[1] ?? '', version: Number(old[2]) } : null
}

// What YAML would read as something else than these words. Viewers of Markdown read front matter as YAML.
const isPlain = (value: string) =>
  value === value.trim() && !/^$|^[-?:,[\]{}#&*!|>'"%@`]|: |:$| #|[\p{Cc}\u2028\u2029]/u.test(value)

const frontMatter = (fields: [key: string, value: string | null][], body: string) =>
  [
    '---',
    ...fields
      .filter(([, value]) => value !== null)
      .map(([key, value = '']) => `${key}: ${isPlain(value ?? '') ? value : JSON.stringify(value)}`),
    '---',
    ...(body ? ['', body] : []),
    '',
  ].join('\n')

const longestLine = 110

/**
 * JSON as people read it in git: two spaces, and a list of words on one line where it fits. The formatter of this
 * repository writes the same, so a sample campaign can be linted like everything else.
 */
export function readableJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
  const lists = /\[\n\s+"(?:[^"\\]|\\.)*"(?:,\n\s+"(?:[^"\\]|\\.)*")*\n\s+\],?/g
  const joined = text.replace(lists, (list, at: number) => {
    const line = list
      .replace(/^\[\n\s+/, '[')
      .replace(/\n\s+\](,?)$/, ']$1')
      .replace(/,\n\s+/g, ', ')
    const indent = at - text.lastIndexOf('\n', at) - 1
    return indent + line.length > longestLine ? list : line
  })
  return `${joined}\n`
}

/** The files of a campaign folder by name, in its one form: the same campaign always gives the same bytes. Pictures in base64. */
export function writeTexts({
  campaign,
  pages,
  letters,
  archives,
  pictures,
}: CampaignFolder): Map<string, string> {
  const files = new Map([['campaign.json', readableJson(campaign)]])
  for (const { language, title, summary, demand, body } of inOrder(pages)) {
    const fields = Object.entries({ title, summary, demand })
    files.set(`page.${language}.md`, frontMatter(fields, tidy(body)))
  }
  for (const { language, version, isCurrent, subject, translator, body } of inOrder(letters)) {
    const name = isCurrent ? `letter.${language}.md` : `letters/${language}.v${version}.md`
    const told = isCurrent && version > 1 ? String(version) : null
    const fields: [string, string | null][] = [
      ['subject', subject],
      ['translator', translator],
      ['version', told],
    ]
    files.set(name, frontMatter(fields, tidy(body)))
  }
  for (const [name, content] of [...archives, ...pictures]) files.set(name, content)
  return files
}

type Matter = {
  fields: Record<string, string>
  lines: Record<string, number>
  body: string
  bodyLine: number
}

function readMatter(
  file: string,
  text: string,
  keys: string[],
): { matter: Matter | null; faults: FolderFault[] } {
  const lines = text.split('\n')
  const end = lines.indexOf('---', 1)
  if (lines[0] !== '---' || end === -1)
    return { matter: null, faults: [{ file, line: 1, code: 'front-matter-missing' }] }
  const faults: FolderFault[] = []
  const matter: Matter = { fields: {}, lines: {}, body: '', bodyLine: 0 }
  lines.slice(1, end).forEach((content, i) => {
    const line = i + 2
    const [, key, written] = /^([a-z]+): (.*)$/.exec(content) ?? []
    if (key === undefined || written === undefined) faults.push({ file, line, code: 'front-matter-line' })
    else if (!keys.includes(key)) faults.push({ file, line, field: key, code: 'unknown-field' })
    else if (Object.hasOwn(matter.fields, key)) faults.push({ file, line, field: key, code: 'duplicate' })
    else {
      const value = readValue(written)
      if (value === null) faults.push({ file, line, field: key, code: 'front-matter-quotes' })
      matter.fields[key] = value ?? ''
      matter.lines[key] = line
    }
  })
  const first = lines.findIndex((content, i) => i > end && content.trim() !== '')
  matter.bodyLine = first === -1 ? end + 1 : first
  matter.body = tidy(lines.slice(end + 1).join('\n'))
  return { matter, faults }
}

function readValue(written: string): string | null {
  if (!written.startsWith('"')) return isPlain(written.trim()) ? written.trim() : null
  try {
    const value: unknown = JSON.parse(written)
    return typeof value === 'string' ? value : null
  } catch {
    return null
  }
}

/** Reads one Markdown file: its front matter by a schema, its body by the rules of letters. */
function readMarkdown<T>(
  file: string,
  text: string,
  { schema, keys, nullable }: { schema: z.ZodType<T>; keys: string[]; nullable: string[] },
): { read: (T & { body: string; version: number }) | null; faults: FolderFault[] } {
  const { matter, faults } = readMatter(file, text, keys)
  if (!matter) return { read: null, faults }
  const nothing = Object.fromEntries(nullable.map((key) => [key, null]))
  const parsed = schema.safeParse({ ...nothing, ...matter.fields }, { reportInput: true })
  const isTold = new Set(faults.map(({ field }) => field))
  if (!parsed.success)
    for (const fault of faultsOf(parsed.error, file)) {
      const line = matter.lines[fault.field ?? '']
      if (!isTold.has(fault.field)) faults.push({ ...fault, ...(line && { line }) })
    }
  const version = matter.fields.version ?? '1'
  if (!/^[1-9]\d{0,5}$/.test(version))
    faults.push({ file, line: matter.lines.version, field: 'version', code: 'version' })
  // A page may have no body yet; a letter without words is refused by the rules of letters.
  if (matter.body !== '' || keys.includes('subject')) {
    const letter = parseLetter(matter.body)
    if (letter.kind === 'refused')
      for (const { line, code } of letter.faults)
        faults.push({ file, line: matter.bodyLine + line, code: 'letter-mark', detail: code })
  }
  if (!parsed.success || faults.length > 0) return { read: null, faults }
  return { read: { ...parsed.data, body: matter.body, version: Number(version) }, faults }
}

function readCampaign(text: string | undefined): { campaign: CampaignFile | null; faults: FolderFault[] } {
  const file = 'campaign.json'
  if (text === undefined) return { campaign: null, faults: [{ file, code: 'file-missing' }] }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    const at = /position (\d+)/.exec(String(error))?.[1]
    const line = at === undefined ? {} : { line: text.slice(0, Number(at)).split('\n').length }
    return { campaign: null, faults: [{ file, ...line, code: 'broken-json' }] }
  }
  const parsed = CampaignFile.safeParse(json, { reportInput: true })
  if (parsed.success) return { campaign: parsed.data, faults: [] }
  return { campaign: null, faults: faultsOf(parsed.error, file) }
}

/**
 * Reads a campaign from the texts of its files, by name. All faults are told at once. A draft may lack the page and the
 * letter in its original language; every other campaign has both. Pictures come in base64; what is in them, and the
 * hashes of archived copies, are not looked at here.
 */
export function readTexts(
  files: Map<string, string>,
): { kind: 'read'; folder: CampaignFolder } | { kind: 'refused'; faults: FolderFault[] } {
  const { campaign, faults } = readCampaign(files.get('campaign.json'))
  const pages: FolderPage[] = []
  const letters: FolderLetter[] = []
  const archives = new Map<string, string>()
  const pictures = new Map<string, string>()
  for (const [file, text] of files) {
    const what = fileKind(file)
    if (what === null) faults.push({ file, code: 'unknown-file' })
    else if (what.kind === 'archive') archives.set(file, text)
    else if (what.kind === 'picture') pictures.set(file, text)
    else if (what.kind !== 'campaign') {
      const { language } = what
      if (!Bcp47.safeParse(language).success) {
        faults.push({ file, code: 'language-tag' })
        continue
      }
      if (what.kind === 'page') {
        const shape = { schema: PageFile, keys: ['title', 'summary', 'demand'], nullable: [] }
        const page = readMarkdown(file, text, shape)
        faults.push(...page.faults)
        if (page.read && !CampaignText.shape.body.safeParse(page.read.body).success)
          faults.push({ file, code: 'too-long', detail: `at most ${CampaignText.shape.body.maxLength}` })
        else if (page.read) {
          const { version: _, ...words } = page.read
          pages.push({ language, ...words })
        }
      } else {
        const isCurrent = what.kind === 'letter'
        const keys = ['subject', 'translator', ...(isCurrent ? ['version'] : [])]
        const letter = readMarkdown(file, text, { schema: LetterFile, keys, nullable: ['translator'] })
        faults.push(...letter.faults)
        if (letter.read) {
          const version = what.kind === 'old-letter' ? what.version : letter.read.version
          letters.push({ language, isCurrent, ...letter.read, version })
        }
      }
    }
  }
  faults.push(
    ...oddVersions(files, letters),
    ...missingTexts(files, campaign),
    ...oddArchives(files, campaign),
  )
  if (!campaign || faults.length > 0) return { kind: 'refused', faults }
  const texts = { pages: inOrder(pages), letters: inOrder(letters) }
  return { kind: 'read', folder: { campaign, ...texts, archives, pictures } }
}

function oddVersions(files: Map<string, string>, letters: FolderLetter[]): FolderFault[] {
  return [...files.keys()].flatMap((file): FolderFault[] => {
    const old = fileKind(file)
    if (old?.kind !== 'old-letter') return []
    const { language, version } = old
    if (!files.has(`letter.${language}.md`)) return [{ file: `letter.${language}.md`, code: 'file-missing' }]
    const current = letters.find((letter) => letter.isCurrent && letter.language === language)
    return current && version >= current.version ? [{ file, code: 'version-order' }] : []
  })
}

function missingTexts(files: Map<string, string>, campaign: CampaignFile | null): FolderFault[] {
  if (!campaign || campaign.state === 'draft') return []
  const needed = [`letter.${campaign.originalLanguage}.md`, `page.${campaign.originalLanguage}.md`]
  return needed.filter((file) => !files.has(file)).map((file) => ({ file, code: 'file-missing' }))
}

function oddArchives(files: Map<string, string>, campaign: CampaignFile | null): FolderFault[] {
  if (!campaign) return []
  const named = new Set(
    campaign.stories.flatMap(({ archive, picture }) => [archive?.file ?? [], picture?.file ?? []].flat()),
  )
  const missing = [...named].filter((file) => !files.has(file))
  const isOfStory = (file: string) => ['archive', 'picture'].includes(fileKind(file)?.kind ?? '')
  const unknown = [...files.keys()].filter((file) => isOfStory(file) && !named.has(file))
  return [
    ...missing.map((file) => ({ file, code: 'file-missing' as const })),
    ...unknown.map((file) => ({ file, code: 'unknown-file' as const })),
  ]
}
