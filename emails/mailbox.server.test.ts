import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { composeMail } from './compose.server'
import { type Mailbox, openMailbox } from './mailbox.server'
import { openTransport } from './transport.server'

let dir: string
let mailbox: Mailbox

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'mailbox-'))
  mailbox = await openMailbox({ dir })
})
afterEach(async () => {
  await mailbox.close()
  await rm(dir, { recursive: true, force: true })
})

const pdf = Buffer.concat([
  Buffer.from('%PDF-1.7\r\n'),
  Buffer.from(Array.from({ length: 100_000 }, (_, n) => (n * 7919) % 256)),
])

async function deliver(subject: string, to = 'ana@mail.example') {
  const raw = await composeMail({
    from: { name: 'Petitions', address: 'post@petitions.example' },
    to: { name: 'Ana', address: to },
    subject,
    text: 'Your letter.\n.\n..dots\n',
    html: '<p>Your letter.</p>',
    language: 'en',
    messageId: `<${subject.replaceAll(' ', '-')}@petitions.example>`,
    date: new Date('2026-11-24T09:00:00Z'),
    attachments: [{ filename: 'Carta nº 1.pdf', content: pdf, contentType: 'application/pdf' }],
  })
  const transport = await openTransport({ smtpUrl: mailbox.smtpUrl, from: 'post@petitions.example' })
  const result = await transport.send({ envelopeFrom: 'bounce+7@petitions.example', to, raw })
  transport.close()
  expect(result.kind).toBe('accepted')
  return raw
}

test('what the transport sends is what the mailbox holds, byte for byte', async () => {
  const raw = await deliver('Letter 1')
  const [summary] = await mailbox.list()
  expect(summary).toMatchObject({
    from: '"Petitions" <post@petitions.example>',
    to: ['ana@mail.example'],
    subject: 'Letter 1',
    hasAttachments: true,
  })
  const id = summary?.id ?? ''
  expect(await mailbox.raw(id)).toEqual(raw)
  const mail = await mailbox.read(id)
  expect(mail).toMatchObject({ envelopeFrom: 'bounce+7@petitions.example', html: '<p>Your letter.</p>' })
  expect(mail?.text).toBe('Your letter.\n.\n..dots\n')
  expect(mail?.headers).toContainEqual(['Subject', 'Letter 1'])
  expect(mail?.attachments).toEqual([
    { filename: 'Carta nº 1.pdf', contentType: 'application/pdf', size: pdf.length, index: 0 },
  ])
  expect((await mailbox.attachment(id, 0))?.content.equals(pdf)).toBe(true)
  expect(await mailbox.attachment(id, 1)).toBeNull()
})

test('the newest mail comes first, also after a restart', async () => {
  for (const subject of ['one', 'two', 'three']) await deliver(subject)
  await mailbox.close()
  mailbox = await openMailbox({ dir })
  await deliver('four')
  expect((await mailbox.list()).map(({ subject }) => subject)).toEqual(['four', 'three', 'two', 'one'])
  expect((await mailbox.listFull(2)).map(({ subject, html }) => [subject, html !== null])).toEqual([
    ['four', true],
    ['three', true],
  ])
})

test('mails that arrive at once are all kept', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, n) => deliver(`mail ${n}`, `ana+${n}@mail.example`)))
  const mails = await mailbox.list()
  expect(new Set(mails.map(({ subject }) => subject)).size).toBe(20)
  expect(new Set(mails.map(({ id }) => id)).size).toBe(20)
})

test('an id leads to a mail and to nothing else', async () => {
  await deliver('Letter')
  await writeFile(path.join(dir, 'secret.eml'), 'secret')
  const [mail] = await mailbox.list()
  const id = mail?.id ?? ''
  for (const other of [
    'secret',
    '../etc/passwd',
    `../${path.basename(dir)}/${id}`,
    `${id}\0`,
    `${id}/`,
    `${id}.eml`,
    '',
  ]) {
    expect(await mailbox.raw(other)).toBeNull()
    expect(await mailbox.read(other)).toBeNull()
    expect(await mailbox.attachment(other, 0)).toBeNull()
  }
  expect(await mailbox.read(id.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).toBeNull()
  expect(await mailbox.list()).toHaveLength(1)
})

test('half-written files of a crash are cleared away and never shown', async () => {
  await writeFile(path.join(dir, 'left.eml.part'), 'half')
  await mailbox.close()
  mailbox = await openMailbox({ dir })
  expect(await readdir(dir)).toEqual([])
})

test('files are for their owner only', async () => {
  await deliver('Letter')
  for (const name of await readdir(dir)) expect((await stat(path.join(dir, name))).mode & 0o077).toBe(0)
})

test('a mail beyond the limit is refused as too large and not kept', async () => {
  const transport = await openTransport({ smtpUrl: mailbox.smtpUrl, from: 'post@petitions.example' })
  const raw = Buffer.alloc(51 * 1024 * 1024, 'x\r\n')
  const result = await transport.send({ envelopeFrom: 'post@petitions.example', to: 'ana@mail.example', raw })
  expect(result).toMatchObject({ phase: 'mail' })
  expect(await mailbox.list()).toEqual([])
})
