import { ConfigurationFault } from '../web/environment.server'

const shortest = 12

/**
 * The passphrase of a backup: BACKUP_PASSPHRASE, or what a person types without seeing it. It is no argument, since
 * those stand in the list of processes and in the history of the shell. A new one is asked for twice.
 */
export async function passphrase({ isNew }: { isNew: boolean }): Promise<string> {
  const { BACKUP_PASSPHRASE: given } = process.env
  if (!given && !process.stdin.isTTY)
    throw new ConfigurationFault('BACKUP_PASSPHRASE must be set where nobody can be asked for it.')
  const typed = given || (await typedUnseen('Passphrase of the backup: '))
  if (isNew && typed.length < shortest)
    throw new ConfigurationFault(`BACKUP_PASSPHRASE must have at least ${shortest} characters.`)
  if (isNew && !given && typed !== (await typedUnseen('Once more: ')))
    throw new ConfigurationFault('The two were not the same; nothing was written.')
  return typed
}

const enter = new Set(['\r', '\n', '\u0004'])
const erase = new Set(['\u007f', '\b'])

function typedUnseen(question: string): Promise<string> {
  const { stdin, stderr } = process
  stderr.write(question)
  stdin.setRawMode(true).setEncoding('utf8').resume()
  return new Promise((resolve) => {
    let typed: string[] = []
    const end = () => {
      stdin.setRawMode(false).pause().off('data', read)
      stderr.write('\n')
    }
    const read = (text: string) => {
      for (const character of text) {
        if (character === '\u0003') {
          end()
          process.exit(130)
        }
        if (enter.has(character)) {
          end()
          return resolve(typed.join(''))
        }
        typed = erase.has(character) ? typed.slice(0, -1) : [...typed, character]
      }
    }
    stdin.on('data', read)
  })
}
