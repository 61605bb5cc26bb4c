import { describe, expect, it } from 'vitest'
import { readSettings, type TypedSettings } from './settings'

const now = new Date('2026-11-24T09:12:00Z')
const before = {
  goal: 100,
  closesAt: null as Date | null,
  isHighRisk: false,
  slug: 'a-name',
  originalLanguage: 'es',
}
const read = (typed: TypedSettings, was = before) =>
  readSettings(
    { goal: '250', closing: 'never', ...typed },
    { before: was, timeZone: 'America/Argentina/Buenos_Aires', now },
  )

describe('the settings of a campaign', () => {
  it('are read from what was typed', () => {
    expect(
      read({
        goal: '1.500',
        closing: 'at',
        closesAt: '2026-12-24T18:00',
        isHighRisk: 'yes',
        slug: 'New-Name',
      }),
    ).toEqual({
      kind: 'read',
      settings: {
        goal: 1500,
        closesAt: new Date('2026-12-24T21:00:00Z'),
        isHighRisk: true,
        slug: 'new-name',
        originalLanguage: 'es',
      },
    })
  })
  it('keep what is not on the form', () => {
    expect(read({})).toMatchObject({
      settings: { slug: 'a-name', originalLanguage: 'es', isHighRisk: false },
    })
  })
  it('keep a closing date that nobody touched, to the second and past', () => {
    const was = { ...before, closesAt: new Date('2026-11-01T12:30:59Z') }
    expect(read({ closing: 'at', closesAt: '2026-11-01T09:30' }, was)).toMatchObject({
      settings: { closesAt: was.closesAt },
    })
  })
  it.each<[TypedSettings, object]>([
    [{ goal: '' }, { goal: 'goal-not-a-number' }],
    [{ goal: '0' }, { goal: 'goal-not-a-number' }],
    [{ goal: 'many' }, { goal: 'goal-not-a-number' }],
    [{ goal: '1000000000' }, { goal: 'goal-not-a-number' }],
    [{ closing: undefined }, { closing: 'closing-missing' }],
    [{ closing: 'at', closesAt: '' }, { closing: 'closing-not-a-time' }],
    [{ closing: 'at', closesAt: '2026-02-30T10:00' }, { closing: 'closing-not-a-time' }],
    [{ closing: 'at', closesAt: '2026-11-24T06:12' }, { closing: 'closing-passed' }],
    [{ slug: 'Año Nuevo' }, { slug: 'slug-form' }],
    [{ originalLanguage: 'castellano' }, { originalLanguage: 'language-form' }],
    [
      { goal: 'x', slug: '-' },
      { goal: 'goal-not-a-number', slug: 'slug-form' },
    ],
  ])('refuse %j', (typed, faults) => {
    expect(read(typed)).toEqual({ kind: 'refused', faults })
  })
})
