import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openReturnDoor } from './return-door.server'

type Door = Awaited<ReturnType<typeof openReturnDoor>>
type Take = Parameters<typeof openReturnDoor>[0]['take']

let door: Door
let taken: { mailId: string; raw: string }[]
let faults: unknown[]
let answer: Take
const sockets: Socket[] = []

beforeEach(async () => {
  taken = []
  faults = []
  answer = async ({ mailId, raw }) => {
    taken.push({ mailId, raw: raw.toString() })
    return 'taken'
  }
  door = await openReturnDoor({
    host: '127.0.0.1',
    port: 0,
    sizeLimit: 20_000,
    mailOf: (address) => /^bounce\+(\w+)@bounces\.example$/i.exec(address)?.[1] ?? null,
    take: (mail) => answer(mail),
    report: (error) => faults.push(error),
  })
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await door.close()
})

/** Speaks SMTP by hand: says a line, and waits for the reply to it. */
async function caller() {
  const socket = connect(door.port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => {})
  let heard = ''
  let tell: (() => void) | null = null
  socket.on('data', (chunk) => {
    heard += chunk
    tell?.()
  })
  socket.on('close', () => tell?.())
  const reply = async () => {
    for (;;) {
      const found = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(heard)?.[0]
      if (found) {
        heard = heard.slice(found.length)
        return found
      }
      if (socket.destroyed) return heard || 'closed'
      await new Promise<void>((resolve) => {
        tell = resolve
      })
    }
  }
  const say = (line: string) => {
    socket.write(`${line}\r\n`)
    return reply()
  }
  const greeting = await reply()
  return { greeting, say, socket }
}

const deliver = async (to: string, body = 'Subject: Undelivered\r\n\r\nx', from = '<>') => {
  const { say } = await caller()
  const replies = [await say('EHLO mx.example'), await say(`MAIL FROM:${from}`), await say(`RCPT TO:<${to}>`)]
  if (!replies[2]?.startsWith('250')) return replies.at(-1)
  await say('DATA')
  return say(`${body}\r\n.`)
}

describe('the door for what comes back', () => {
  it('takes a mail for an address that names one of ours, in whatever case', async () => {
    expect(await deliver('bounce+one@bounces.example')).toMatch(/^250 /)
    expect(
      await deliver('Bounce+two@BOUNCES.example', 'Hello\r\n..dot', '<secretary@embassy.example>'),
    ).toMatch(/^250 /)
    expect(taken.map(({ mailId }) => mailId)).toEqual(['one', 'two'])
    expect(taken[1]?.raw).toContain('\r\n.dot')
  })

  it.each([
    'mail@petitions.example',
    'bounce+one@elsewhere.example',
    'bounce@bounces.example',
    'bounce+one%elsewhere.example@bounces.example',
    'bounce+one@bounces.example@elsewhere.example',
    'postmaster@bounces.example',
  ])('takes nothing for %s, and relays nothing', async (to) => {
    expect(await deliver(to)).toMatch(/^5\d\d /)
    expect(taken).toEqual([])
  })

  it('refuses an address that names none of ours before it hears a word of the mail', async () => {
    const { say } = await caller()
    await say('EHLO mx.example')
    await say('MAIL FROM:<>')
    expect(await say('RCPT TO:<postmaster@bounces.example>')).toMatch(/^550 5\.1\.1/)
    expect(await say('DATA')).toMatch(/^503 /)
  })

  it('takes one recipient in each transaction, and no mail without', async () => {
    const { say } = await caller()
    await say('EHLO mx.example')
    expect(await say('DATA')).toMatch(/^503 /)
    await say('MAIL FROM:<>')
    expect(await say('DATA')).toMatch(/^503 /)
    await say('RCPT TO:<bounce+one@bounces.example>')
    expect(await say('RCPT TO:<bounce+two@bounces.example>')).toMatch(/^452 4\.5\.3/)
    expect(taken).toEqual([])
  })

  it('knows no password, no user and no expansion', async () => {
    const { say } = await caller()
    const hello = await say('EHLO mx.example')
    expect(hello).not.toMatch(/AUTH|STARTTLS/)
    for (const line of ['AUTH PLAIN AGEAYg==', 'EXPN list', 'TURN'])
      expect(await say(line)).toMatch(/^5\d\d /)
    const verified = await say('VRFY bounce+one@bounces.example')
    expect(verified).toBe(await say('VRFY nobody@bounces.example'))
  })

  it('refuses what is too large, said beforehand or not, and keeps nothing of it', async () => {
    expect(await deliver('bounce+one@bounces.example', 'x\r\n'.repeat(10_000))).toMatch(/^552 /)
    const { say } = await caller()
    await say('EHLO mx.example')
    expect(await say('MAIL FROM:<> SIZE=9999999')).toMatch(/^552 /)
    expect(taken).toEqual([])
  })

  it('asks to come again when it can’t be stored, and says so to whoever keeps it', async () => {
    answer = async () => {
      throw new Error('the disk is full')
    }
    expect(await deliver('bounce+one@bounces.example')).toMatch(/^451 4\.3\.0/)
    expect(faults).toHaveLength(1)
    answer = async () => 'too-many'
    expect(await deliver('bounce+one@bounces.example')).toMatch(/^452 4\.2\.2/)
    answer = async () => 'too-long'
    expect(await deliver('bounce+one@bounces.example')).toMatch(/^552 5\.3\.4/)
    answer = async () => 'no-mail'
    expect(await deliver('bounce+one@bounces.example')).toMatch(/^550 5\.1\.1/)
  })

  it('says 250 only once it is stored', async () => {
    let store = () => {}
    answer = () => new Promise((resolve) => (store = () => resolve('taken')))
    const { say } = await caller()
    for (const line of ['EHLO mx.example', 'MAIL FROM:<>', 'RCPT TO:<bounce+one@bounces.example>', 'DATA'])
      await say(line)
    let isAnswered = false
    const reply = say('x\r\n.').then((words) => {
      isAnswered = true
      return words
    })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(isAnswered).toBe(false)
    store()
    expect(await reply).toMatch(/^250 /)
  })

  it('keeps nothing of a mail whose sender went away in the middle', async () => {
    const { say, socket } = await caller()
    for (const line of ['EHLO mx.example', 'MAIL FROM:<>', 'RCPT TO:<bounce+one@bounces.example>', 'DATA'])
      await say(line)
    socket.write('Subject: half\r\n\r\nhalf a mail')
    socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(taken).toEqual([])
    expect(await deliver('bounce+one@bounces.example')).toMatch(/^250 /)
  })

  it('lets twenty in, and tells the next to come later', async () => {
    const inside = await Promise.all(Array.from({ length: 20 }, caller))
    expect(inside.every(({ greeting }) => greeting.startsWith('220 '))).toBe(true)
    expect((await caller()).greeting).toMatch(/^421 /)
    inside[0]?.socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await caller()).greeting).toMatch(/^220 /)
  })
})
