import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { atomically, type Db } from '../db/client.server'
import { organisers, outbox } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { hour, keyring, later, mailDomain, minute, morning } from '../tests/support/people'
import { openPostOffice } from '../tests/support/post-office'
import { expireMails, settleAttempt } from './attempt.server'
import { claimMails } from './claim.server'
import { endPause, releaseDomain } from './mail-release.server'
import { createOrganiser } from './organiser.server'
import type { MailKind, ResultKind } from './outbox'
import { queueMail } from './outbox.server'

let db: Db
let office: Awaited<ReturnType<typeof openPostOffice>>
const day = 24 * hour
const keepers = { kira: 'kira@keepers.example', keo: 'keo@else.example' }

beforeEach(async () => {
  db = await freshDb()
  office = await openPostOffice(db)
  for (const [name, email] of [...Object.entries(keepers), ['Tigran', 'tigran@anc.example']] as const)
    await createOrganiser(db, { keyring, email, name, language: name === 'keo' ? 'es' : 'en', now: morning })
  await db.update(organisers).set({ isKeeper: true }).returning()
  await db.update(organisers).set({ isKeeper: false }).where(eq(organisers.name, 'Tigran')).returning()
})

const queue = (email: string, now = morning, kind: MailKind = 'organisation-request') =>
  atomically(db, (tx) =>
    queueMail(tx, {
      kind,
      keyring,
      payload: { email, stage: 'granted', organisation: 'Consejo' },
      domain: email.split('@')[1] ?? '',
      mailDomain,
      now,
    }),
  )
const everythingIs = async (result: ResultKind, phase: string, now = morning) => {
  for (const claimed of await claimMails(db, { keyring, workerId: 'w', limit: 9, now }))
    await settleAttempt(db, {
      keyring,
      claimed,
      workerId: 'w',
      outcome: { result, response: '5xx', responseCode: 550, phase },
      now,
    })
}
const queued = (kind: MailKind) => db.select().from(outbox).where(eq(outbox.kind, kind))
const toldTo = async (email: string) => (await office.arrived()).filter(({ to }) => to.includes(email))

describe('when all mail stands still', () => {
  it('keepers, and nobody else, are told once it goes again: from when to when, and how many waited', async () => {
    await queue('one@a.example')
    await everythingIs('transport-refused', 'auth')
    expect(await queued('mail-pause')).toHaveLength(2)
    await queue('two@b.example', later(minute))
    await office.bring(later(10 * minute))
    expect(await office.arrived()).toEqual([])
    await office.bring(later(16 * minute))
    await office.bring(later(17 * minute))
    const [english, ...more] = await toldTo(keepers.kira)
    expect(more).toEqual([])
    expect(english?.subject).toBe('Mail stood still, and goes out again')
    expect(english?.text).toMatch(/at 09:12 UTC to .* at 09:28 UTC/)
    expect(english?.text).toContain('Mails that were waiting: 2.')
    expect(english?.text).not.toContain('could not wait')
    const [spanish] = await toldTo(keepers.keo)
    expect(spanish?.subject).toBe('El correo estuvo detenido y vuelve a salir')
    expect(await toldTo('tigran@anc.example')).toEqual([])
  })

  it('there is one such mail a pause, however often the relay refuses, and none for one that begins within the hour', async () => {
    await queue('one@a.example')
    await everythingIs('transport-refused', 'auth')
    await everythingIs('transport-refused', 'tls', later(16 * minute))
    await endPause(db)
    await everythingIs('transport-refused', 'auth', later(17 * minute))
    expect(await queued('mail-pause')).toHaveLength(2)
  })

  it('it outlives a pause of a month, and says what could not wait', async () => {
    await queue('one@a.example')
    await queue('two@a.example', morning, 'confirm-signature')
    await everythingIs('transport-refused', 'auth')
    await expireMails(db, { now: later(4 * day) })
    await endPause(db)
    await office.bring(later(30 * day))
    const [mail] = await toldTo(keepers.kira)
    expect(mail?.text).toContain('were not sent: 2.')
    expect(mail?.text).toContain('Mails that were waiting: 0.')
  })
})

describe('when a domain is held', () => {
  it('keepers elsewhere are told at once, those in that domain when it is released, and no domain is named', async () => {
    await queue('somebody@else.example')
    await everythingIs('policy-refused', 'mail')
    await office.bring(later(minute))
    const [mail] = await toldTo(keepers.kira)
    expect(mail?.subject).toBe('Mail to a domain is held')
    // The mail to the other keeper waits there as well.
    expect(mail?.text).toContain(
      'Domains that are held now: 1. Mails that wait for them: 2, of which letters to offices: 0.',
    )
    expect(`${mail?.text}${mail?.html}`).not.toContain('else.example')
    expect(await toldTo(keepers.keo)).toEqual([])
    await releaseDomain(db, { holdId: keyring.hash('domain', 'else.example'), now: later(10 * day) })
    await office.bring(later(10 * day))
    expect((await toldTo(keepers.keo)).map(({ subject }) => subject)).toContain(
      'El correo a un dominio está retenido',
    )
  })
})
