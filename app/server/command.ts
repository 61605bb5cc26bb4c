import type { Opened } from './installation'
import type { QuarantineOptions } from './quarantine-commands'

export type Options = {
  json: boolean
  organisation?: string
  role?: string
  name?: string
  language?: string
  to?: string
  key?: string
  'dry-run'?: boolean
  processes?: string
  mend?: boolean
  'and-keep-out'?: boolean
} & QuarantineOptions

export type Command = {
  usage: string
  says: string
  /** How many words follow its name. */
  words: number | ((options: Options) => number)
  /** Returns the exit code. */
  run: (words: string[], options: Options) => Promise<number>
}

/** What a command has to say, on stdout: a sentence for people, JSON with `--json`. */
export const out = (options: Options, value: Record<string, unknown>, words: string) =>
  process.stdout.write(options.json ? `${JSON.stringify(value)}\n` : `${words}\n`)

/** Progress, and what people should know besides, on stderr. */
export const note = (words: string) => process.stderr.write(`${words}\n`)

/** Opens the installation, does the work, and closes the database whatever happens. */
export async function withInstallation(work: (opened: Opened) => Promise<number>): Promise<number> {
  const { openInstallation } = await import('./installation')
  const opened = await openInstallation()
  try {
    return await work(opened)
  } finally {
    await opened.close()
  }
}
