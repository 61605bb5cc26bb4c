import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rootSecret } from './key-file.server'
import {
  hashesOf,
  newCode,
  newId,
  newTimedToken,
  newToken,
  openKeyring,
  timedHash,
  typedCode,
} from './keyring.server'

const keyring = openKeyring('a root secret of the tests, long enough')
const address = 'ana@mail.example'

describe('a sealed value', () => {
  it('opens with its key in its place', () => {
    const sealed = keyring.seal(address, 'signature:1')
    expect(keyring.open(sealed, 'signature:1').toString()).toBe(address)
    const bytes = Buffer.from([0, 255, 10, 13])
    expect(keyring.open(keyring.seal(bytes, 'pdf:1'), 'pdf:1')).toEqual(bytes)
    expect(keyring.open(keyring.seal('', 'pdf:1'), 'pdf:1')).toHaveLength(0)
  })

  it('is another one each time, so that equal values do not look equal', () => {
    expect(keyring.seal(address, 'signature:1')).not.toBe(keyring.seal(address, 'signature:1'))
  })

  it('does not open in another place or with another key', () => {
    const sealed = keyring.seal(address, 'signature:1')
    expect(() => keyring.open(sealed, 'signature:2')).toThrow()
    expect(() => keyring.open(sealed, 'organiser:1')).toThrow()
    expect(() => openKeyring('another root secret, long enough too').open(sealed, 'signature:1')).toThrow()
  })

  it('does not open when any byte of it was changed', () => {
    const [id, body = ''] = keyring.seal(address, 'signature:1').split('.')
    const bytes = Buffer.from(body, 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => keyring.open(`${id}.${changed.toString('base64url')}`, 'signature:1')).toThrow()
    }
  })

  it.each(['', 'k1', 'k1.', 'k1.AAAA', 'k2.AAAA', 'ana@mail.example', 'k1.AAAA.AAAA'])(
    'is not %j, and saying so tells nothing of it',
    (forged) => {
      expect(() => keyring.open(forged, 'signature:1')).toThrow()
    },
  )

  it('does not open when it was cut short', () => {
    const sealed = keyring.seal(address, 'signature:1')
    for (const length of [10, 20, 30, sealed.length - 1])
      expect(() => keyring.open(sealed.slice(0, length), 'signature:1')).toThrow()
  })

  it.each([4, 8, 12, 15])('has a tag of 16 bytes, and is refused unread with one of %i', (length) => {
    const forged = `k1.${Buffer.alloc(length).toString('base64url')}`
    expect(() => keyring.open(forged, 'signature:1')).toThrow('Invalid authentication tag length')
  })
})

describe('a token with a time', () => {
  it('is as long as any, begins with its moment, and is nobody else’s', () => {
    const [now, later] = [new Date(1_790_000_000_000), new Date(1_790_000_000_001)]
    const tokens = [now, now, later].map(newTimedToken)
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/)
    expect(new Set(tokens.map((token) => token.slice(8))).size).toBe(3)
    expect(tokens.map((token) => token.slice(0, 8))).toEqual([
      ...new Array(2).fill(tokens[0]?.slice(0, 8)),
      tokens[2]?.slice(0, 8),
    ])
    expect(Buffer.from(tokens[0] ?? '', 'base64url').readUIntBE(0, 6)).toBe(now.getTime())
  })
  it('is stored as its moment and a hash of all of it', () => {
    const token = newTimedToken(new Date())
    const stored = timedHash(keyring, 'confirm', token)
    expect(stored).toBe(token.slice(0, 8) + keyring.hash('confirm', token))
    expect(stored).not.toContain(token.slice(8, 20))
    expect(hashesOf(keyring, 'confirm', token)).toEqual([stored, keyring.hash('confirm', token)])
  })
})

describe('a keyed hash', () => {
  it('tells parts apart by where they end', () => {
    expect(keyring.hash('x', 'ab', 'c')).not.toBe(keyring.hash('x', 'a', 'bc'))
    expect(keyring.hash('x', 'ab')).not.toBe(keyring.hash('xa', 'b'))
    expect(keyring.hash('x', '1:a')).not.toBe(keyring.hash('x', '', 'a'))
    expect(keyring.hash('x', 'a', '')).not.toBe(keyring.hash('x', 'a'))
    expect(keyring.hash('x', 'é')).not.toBe(keyring.hash('x', 'e\u0301'))
  })
  it('is the same for the same parts, and needs the key', () => {
    expect(keyring.hash('code', 'ABCD')).toBe(keyring.hash('code', 'ABCD'))
    expect(keyring.hash('code', 'ABCD')).toMatch(/^[\w-]{43}$/)
    expect(keyring.hash('code', 'ABCD')).not.toBe(openKeyring('another root secret').hash('code', 'ABCD'))
    expect(keyring.hash('code', 'ABCD')).not.toBe(keyring.hash('handle', 'ABCD'))
  })
})

describe('what is made at random', () => {
  it('has its length, and comes once', () => {
    const all = Array.from({ length: 500 }, () => [newToken(), newId(), newCode()])
    for (const [token, id, code] of all) {
      expect(token).toMatch(/^[\w-]{43}$/)
      expect(id).toMatch(/^[\w-]{22}$/)
      expect(code).toMatch(/^[2-9A-HJ-NP-Z]{8}$/)
    }
    expect(new Set(all.flat()).size).toBe(1_500)
  })

  it('uses each of 32 characters of a code about as often', () => {
    const times = new Map<string, number>()
    for (let n = 0; n < 4_000; n++) for (const c of newCode()) times.set(c, (times.get(c) ?? 0) + 1)
    expect(times.size).toBe(32)
    expect(Math.min(...times.values())).toBeGreaterThan(800)
    expect(Math.max(...times.values())).toBeLessThan(1_200)
  })

  it('is read again however a person types it', () => {
    for (const typed of ['abcd2345', ' ABCD 2345\n', 'abcd-2345', 'ABCD–2345', 'a b c d 2 3 4 5.'])
      expect(typedCode(typed)).toBe('ABCD2345')
  })
})

describe('the root secret of a folder', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'keys-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  it('is made once, for its owner alone, and found again', () => {
    const made = rootSecret(dir, undefined)
    expect(made).toMatch(/^[\w-]{43}$/)
    expect(statSync(join(dir, 'keys')).mode & 0o777).toBe(0o600)
    expect(rootSecret(dir, undefined)).toBe(made)
    expect(readFileSync(join(dir, 'keys'), 'utf8').trim()).toBe(made)
  })

  it('is the one given, and then none is kept', () => {
    expect(rootSecret(dir, 'given')).toBe('given')
    expect(() => statSync(join(dir, 'keys'))).toThrow()
  })

  it.each(['', '\n', 'short'])('is not %j, which a crash may leave behind', (left) => {
    writeFileSync(join(dir, 'keys'), left)
    expect(() => rootSecret(dir, undefined)).toThrow(/backup/)
    expect(readFileSync(join(dir, 'keys'), 'utf8')).toBe(left)
  })
})
