import { describe, expect, it } from 'vitest'
import { freshFor, isFresh, longestPasskeyName, readPasskeyName, relyingPartyOf } from './passkey'
import { NewPasskey, readAnswer, UsedPasskey } from './passkey-answer'

describe('the relying party', () => {
  it.each([
    ['https://petitions.example', 'petitions.example'],
    ['https://petitions.example:8443', 'petitions.example'],
    ['http://localhost:3000', 'localhost'],
    ['http://demarche.localhost:3000', 'demarche.localhost'],
  ])('of %s is %s', (baseUrl, id) => {
    expect(relyingPartyOf(baseUrl)).toEqual({ id, origin: baseUrl })
  })
  it.each(['http://127.0.0.1:3000', 'http://[::1]:3000', 'https://203.0.113.7', 'https://[2001:db8::7]'])(
    'is none at %s',
    (baseUrl) => {
      expect(relyingPartyOf(baseUrl)).toBeNull()
    },
  )
})

it('a sign-in is fresh for ten minutes', () => {
  const now = new Date('2026-11-24T09:12:00Z')
  const ago = (ms: number) => new Date(now.getTime() - ms)
  expect([isFresh(now, now), isFresh(ago(freshFor - 1), now), isFresh(ago(freshFor), now)]).toEqual([
    true,
    true,
    false,
  ])
})

describe('the name of a passkey', () => {
  it.each([
    ['  Tigran’s \u202e telephone\n', 'Tigran’s telephone'],
    ['Հեռախոս', 'Հեռախոս'],
    ['x'.repeat(longestPasskeyName), 'x'.repeat(longestPasskeyName)],
  ])('%j is read as %j', (typed, name) => {
    expect(readPasskeyName(typed)).toEqual({ kind: 'read', name })
  })
  it.each([
    ['', 'name-missing'],
    [' \u200f ', 'name-missing'],
    ['…', 'name-missing'],
    ['x'.repeat(longestPasskeyName + 1), 'name-too-long'],
  ])('%j is refused', (typed, fault) => {
    expect(readPasskeyName(typed)).toEqual({ kind: 'refused', fault })
  })
})

describe('what a browser answers', () => {
  const made = {
    id: 'aWQ',
    rawId: 'aWQ',
    type: 'public-key',
    response: {
      clientDataJSON: 'e30',
      attestationObject: 'oA',
      transports: ['internal', 'telepathy', 'internal'],
    },
  }
  const used = {
    id: 'aWQ',
    rawId: 'aWQ',
    type: 'public-key',
    response: { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA', userHandle: 'dGlncmFu' },
  }

  it('is read, without what nobody asked for', () => {
    const told = { ...made, clientExtensionResults: { credProps: { rk: true } }, __proto: 1 }
    expect(readAnswer(NewPasskey, JSON.stringify(told))).toEqual({
      ...made,
      response: { ...made.response, transports: ['internal'] },
    })
    expect(readAnswer(UsedPasskey, JSON.stringify({ ...used, extra: 'x' }))).toEqual(used)
  })

  const hostile: [string, string][] = [
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '1e999'],
    ['very deep', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
    ['an id that is a list', JSON.stringify({ ...used, id: ['aWQ'] })],
    ['an id that isn’t base64url', JSON.stringify({ ...used, id: "x' or 1=1 --" })],
    ['a very long id', JSON.stringify({ ...used, id: 'A'.repeat(2_000) })],
    ['another type', JSON.stringify({ ...used, type: 'password' })],
    ['no response', JSON.stringify({ ...used, response: null })],
    [
      'a response that is a prototype',
      '{"id":"aWQ","rawId":"aWQ","type":"public-key","__proto__":{"response":{}}}',
    ],
    ['no word of whose it is', JSON.stringify({ ...used, response: { ...used.response, userHandle: null } })],
    ['a null byte', JSON.stringify({ ...used, response: { ...used.response, signature: 'AA\0' } })],
  ]
  it.each(hostile)('is nothing when it is %s', (_, json) => {
    expect([readAnswer(NewPasskey, json), readAnswer(UsedPasskey, json)]).toEqual([null, null])
  })
})
