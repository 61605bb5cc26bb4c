import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../../db/package-root.server'
import { short } from './figures'
import { type Finding, standing } from './finding'

/** What one run of the bench came to. */
export type Report = {
  madeAt: string
  isFull: boolean
  seconds: number
  machine: { processors: number; model: string; memoryMB: number; node: string; platform: string }
  findings: Finding[]
  /** Cases that ended with an error, and which. */
  faults: Record<string, string>
}

export const thisMachine = (): Report['machine'] => ({
  processors: cpus().length,
  model: cpus()[0]?.model ?? 'unknown',
  memoryMB: Math.round(totalmem() / 1024 ** 2),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
})

const inUnit = (figure: number, unit: string | undefined) =>
  unit ? `${short(figure)} ${unit}` : short(figure)

function rowOf(finding: Finding): string {
  const { work, measured, goal, words } = finding
  const marks = goal ? [inUnit(goal.reach, goal.unit), inUnit(goal.aim, goal.unit)] : ['–', '–']
  const shown = measured === null ? '–' : `**${inUnit(measured, goal?.unit)}**`
  return `| ${[work, shown, ...marks, standing(finding), words].join(' | ')} |`
}

/** The run as Markdown: the table, what was checked, and where it was run. */
export function inMarkdown({ findings, faults, machine, isFull, seconds, madeAt }: Report): string {
  const { processors, model, memoryMB, node, platform } = machine
  const checks = findings
    .flatMap(({ checks }) => checks)
    .map(({ says, holds, found }) => {
      const counts = Object.entries(found).map(([name, n]) => `${name} ${n}`)
      return `- ${holds ? 'holds' : '**broken**'}: ${says}${counts.length > 0 ? ` (${counts.join(', ')})` : ''}`
    })
  return [
    '| work | measured | reach | aim | stands at | |',
    '|---|---|---|---|---|---|',
    ...findings.map(rowOf),
    '',
    ...checks,
    ...Object.entries(faults).map(([name, fault]) => `- **failed**: ${name}: ${fault.split('\n')[0]}`),
    '',
    `${isFull ? 'The long run' : 'The short run'} of ${madeAt.slice(0, 10)}, ${seconds} s, on ${processors} processors ` +
      `(${model}), ${Math.round(memoryMB / 1024)} GB, ${platform}, Node ${node}.`,
  ].join('\n')
}

const begins = '<!-- figures: written by `npm run bench -- --write` -->'
const ends = '<!-- end of figures -->'

export const reportFile = join(packageRoot, 'docs', 'performance.md')

/** A page with the run between its two markers; the rest of it, written by hand, is as it was. */
export function withFigures(text: string, report: Report): string {
  const [from, to] = [text.indexOf(begins), text.indexOf(ends)]
  if (from < 0 || to < from) throw new Error('The page has no place for figures.')
  return `${text.slice(0, from + begins.length)}\n\n${inMarkdown(report)}\n\n${text.slice(to)}`
}

export const writeReport = (report: Report) =>
  writeFileSync(reportFile, withFigures(readFileSync(reportFile, 'utf8'), report))
