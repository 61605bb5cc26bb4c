import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'

const { REAL_MAILDIRS = '' } = process.env

/** What lies in a mailbox. Dovecot moves new mails to `cur` once it has shown them. */
export const boxed = (box: string) =>
  ['new', 'cur'].flatMap((part) => {
    const folder = join(REAL_MAILDIRS, box, part)
    return existsSync(folder)
      ? readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
      : []
  })

/** The first mail in a mailbox with these words in it, once it has come. */
export async function arrived(box: string, words: string): Promise<string> {
  for (let waited = 0; waited < 30_000; waited += 100) {
    const found = boxed(box).find((raw) => raw.includes(words))
    if (found) return found
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`Nothing with “${words}” came to ${box}.`)
}

/** What an IMAP server answers to a command about a mailbox, which is opened for reading alone. */
export function askByImap(mailbox: string, command: string): Promise<string> {
  const { hostname, port, username, password } = new URL(mailbox)
  const commands = [`login ${username} ${password}`, 'examine inbox', command, 'logout']
  return new Promise((done, fail) => {
    let answer = ''
    const socket = connect({ port: Number(port), host: hostname, rejectUnauthorized: false })
    const next = () => {
      const one = commands.shift()
      if (one) socket.write(`a${commands.length} ${one}\r\n`)
    }
    socket.setEncoding('latin1').on('data', (words) => {
      answer += words
      const last = answer.endsWith('\r\n') ? (answer.trimEnd().split('\r\n').at(-1) ?? '') : ''
      if (/^(?:\*|a\d+) (?:NO|BAD) /.test(last)) socket.destroy(new Error(last))
      else if (/^(?:\* OK|a\d+ OK) /.test(last)) next()
    })
    socket.on('error', fail).on('close', () => done(answer))
  })
}
