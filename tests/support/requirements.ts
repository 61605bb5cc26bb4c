import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../db/package-root.server'
import { textOf } from './sources'

type Tested = { status: 'met'; tests: string[] }
type Read = { status: 'met'; file: string; reason: string }
type Unmet = { status: 'not-applicable' | 'open'; reason: string }
export type Requirement = { level: 1 | 2; name: string } & (Tested | Read | Unmet)
export type Requirements = { chapters: Record<string, string>; requirements: Record<string, Requirement> }

export const readRequirements = (): Requirements => JSON.parse(textOf('docs/asvs.json')) as Requirements

/** Whether a test that is named `file#title` is there: a file in which something is called with that title, or keyed by it. */
export function isTestThere(named: string): boolean {
  const at = named.indexOf('#')
  const [file, title] = [named.slice(0, at), named.slice(at + 1)]
  if (at < 1 || !/\.(?:test|e2e)\.tsx?$/.test(file) || !existsSync(join(packageRoot, file))) return false
  const text = textOf(file)
  return ["'", '"', '`'].some((mark) => {
    const [before = '', ...after] = text.split(`${mark}${title}${mark}`)
    return after.some((rest, i) => {
      const ahead = i === 0 ? before : (after[i - 1] ?? '')
      return (/\(\s*$/.test(ahead) && rest.startsWith(',')) || rest.startsWith(': {')
    })
  })
}

/** What is wrong with an answer; empty when nothing is. */
export function faultsOf([id, answer]: [string, Requirement]): string[] {
  if (answer.name.length < 3) return [`${id} has no name`]
  if ('tests' in answer) {
    if (answer.status !== 'met' || answer.tests.length === 0) return [`${id} names no test`]
    return answer.tests.filter((named) => !isTestThere(named)).map((named) => `${id}: no test ${named}`)
  }
  if (answer.reason.length < 10) return [`${id} has no reason`]
  if (answer.status === 'met')
    return existsSync(join(packageRoot, answer.file)) ? [] : [`${id}: no file ${answer.file}`]
  return answer.status === 'open' || answer.status === 'not-applicable' ? [] : [`${id} has no status`]
}

/** How many requirements there are of each kind. `tested` are met, and a test goes red when they are no longer. */
export function countRequirements({ requirements }: Requirements) {
  const all = Object.values(requirements)
  const ofStatus = (status: string) => all.filter((one) => one.status === status).length
  const [open, notApplicable] = [ofStatus('open'), ofStatus('not-applicable')]
  return {
    all: all.length,
    applicable: all.length - notApplicable,
    tested: all.filter((one) => 'tests' in one).length,
    byReason: all.filter((one) => 'file' in one).length,
    open,
    notApplicable,
  }
}

const labels = { met: 'met', open: '**open**', 'not-applicable': 'not applicable' }
const proofOf = (one: Requirement) =>
  'tests' in one
    ? one.tests
        .map((named) => named.split('#'))
        .map(([file, title]) => `[${title}](../${file})`)
        .join('; ')
    : 'file' in one
      ? `[${one.file}](../${one.file}): ${one.reason}`
      : one.reason

/** The page for people, made of the list. */
export function requirementsPage(list: Requirements): string {
  const { applicable, tested, byReason, open, notApplicable, all } = countRequirements(list)
  const chapters = Object.entries(list.chapters).map(([chapter, title]) => {
    const rows = Object.entries(list.requirements)
      .filter(([id]) => id.startsWith(`${chapter}.`))
      .map(([id, one]) => `| ${id} | ${one.level} | ${one.name} | ${labels[one.status]} | ${proofOf(one)} |`)
    return [
      `## ${chapter} ${title}`,
      '',
      '| | level | | | by |',
      '|---|---|---|---|---|',
      ...rows.map((row) => row.replaceAll('\n', ' ')),
      '',
    ].join('\n')
  })
  return `# What OWASP ASVS asks, and what answers it

The requirements of levels 1 and 2 of the Application Security Verification Standard 5.0.0, under their numbers and short
names of ours; what they say is in [the standard](https://github.com/OWASP/ASVS/tree/v5.0.0_release) by the OWASP Foundation
(CC BY-SA 4.0). Nobody from outside has checked this list. It is made from \`docs/asvs.json\` by \`npm run asvs\`, and
\`tests/asvs.test.ts\` is red when a requirement has no answer or a test that is named is not there.

Of ${all} requirements ${notApplicable} don't apply. Of the ${applicable} that do, ${tested + byReason} are met, ${tested} of them with a test that goes red, and ${open} are open.

${chapters.join('\n')}`
}
