import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { classify } from '../campaigns/mail-result'
import { openThreads } from './threads.server'
import type { HandedMail, Transport } from './transport.server'

const opened: Transport[] = []
afterEach(() => {
  for (const transport of opened.splice(0)) transport.close()
})

// A thread that does with a mail what its bytes say, and is otherwise as honest as the program's own.
const program = `
  import { parentPort as port } from 'node:worker_threads'
  port.on('message', async (heard) => {
    if ('ping' in heard) return port.postMessage({ pong: heard.ping })
    const words = Buffer.from(heard.mail.raw).toString()
    if (words === 'die') throw new Error('dropped dead')
    if (words === 'leave') process.exit(0)
    if (words === 'hang') for (;;) {}
    if (words === 'refuse') return port.postMessage({ id: heard.id, fault: 'no address' })
    if (words !== 'wait') port.postMessage({ id: heard.id, result: { kind: 'accepted', response: words } })
  })
  port.postMessage({ isReady: true })
`
const threadOf = (code: string) => () =>
  new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`))

function threads({ code = program, count = 1 } = {}) {
  const losses: string[] = []
  const begun: Worker[] = []
  const transport = openThreads({
    count,
    start: () => {
      const worker = threadOf(code)()
      begun.push(worker)
      return worker
    },
    onLoss: ({ message }) => losses.push(message),
    pulse: { every: 20, silence: 400 },
  })
  opened.push(transport)
  return { transport, losses, begun }
}

const mail = (words: string): HandedMail => ({
  envelopeFrom: 'mail@petitions.example',
  to: 'ana@mail.example',
  raw: Buffer.from(words),
})
const accepted = (response: string) => ({ kind: 'accepted', response })

describe('a thread that goes away', () => {
  test.each([
    ['dies', 'die', 'dropped dead'],
    ['ends without a word', 'leave', 'A mail thread ended.'],
    ['hangs', 'hang', 'A mail thread ended.'],
  ])('and %s leaves what it had in hand unknown, and the next mail goes by another', async (_, how, loss) => {
    const { transport, losses, begun } = threads()
    expect(await transport.send(mail('first'))).toEqual(accepted('first'))
    const inHand = [transport.send(mail('wait')), transport.send(mail(how)), transport.send(mail('wait'))]
    for (const result of await Promise.all(inHand)) {
      expect(result).toEqual({ kind: 'no-answer', phase: 'content', error: 'ETHREAD' })
      expect(classify(result)).toBe('unknown')
    }
    expect(losses).toEqual([loss])
    expect(await transport.send(mail('second'))).toEqual(accepted('second'))
    expect(begun).toHaveLength(2)
  })

  test('leaves what others have in hand alone', async () => {
    const { transport, losses } = threads({ count: 2 })
    // Both have begun: of one that had not, it would be known that nothing went out.
    await Promise.all([transport.send(mail('first')), transport.send(mail('second'))])
    const other = transport.send(mail('wait'))
    const result = await transport.send(mail('die'))
    expect(result.kind).toBe('no-answer')
    expect(losses).toHaveLength(1)
    expect(await Promise.race([other, 'waits'])).toBe('waits')
    transport.close()
    expect((await other).kind).toBe('no-answer')
  })

  test('before it could begin has dialled nothing: the mail was not made', async () => {
    const { transport, losses } = threads({ code: "throw new Error('no program')" })
    await expect(transport.send(mail('first'))).rejects.toThrow('no program')
    expect(losses).toEqual(['no program'])
  })
})

test('a mail that can’t be made is a fault and no result, and the thread goes on', async () => {
  const { transport, begun } = threads()
  await expect(transport.send(mail('refuse'))).rejects.toThrow('no address')
  expect(await transport.send(mail('next'))).toEqual(accepted('next'))
  expect(begun).toHaveLength(1)
})

test('many mails are shared out among as many threads as there may be, and no more', async () => {
  const { transport, begun } = threads({ count: 3 })
  const sent = Array.from({ length: 30 }, (_, n) => transport.send(mail(`${n}`)))
  expect(await Promise.all(sent)).toEqual(sent.map((_, n) => accepted(`${n}`)))
  expect(begun).toHaveLength(3)
})

test('nothing is begun once it is closed', async () => {
  const { transport, begun } = threads()
  transport.close()
  await expect(transport.send(mail('late'))).rejects.toThrow('closed')
  expect(begun).toHaveLength(0)
})
