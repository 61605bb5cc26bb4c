// How fast the product is beside floors in the same run: bare programs that do the least that work of that kind can be.
// Not a test: figures, to be read. `npm run bench`; docs/performance.md says how it is measured.
import { crowd } from './cases/crowd'
import { mail } from './cases/mail'
import { mixed } from './cases/mixed'
import { page } from './cases/page'
import { paper } from './cases/paper'
import { readers } from './cases/readers'
import { wholeSigning } from './cases/signing'
import { start } from './cases/start'
import { type Finding, standing } from './parts/finding'
import { inMarkdown, type Report, thisMachine, writeReport } from './parts/report'
import { openStage, type Stage } from './parts/stage'

const cases: Record<string, (stage: Stage) => Promise<Finding[]>> = {
  page,
  signing: wholeSigning,
  mixed,
  crowd,
  readers,
  mail,
  paper,
  start,
}

const words = process.argv.slice(2)
const named = words.filter((word) => !word.startsWith('-'))
const isFull = words.includes('--full')
const isJson = words.includes('--json')
const began = performance.now()
const tell = (line: string) => void process.stderr.write(`${line}\n`)

// Whatever was started ends with this process, also when a person has had enough of it.
process.on('SIGINT', () => process.exit(130))
process.on('SIGTERM', () => process.exit(143))

const stage = await openStage({ isFull, tell })
const findings: Finding[] = []
const faults: Record<string, string> = {}
for (const name of named.length > 0 ? named : Object.keys(cases)) {
  const from = performance.now()
  try {
    findings.push(...((await cases[name]?.(stage)) ?? []))
  } catch (error) {
    faults[name] = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.exitCode = 1
  }
  tell(`${name}: ${((performance.now() - from) / 1000).toFixed(0)} s`)
}
await stage.close()

const report: Report = {
  madeAt: new Date().toISOString(),
  isFull,
  seconds: Math.round((performance.now() - began) / 1000),
  machine: thisMachine(),
  findings,
  faults,
}
if (findings.some(({ checks }) => checks.some(({ holds }) => !holds))) process.exitCode = 1
const standings = findings.map((finding) => ({ ...finding, at: standing(finding) }))
const said = isJson ? JSON.stringify({ ...report, findings: standings }, null, 1) : inMarkdown(report)
process.stdout.write(`${said}\n`)
for (const [name, fault] of Object.entries(faults)) tell(`${name} failed: ${fault}`)
if (words.includes('--write') && named.length === 0) writeReport(report)
process.exit()
