import { describe, expect, it } from 'vitest'
import { filterWords, matches, readFilter } from './quarantine'
import { isDoubtful } from './signature'

describe('a filter', () => {
  it('is read as it was typed, moments without an offset in UTC', () => {
    expect(
      readFilter({
        since: '2026-11-24',
        until: '2026-11-24T09:12',
        domain: '@Bots.Example',
        signal: 'flood',
        network: '203.0.113.7',
        nameLike: ' Pérez ',
      }),
    ).toEqual({
      kind: 'read',
      filter: {
        since: new Date('2026-11-24T00:00:00Z'),
        until: new Date('2026-11-24T09:12:00Z'),
        domain: 'bots.example',
        signal: 'flood',
        network: '203.0.113.7',
        nameLike: 'Pérez',
      },
    })
    expect(readFilter({ since: '2026-11-24T09:12-03:00' })).toMatchObject({
      filter: { since: new Date('2026-11-24T12:12:00Z') },
    })
  })

  it.each([
    [{}, 'empty'],
    [{ since: 'yesterday' }, 'since'],
    [{ until: '2026-13-01' }, 'until'],
    [{ signal: 'odd' }, 'signal'],
    [{ domain: 'a b' }, 'domain'],
    [{ domain: '' }, 'domain'],
    [{ network: 'x' }, 'network'],
    [{ nameLike: '…' }, 'nameLike'],
    [{ since: '' }, 'since'],
  ])('%j is refused: it would mean something else, or all', (words, fault) => {
    expect(readFilter(words)).toEqual({ kind: 'refused', fault })
  })

  it('takes a domain with those below it, and nothing that only ends alike', () => {
    const of = (email: string | null) =>
      matches({ name: 'X', email, signals: [] }, { domain: 'bots.example' })
    expect(['a@bots.example', 'a@x.BOTS.example'].map(of)).toEqual([true, true])
    expect(['a@robots.example', 'a@bots.example.org', null].map(of)).toEqual([false, false, false])
  })

  it('is recorded without the network', () => {
    expect(JSON.stringify(filterWords({ network: '203.0.113.7', nameLike: 'x' }))).not.toContain('203')
  })
})

describe('a signature', () => {
  it.each([
    [[], false],
    [['too-fast'], false],
    [['no-proof'], false],
    [['honeypot'], true],
    [['no-proof', 'too-fast'], true],
    [['no-proof', 'flood'], true],
  ] as const)('with %j is set aside: %s', (signals, isAside) => {
    expect(isDoubtful(signals)).toBe(isAside)
  })
})
