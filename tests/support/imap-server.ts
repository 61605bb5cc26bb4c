import { createServer, type Socket } from 'node:net'
import { afterEach } from 'vitest'
import type { ImapPlace } from '../../emails/imap-box.server'

export type StoredMail = { uid: number; raw: Buffer; flags: string[]; receivedAt: Date }
export type ImapServer = Awaited<ReturnType<typeof openImapServer>>

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const dayOf = (date: Date) => `${date.getUTCDate()}-${months[date.getUTCMonth()]}-${date.getUTCFullYear()}`

/**
 * An IMAP server on a plain socket with one mailbox, and only what is said to it here (RFC 3501): so that what is read,
 * marked and left can be seen. Closed after the test.
 */
export async function openImapServer({ keepsMarks = true } = {}) {
  const box = { uidValidity: 7, uidNext: 1, mails: [] as StoredMail[] }
  const trouble = { login: false, hangUpAt: '' }
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n')
    let waiting = ''
    socket.on('data', (chunk) => {
      waiting += chunk.toString('latin1')
      for (let end = waiting.indexOf('\r\n'); end >= 0; end = waiting.indexOf('\r\n')) {
        const line = waiting.slice(0, end)
        waiting = waiting.slice(end + 2)
        answer(socket, line)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  function answer(socket: Socket, line: string) {
    const [, tag = '', command = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? []
    const name = command.toUpperCase()
    heard.push(name === 'LOGIN' ? name : `${name} ${rest}`.trim())
    if (trouble.hangUpAt === name) return socket.destroy()
    const say = (words: string) => socket.write(`${words}\r\n`, 'latin1')
    const done = (words = 'OK done') => say(`${tag} ${words}`)
    switch (name) {
      case 'CAPABILITY':
        say('* CAPABILITY IMAP4rev1')
        return done()
      case 'LOGIN':
        return done(trouble.login || !rest.includes('secret') ? 'NO [AUTHENTICATIONFAILED] no' : 'OK in')
      case 'LIST':
      case 'LSUB':
        if (/INBOX|\*|%/i.test(rest)) say(`* ${name} () "/" "INBOX"`)
        return done()
      case 'SELECT': {
        if (!/INBOX/i.test(rest)) return done('NO [NONEXISTENT] no such mailbox')
        say(`* ${box.mails.length} EXISTS`)
        say('* FLAGS (\\Seen \\Answered \\Deleted)')
        say(`* OK [PERMANENTFLAGS (\\Seen${keepsMarks ? ' \\*' : ''})] kept`)
        say(`* OK [UIDVALIDITY ${box.uidValidity}] valid`)
        say(`* OK [UIDNEXT ${box.uidNext}] next`)
        return done('OK [READ-WRITE] selected')
      }
      case 'UID SEARCH': {
        const first = Number(/UID (\d+):\*/i.exec(rest)?.[1] ?? 1)
        const since = new Date(`${/SINCE (\S+)/i.exec(rest)?.[1] ?? '1-Jan-1970'} UTC`)
        const newest = box.mails.at(-1)?.uid
        const found = box.mails.filter(
          ({ uid, receivedAt }) =>
            (uid >= first || uid === newest) && new Date(`${dayOf(receivedAt)} UTC`) >= since,
        )
        say(`* SEARCH${found.map(({ uid }) => ` ${uid}`).join('')}`)
        return done()
      }
      case 'UID FETCH': {
        const at = box.mails.findIndex(({ uid }) => uid === Number(rest.split(' ')[0]))
        const mail = box.mails[at]
        if (!mail) return done()
        const body = /BODY\.PEEK\[\]/i.test(rest)
        if (/BODY\[/i.test(rest)) mail.flags.push('\\Seen')
        const size = /RFC822\.SIZE/i.test(rest) ? ` RFC822.SIZE ${mail.raw.length}` : ''
        if (!body) say(`* ${at + 1} FETCH (UID ${mail.uid}${size})`)
        else {
          socket.write(`* ${at + 1} FETCH (UID ${mail.uid}${size} BODY[] {${mail.raw.length}}\r\n`)
          socket.write(mail.raw)
          say(')')
        }
        return done()
      }
      case 'UID STORE': {
        const [uid = ''] = rest.split(' ')
        const mail = box.mails.find((one) => one.uid === Number(uid))
        const flags = /\(([^)]*)\)/.exec(rest)?.[1]?.split(' ') ?? []
        mail?.flags.push(...flags.filter((flag) => !mail.flags.includes(flag)))
        return done()
      }
      case 'LOGOUT':
        say('* BYE bye')
        done()
        return socket.end()
      case 'NOOP':
        return done()
      default:
        return done('BAD not here')
    }
  }

  const place: ImapPlace = {
    host: '127.0.0.1',
    port: (server.address() as { port: number }).port,
    ...{ secure: false, user: 'bounces', password: 'secret', folder: 'INBOX' },
  }
  closing.push(
    () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  )
  return {
    place,
    box,
    trouble,
    /** Commands in their order; of LOGIN only that it was said. */
    heard,
    /** Puts a mail into the mailbox. */
    arrives: (raw: Buffer | string, receivedAt: Date): StoredMail => {
      const mail = { uid: box.uidNext++, raw: Buffer.from(raw), flags: [], receivedAt }
      box.mails.push(mail)
      return mail
    },
  }
}
