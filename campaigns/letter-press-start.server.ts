import { spawn } from 'node:child_process'
import { getPriority, setPriority } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../db/package-root.server.ts'

/** From source the press is TypeScript that Node strips itself; in the build it is a file beside this one. */
const program = import.meta.url.endsWith('.ts')
  ? [
      '--experimental-strip-types',
      '--disable-warning=ExperimentalWarning',
      join(packageRoot, 'campaigns', 'letter-press.ts'),
    ]
  : [join(packageRoot, 'build', 'server', 'press.js')]

/** Starts a press in an empty folder, which is all that Typst can see. With `stays` it takes one paper after the other. */
export function startPress(folder: string, stays?: 'stay') {
  // The press reads text that strangers wrote, so it is given none of our secrets.
  const { PATH = '', SystemRoot } = process.env
  const env = {
    NODE_ENV: 'production' as const,
    PATH,
    TMPDIR: folder,
    ...(SystemRoot && { SystemRoot }),
  }
  return spawn(process.execPath, [...program, ...(stays ? [stays] : [])], { cwd: folder, env })
}

// Steps of nice(1): enough to stand back, and not so many that a busy machine never gets round to it.
const lowerBy = 5

/** Lets a press stand back behind those who ask the site for something. */
export function lower(pid: number | undefined) {
  try {
    if (pid) setPriority(pid, getPriority() + lowerBy)
  } catch {
    // It may have ended already; how it ended is told by its last words.
  }
}
