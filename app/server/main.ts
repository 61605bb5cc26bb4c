// The program's one entry: every command is loaded when it is asked for, so that each starts fast.
import { ConfigurationFault } from '../web/environment.server'

/** Runs a command line and sets the exit code: 0 done, 1 failed, 2 wrong usage, 78 wrong configuration. */
export async function run(words: string[]): Promise<void> {
  try {
    const { dispatch } = await import('./commands')
    process.exitCode = await dispatch(words)
  } catch (error) {
    if (error instanceof ConfigurationFault) {
      process.stderr.write(`${error.message}\n`)
      process.exit(78)
    }
    throw error
  }
}
