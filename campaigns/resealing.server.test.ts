import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getTableColumns, getTableName, is, Table } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import * as schema from '../db/schema'
import { frozenMails, organisers, outbox, signatures } from '../db/schema'
import { freshDb } from '../tests/support/database'
import {
  ana,
  type Campaign,
  consentWords,
  formOf,
  lapshinCampaign,
  mailDomain,
  morning,
} from '../tests/support/people'
import { allRows } from '../tests/support/rows'
import { confirmSignature } from './confirmation.server'
import { addKey, foundKeyring, installedKeyring } from './key-file.server'
import type { Keyring } from './keyring.server'
import { createOrganiser, emailKeyOf } from './organiser.server'
import { rotateKeys, sealedPlaces } from './resealing.server'
import { signLetter } from './signature.server'

let dataDir: string
let db: Db
let keyring: Keyring
let campaign: Campaign
const keysIn = () => readFileSync(join(dataDir, 'keys'), 'utf8')
const given = () => ({ dataDir, secretKey: undefined })
const rotate = (tell?: (count: number) => void) =>
  rotateKeys(db, { dataDir, keyring, settle: 50, ...(tell ? { tell } : {}) })

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'demarche-keys-'))
  db = await freshDb()
  keyring = installedKeyring(given())
  campaign = await lapshinCampaign(db)
})
afterEach(() => rmSync(dataDir, { recursive: true }))

const sign = (n: number, by = keyring) =>
  signLetter(db, {
    keyring: by,
    campaignId: campaign.campaignId,
    letterId: campaign.letterIds.es,
    language: 'es',
    form: formOf({ ...ana, email: `signer-${n}@mail.example` }),
    words: consentWords,
    signals: [],
    network: '203.0.113.7',
    mailDomain,
    now: morning,
  })

const addresses = async (by = keyring) =>
  (await db.select().from(signatures))
    .map(({ id, emailSealed }) => by.open(emailSealed ?? '', `signature:${id}`).toString())
    .sort()
const idsInUse = async () => {
  const values = Object.values(await allRows(db))
    .flat()
    .flatMap((row) => [...row.matchAll(/"\w+Sealed":"(k\d+)\./g)].map(([, id]) => id))
  return [...new Set(values)].sort()
}

describe('rotating the keys', () => {
  it('knows every place where something sealed is stored', () => {
    const tables = Object.values(schema as Record<string, unknown>).filter((one) => is(one, Table)) as Table[]
    const columns = tables.flatMap((table) =>
      Object.keys(getTableColumns(table))
        .filter((name) => /sealed/i.test(name))
        .map((name) => `${getTableName(table)}.${name}`),
    )
    expect(sealedPlaces.map(({ table, name }) => `${getTableName(table)}.${name}`).sort()).toEqual(
      columns.sort(),
    )
  })

  it('seals everything anew, retires the key before, and finds all it found', async () => {
    await sign(1)
    await sign(2)
    await createOrganiser(db, { keyring, email: 'tigran@anc.example', now: morning })
    const hashed = keyring.hash('address', 'x')
    const old = keysIn().trim()
    expect(await idsInUse()).toEqual(['k1'])
    expect(await rotate()).toEqual({ key: 'k2', retired: ['k1'], resealedCount: 5, unreadableCount: 0 })
    expect(await idsInUse()).toEqual(['k2'])
    expect(await addresses()).toEqual(['signer-1@mail.example', 'signer-2@mail.example'])
    const [tigran] = await db.select().from(organisers)
    expect(tigran?.emailKey).toBe(emailKeyOf(keyring, 'tigran@anc.example'))
    expect(keyring.open(tigran?.emailSealed ?? '', `organiser:${tigran?.emailKey}`).toString()).toBe(
      'tigran@anc.example',
    )
    expect(keyring.hash('address', 'x')).toBe(hashed)
    expect(keysIn()).toMatch(new RegExp(`^${old}\nk2 [\\w-]{43}\nk1 retired\n$`))
    expect(statSync(join(dataDir, 'keys')).mode & 0o777).toBe(0o600)
    expect(readdirSync(dataDir)).toEqual(['keys'])
    // Another process that starts now, and one with the key that was retired.
    expect(await addresses(installedKeyring(given()))).toHaveLength(2)
    writeFileSync(join(dataDir, 'keys'), `${old}\n`)
    await expect(addresses(installedKeyring(given()))).rejects.toThrow(/k2/)
  })

  it('can be done again and again; secrets that were retired are gone from the file', async () => {
    await sign(1)
    await rotate()
    const [, second = 'none'] = /k2 (\S{43})/.exec(keysIn()) ?? []
    expect(await rotate()).toMatchObject({ key: 'k3', retired: ['k2'] })
    expect(keysIn()).not.toContain(second)
    expect(await addresses()).toEqual(['signer-1@mail.example'])
    expect(Object.keys(keyring.marks())).toEqual(['k3'])
  })

  it('goes on while people sign, through a site that knew the old key alone', async () => {
    for (let n = 0; n < 30; n++) await sign(n)
    const site = installedKeyring(given())
    site.seal('asked once', 'before')
    let isDone = false
    let n = 30
    const signing = (async () => {
      for (; !isDone; n++) {
        await sign(n, site)
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    await rotate()
    isDone = true
    await signing
    expect(n).toBeGreaterThan(31)
    expect(await idsInUse()).toEqual(['k2'])
    expect(await addresses(site)).toHaveLength(n)
  })

  it('killed in the middle, leaves everything readable, and goes on with the key it had made', async () => {
    for (let n = 0; n < 450; n++) await sign(n)
    await expect(
      rotate((count) => {
        if (count >= 200) throw new Error('killed')
      }),
    ).rejects.toThrow('killed')
    expect(await idsInUse()).toEqual(['k1', 'k2'])
    const after = installedKeyring(given())
    expect(await addresses(after)).toHaveLength(450)
    await sign(450, after)
    expect(await rotate()).toMatchObject({ key: 'k2', retired: ['k1'] })
    expect(await idsInUse()).toEqual(['k2'])
    expect(await addresses()).toHaveLength(451)
  })

  it('leaves alone what no key here opens, and says how much', async () => {
    await sign(1)
    await db.update(outbox).set({ payloadSealed: 'k7.AAAA' }).returning({ id: outbox.id })
    expect(await rotate()).toMatchObject({ resealedCount: 1, unreadableCount: 1 })
    const [row] = await db.select().from(outbox)
    expect(row?.payloadSealed).toBe('k7.AAAA')
  })

  it('keeps the mailed ways to confirm and to withdraw', async () => {
    await sign(1)
    const [mail] = await db.select().from(outbox)
    const { token } = JSON.parse(
      keyring.open(mail?.payloadSealed ?? '', `outbox:${mail?.id}`).toString(),
    ) as {
      token: string
    }
    await rotate()
    expect(await confirmSignature(db, { keyring, token, now: morning })).toMatchObject({ kind: 'confirmed' })
    expect(await db.select().from(frozenMails)).toEqual([])
  })
})

describe('the file of keys', () => {
  it('gets one and the same key when two add one at the same moment and one was killed before it was done', () => {
    const text = keysIn()
    writeFileSync(join(dataDir, 'keys.k2'), 'a'.repeat(43))
    expect(addKey(dataDir)).toBe('k2')
    expect(keysIn()).toBe(`${text}k2 ${'a'.repeat(43)}\n`)
    expect(readdirSync(dataDir)).toEqual(['keys'])
  })

  it('holds what was added beside a SECRET_KEY as well', async () => {
    rmSync(join(dataDir, 'keys'))
    const secretKey = 'a secret of the environment, long enough'
    const here = installedKeyring({ dataDir, secretKey })
    const sealed = here.seal('x', 'y')
    await rotateKeys(db, { dataDir, keyring: here, settle: 10 })
    expect(keysIn()).toMatch(/^k2 \S{43}\nk1 retired\n$/)
    expect(here.seal('x', 'y')).toMatch(/^k2\./)
    expect(() => here.open(sealed, 'y')).toThrow(/k1/)
    // Without its SECRET_KEY it is no installation's file.
    expect(() => installedKeyring(given())).toThrow(/no whole key/)
  })

  it('is not made by who only looks', () => {
    rmSync(join(dataDir, 'keys'))
    expect(foundKeyring(given())).toBeNull()
    expect(readdirSync(dataDir)).toEqual([])
  })
})
