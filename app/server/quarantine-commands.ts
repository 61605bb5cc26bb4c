import { type Command, note, type Options, out, withInstallation } from './command'
import type { Opened } from './installation'
import { quarantine, release } from './quarantine-command'

const which =
  '[--network <address>] [--domain <domain>] [--since <time>] [--until <time>] [--signal <signal>] [--name-like <part>] [--apply]'

const told = (
  options: Options,
  work: (opened: Opened) => Promise<{ code: number; value: Record<string, unknown>; words: string }>,
) =>
  withInstallation(async (opened) => {
    const { code, value, words } = await work(opened)
    if (code === 0 || options.json) out(options, value, words)
    else note(words)
    return code
  })

/** Setting signatures aside together, and back. */
export const quarantineCommands: Record<string, Command> = {
  quarantine: {
    usage: `quarantine <slug> ${which} | quarantine --undo <id>`,
    says: 'Counts the signatures that all of these hold for; with --apply sets them aside together, to be undone as one.',
    words: ({ undo }) => (undo === undefined ? 1 : 0),
    run: ([slug = ''], options) => told(options, (opened) => quarantine(opened, slug, options)),
  },
  release: {
    usage: `release <slug> ${which}`,
    says: 'The same for signatures that rules set aside: with --apply lets them back.',
    words: 1,
    run: ([slug = ''], options) => told(options, (opened) => release(opened, slug, options)),
  },
}
