import type { z } from 'zod'

const sentences = {
  'not-a-folder': 'There is no folder here.',
  'symbolic-link': 'This is a symbolic link. A campaign folder holds files only.',
  'not-a-file': 'This is neither a file nor a folder.',
  'unknown-file': 'This file has no place in a campaign folder.',
  'file-missing': 'This file is missing.',
  'file-too-large': 'This file is too large',
  'too-many-files': 'The folder holds too many files',
  'folder-too-large': 'The folder is too large',
  'not-utf-8': 'This file is not UTF-8 text.',
  'broken-json': 'This is not JSON.',
  'front-matter-missing': 'The file must begin with a line ---, lines "key: value", and a line ---.',
  'front-matter-line': 'This line is not "key: value".',
  'front-matter-quotes': 'This value must stand in double quotes, written as a JSON string.',
  missing: 'This is missing. Write null where nothing is known, if null is allowed here.',
  'unknown-field': 'This field is not known here.',
  'wrong-type': 'This has the wrong type',
  'not-one-of': 'This must be one of these',
  'too-short': 'This is too short',
  'too-long': 'This is too long',
  'too-small': 'This number is too small',
  'too-large': 'This number is too large',
  malformed: 'This cannot be read.',
  unprintable: 'This holds a character that cannot be kept.',
  'no-language': 'This must be said in at least one language.',
  duplicate: 'This stands here twice.',
  slug: 'A slug is lower-case words joined by hyphens, 3 to 60 characters.',
  'language-tag': 'This is not a language tag such as es, hy or pt-BR.',
  country: 'This is not a country code of two capital letters (ISO 3166-1).',
  'route-countries': 'Countries are given exactly when forWhom is "countries".',
  'route-missing':
    'People in some countries would write to nobody: give an office "others", or none of forWhom.',
  'time-zone': 'This is not a time zone such as America/Argentina/Buenos_Aires.',
  email: 'This is not an e-mail address.',
  'web-address': 'This is not an address that begins with http:// or https://.',
  day: 'This is not a day, written as 2017-02-07.',
  'reported-on': 'This is not a day, a month or a year, written as 2017-02-07, 2017-02 or 2017.',
  moment: 'This is not a moment in UTC, written as 2017-02-07T12:00:00Z.',
  sha256: 'This is not a SHA-256 in 64 lower-case hexadecimal digits.',
  version: 'This is not a version: a whole number from 1.',
  'version-order': 'An earlier version must have a lower number than the current one.',
  'archive-name': 'The copy of the first story is story/1.txt, of the second story/2.txt, and so on.',
  'picture-name': 'The picture of the first story is story/1.webp, of the second story/2.webp, and so on.',
  'picture-changed': 'This picture is not the one whose SHA-256 campaign.json gives.',
  'picture-foreign':
    'This is no picture as they are kept here: WebP of at most 400 kB, 1280 pixels wide and high, with nothing else in it.',
  'archive-changed': 'This copy is not the one whose SHA-256 campaign.json gives.',
  'letter-mark': 'The letter holds something that letters do not have',
  'slug-taken': 'A campaign of another organisation has this slug.',
  'recipient-taken': 'An office of another organisation has this slug. Choose another.',
  'state-differs': 'The campaign is in another state here. An import does not move a campaign',
  'original-language-differs': 'The campaign has another original language here',
  'language-missing': 'The campaign has this language here. An import takes no language away.',
  'history-differs': 'This version has other words here.',
} as const

export type FaultCode = keyof typeof sentences

/**
 * What is wrong in a campaign folder. `file` is relative to the folder, `.` for the folder itself; `field` is a path in
 * campaign.json (`recipients[0].country`) or a key of the front matter; `line` counts from 1. `detail` is what would be
 * right, or the letter's own code for what it refuses.
 */
export type FolderFault = { file: string; field?: string; line?: number; code: FaultCode; detail?: string }

/** A fault in one line of English, for the command line, which speaks nothing else. Elsewhere codes are translated. */
export function tellFault({ file, field, line, code, detail }: FolderFault): string {
  const where = [line ? `${file}:${line}` : file, field].filter(Boolean).join(', ')
  const sentence: string = sentences[code]
  return `${where}: ${detail ? `${sentence.replace(/\.$/, '')}: ${detail}.` : sentence.replace(/([^.])$/, '$1.')}`
}

const isCode = (message: string): message is FaultCode => Object.hasOwn(sentences, message)

/** `['recipients', 0, 'country']` as `recipients[0].country`. */
export const fieldPath = (path: PropertyKey[]): string =>
  path.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i ? '.' : ''}${String(step)}`)).join('')

/** What zod found, told by place and code. Give `reportInput: true` when parsing, else missing looks like a wrong type. */
export function faultsOf(error: z.ZodError, file: string): FolderFault[] {
  return error.issues.flatMap((issue): FolderFault[] => {
    const fault = (code: FaultCode, detail?: unknown): FolderFault[] => [
      {
        file,
        ...(issue.path.length > 0 && { field: fieldPath(issue.path) }),
        code,
        ...(detail !== undefined && { detail: String(detail) }),
      },
    ]
    if (isCode(issue.message)) return fault(issue.message)
    switch (issue.code) {
      case 'invalid_type':
        return issue.input === undefined
          ? fault('missing')
          : fault('wrong-type', `${issue.expected} expected`)
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          file,
          field: fieldPath([...issue.path, key]),
          code: 'unknown-field' as const,
        }))
      case 'invalid_value':
        return issue.input === undefined ? fault('missing') : fault('not-one-of', issue.values.join(', '))
      case 'invalid_key':
        return fault('language-tag')
      case 'invalid_format':
        return fault(
          issue.path.findLast((step) => typeof step === 'string') === 'slug' ? 'slug' : 'language-tag',
        )
      case 'too_small':
        return fault(issue.origin === 'number' ? 'too-small' : 'too-short', `at least ${issue.minimum}`)
      case 'too_big':
        return fault(issue.origin === 'number' ? 'too-large' : 'too-long', `at most ${issue.maximum}`)
      default:
        return fault('malformed')
    }
  })
}
