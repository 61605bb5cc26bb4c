import { eq } from 'drizzle-orm'
import { simpleParser } from 'mailparser'
import { expect } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { outbox } from '../../db/schema'
import { ana } from '../support/people'
import type { Site } from '../support/site'
import { atTheDesk, countIn, sign } from '../support/steps'
import { arrived } from './boxes'

const [en, es] = [{ locale: 'en' } as const, { locale: 'es' } as const]

/**
 * Ana signs and confirms by the mail in her real mailbox; Tigran prepares the letter, approves it, and it is sent. Returns
 * Ana's mail as it lay there and what the desk's JSON says of the letter.
 */
export async function sendLetter(site: Site) {
  await sign(site.visitor(), ana)
  await site.work()
  const queued = await site.db.select().from(outbox).where(eq(outbox.kind, 'confirm-signature'))
  const raw = await arrived('mail.example/all', queued[0]?.messageId ?? 'nothing')
  const mail = await simpleParser(raw)
  const path = /http:\/\/localhost:3000(\/confirm\/\S+)/.exec(mail.text ?? '')?.[1] ?? ''
  const reader = site.visitor()
  await reader.get(path)
  await reader.press(m.confirm_button({}, es))
  await site.work()
  expect(await countIn(site.visitor())).toBe(1)

  const desk = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran' })
  const list = await desk.get('/desk')
  await desk.get(list.links.find(({ href }) => /campaigns\/(?!new)/.test(href))?.href ?? '')
  const { location } = await desk.press(m.desk_prepare({ count: 1, shown: '1' }, en))
  await site.work()
  await desk.get(location ?? '')
  await desk.press(m.delivery_approve({}, en))
  await site.work()
  const told = (await desk.get(`${location}.json`)).json() as {
    state: string
    messageId: string
    messageSha256: string
    attempts: { response: string }[]
  }
  return { raw, told }
}
