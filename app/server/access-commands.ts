import { readmit, signOutEverywhere } from '../../campaigns/organiser-access.server'
import { type Command, note, out, withInstallation } from './command'

const unknown = () => {
  note('Nobody who may use the desk has this address.')
  return 1
}
const some = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`

/** Commands about who may be at the desk, for when somebody leaves or has lost what signs them in. */
export const accessCommands: Record<string, Command> = {
  'sign-out': {
    usage: 'sign-out <email> [--and-keep-out]',
    says: 'Ends all sessions of a person and what would sign them in; with --and-keep-out they can’t sign in until let-in.',
    words: 1,
    run: ([email = ''], options) =>
      withInstallation(async ({ db, keyring }) => {
        const keepsOut = options['and-keep-out'] ?? false
        const done = await signOutEverywhere(db, { keyring, email, keepsOut, now: new Date() })
        if (done.kind === 'unknown-address') return unknown()
        const { sessionCount, wayCount } = done
        const words = `${some(sessionCount, 'session', 'sessions')} ended, with ${some(wayCount, 'code or one-time address', 'codes and one-time addresses')}.`
        out(
          options,
          { status: keepsOut ? 'kept-out' : 'signed-out', sessionCount, wayCount },
          keepsOut ? `${words} They can’t sign in until you say let-in.` : words,
        )
        return 0
      }),
  },
  'let-in': {
    usage: 'let-in <email>',
    says: 'Lets a person sign in again who was kept out.',
    words: 1,
    run: ([email = ''], options) =>
      withInstallation(async ({ db, keyring }) => {
        const done = await readmit(db, { keyring, email, now: new Date() })
        if (done.kind === 'unknown-address') return unknown()
        out(options, { status: done.kind }, 'They can sign in again.')
        return 0
      }),
  },
}
