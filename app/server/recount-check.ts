import { execFile } from 'node:child_process'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { checkCounts } from '../../campaigns/recount.server'
import type { Db } from '../../db/client.server'
import { engine } from '../../db/dialect'
import { packageRoot } from '../../db/package-root.server'

const longest = 30 * 60_000

/**
 * Compares the counts that are kept with the rows, and gives how many differ. PostgreSQL does it beside everything else;
 * with SQLite a process of its own reads, behind all others, since the one that answers must not stand still meanwhile.
 */
export async function recountBeside(db: Db, { now }: { now: Date }): Promise<number> {
  if (engine === 'postgres') return (await checkCounts(db, { now })).length
  const launcher = join(packageRoot, 'app', 'server', 'launch.js')
  const stdout = await new Promise<string>((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [launcher, 'recount', '--json'],
      { timeout: longest, killSignal: 'SIGKILL' },
      // It ends with 1 where counts differ, and says so.
      (error, said) => (error && error.code !== 1 ? reject(error) : resolve(said)),
    )
    if (child.pid) setPriority(child.pid, 10)
  })
  const { faults } = JSON.parse(stdout) as { faults: unknown[] }
  return faults.length
}
