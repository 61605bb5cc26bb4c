import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshDb } from '../tests/support/database'
import {
  ana,
  keyring,
  lapshinCampaign,
  morning,
  post,
  queuedMails,
  tigranAtDesk,
} from '../tests/support/people'
import { openPostOffice } from '../tests/support/post-office'
import { installedKeyring } from './key-file.server'
import { newId, openKeyring } from './keyring.server'
import { rotateKeys } from './resealing.server'
import { mailOfReturnPath, returnPath } from './return-path.server'
import { requestCode } from './sign-in.server'

const domain = 'bounces.example'
const pathOf = (mailId: string) => returnPath(keyring, { mailId, domain })
const mailOf = (address: string) => mailOfReturnPath(keyring, { address, domain })

describe('the address to which reports come back', () => {
  it('names its mail, and fits into a local part', () => {
    for (let n = 0; n < 200; n++) {
      const id = newId()
      const address = pathOf(id)
      expect(address).toMatch(/^bounce\+[a-z2-7]{26}\.[a-z2-7]{16}@bounces\.example$/)
      expect(address.indexOf('@')).toBe(50)
      expect(mailOf(address)).toBe(id)
    }
  })

  it('is known in whatever case relays bring it back', () => {
    const id = newId()
    expect(mailOf(pathOf(id).toUpperCase())).toBe(id)
    expect(mailOf(pathOf(id).replace('bounce', 'Bounce').replace('bounces', 'BOUNCES'))).toBe(id)
  })

  it('is refused with any character of it changed', () => {
    const address = pathOf('AAAAAAAAAAAAAAAAAAAAAA')
    for (let at = 7; at < 50; at++) {
      const changed = `${address.slice(0, at)}${address[at] === 'b' ? 'c' : 'b'}${address.slice(at + 1)}`
      expect([at, mailOf(changed)]).toEqual([at, null])
    }
  })

  it.each([
    '',
    'bounce@bounces.example',
    'bounce+@bounces.example',
    'bounce+.@bounces.example',
    `bounce+${'a'.repeat(26)}.${'a'.repeat(16)}@bounces.example`,
    `bounce+${'a'.repeat(26)}.@bounces.example`,
    `bounce+${'é'.repeat(26)}.${'a'.repeat(16)}@bounces.example`,
  ])('is not %j', (address) => {
    expect(mailOf(address)).toBeNull()
  })

  it('belongs to one mail, one installation and one domain', () => {
    const [one, other] = [pathOf(newId()), pathOf(newId())]
    const swapped = `${one.split('.')[0]}.${other.split('.').slice(1).join('.')}`
    expect(mailOf(swapped)).toBeNull()
    expect(mailOfReturnPath(openKeyring('the secret of somebody else'), { address: one, domain })).toBeNull()
    expect(mailOfReturnPath(keyring, { address: one, domain: 'elsewhere.example' })).toBeNull()
    expect(mailOf(`${one}.evil.example`)).toBeNull()
    expect(mailOf(`x${one}`)).toBeNull()
  })

  it('goes on being known after the keys were rotated', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'return-path-'))
    try {
      const before = installedKeyring({ dataDir, secretKey: undefined })
      const mailId = newId()
      const address = returnPath(before, { mailId, domain })
      await rotateKeys(await freshDb(), { dataDir, keyring: before, settle: 1 })
      const after = installedKeyring({ dataDir, secretKey: undefined })
      expect(Object.keys(after.marks())).toEqual(['k2'])
      expect(mailOfReturnPath(after, { address, domain })).toBe(mailId)
    } finally {
      rmSync(dataDir, { recursive: true })
    }
  })
})

describe('mail that goes out', () => {
  const send = async (bounceDomain?: string) => {
    const db = await freshDb()
    const office = await openPostOffice(db, { ...(bounceDomain && { bounceDomain }) })
    await post(db, await lapshinCampaign(db), ana)
    await tigranAtDesk(db)
    await requestCode(db, {
      keyring,
      email: 'tigran@anc.example',
      language: 'es',
      mailDomain: 'petitions.example',
      browser: 'b',
      now: morning,
    })
    const ids = (await queuedMails(db)).map(({ id }) => id)
    await office.bring(morning)
    const senders = (await office.arrived()).map(({ envelopeFrom }) => envelopeFrom)
    return { ids, senders }
  }

  it('names each mail in its envelope sender where there is a domain for it', async () => {
    const { ids, senders } = await send(domain)
    expect(senders).toHaveLength(2)
    expect(senders.map(mailOf).sort()).toEqual(ids.sort())
  })
  it('comes from the platform’s address where there is none', async () => {
    expect((await send()).senders).toEqual(['mail@petitions.example', 'mail@petitions.example'])
  })
})
