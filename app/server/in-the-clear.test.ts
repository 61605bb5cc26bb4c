import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { isInTheClear } from './in-the-clear'

const there = 'postgres://demarche:secret@db.example.org/demarche'

/** What the driver makes of an address. */
const isEncrypted = (databaseUrl: string) => Boolean(new pg.Client(databaseUrl).ssl)

describe('a database on another machine', () => {
  test.each(['', '?sslmode=disable', '?ssl=', '?ssl=0', '?application_name=demarche'])(
    'is spoken to in the clear with %j',
    (query) => {
      expect(isInTheClear({ databaseUrl: there + query })).toBe(true)
      expect(isEncrypted(there + query)).toBe(false)
    },
  )
  test.each([
    '?sslmode=verify-full',
    '?sslmode=no-verify',
    '?ssl=true',
    '?ssl=1',
    '?ssl=false',
    '?ssl=no-verify',
  ])('is spoken to by TLS with %j', (query) => {
    expect(isInTheClear({ databaseUrl: there + query })).toBe(false)
    expect(isEncrypted(there + query)).toBe(true)
  })
  test('may be said to be by the environment', () => {
    expect(isInTheClear({ databaseUrl: there, PGSSLMODE: 'verify-full' })).toBe(false)
    expect(isInTheClear({ databaseUrl: there, PGSSLMODE: 'disable' })).toBe(true)
    expect(isInTheClear({ databaseUrl: `${there}?sslmode=disable`, PGSSLMODE: 'verify-full' })).toBe(true)
  })
  test('is where the address says last', () => {
    expect(isInTheClear({ databaseUrl: 'postgres://localhost/demarche?host=db.example.org' })).toBe(true)
    expect(isInTheClear({ databaseUrl: `${there}?host=%2Frun%2Fpostgresql` })).toBe(false)
  })
})

test.each([
  'file:./data/demarche.db',
  'postgres://demarche@localhost/demarche',
  'postgres://demarche@127.0.0.1:5432/demarche',
  'postgres://demarche@[::1]/demarche',
  'postgres:///demarche',
  'postgres://demarche@%2Frun%2Fpostgresql/demarche',
])('on this machine nobody stands in between: %s', (databaseUrl) => {
  expect(isInTheClear({ databaseUrl })).toBe(false)
})
