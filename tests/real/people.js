import { spawnSync } from 'node:child_process'

/** The number of a user of this machine (`-u`) or of their group (`-g`). */
export function idOf(user, what) {
  const { status, stdout } = spawnSync('id', [what, user], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`This machine has no user ${user}.`)
  return Number(stdout)
}
