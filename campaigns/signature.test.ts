import { describe, expect, it } from 'vitest'
import { countries } from './country'
import {
  type Disclosure,
  disclosedAs,
  disclosures,
  foldedName,
  initials,
  isCountable,
  limits,
  readSignForm,
  type SignField,
  signatureStates,
} from './signature'

const ana = { name: 'Ana María Pérez', email: 'ana@mail.example', country: 'AR' }
type Typed = Partial<Record<SignField, string>>
const read = (typed: Typed, isHighRisk = false) => readSignForm({ ...ana, ...typed }, { isHighRisk })
const form = (typed: Typed, isHighRisk = false) => {
  const result = read(typed, isHighRisk)
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.faults))
  return result.form
}
const faults = (typed: Typed) => {
  const result = read(typed)
  return result.kind === 'refused' ? result.faults : null
}

describe('the sign form', () => {
  it('needs name, e-mail and country, and says so beside each', () => {
    expect(readSignForm({}, { isHighRisk: false })).toEqual({
      kind: 'refused',
      faults: { name: 'name-missing', email: 'email-missing', country: 'country-missing' },
    })
  })

  it('takes no choice for counted only, not shown in public and no updates', () => {
    expect(form({})).toEqual({
      name: 'Ana María Pérez',
      email: 'ana@mail.example',
      domain: 'mail.example',
      country: 'AR',
      city: null,
      line: null,
      disclosure: 'counted',
      isPublic: false,
      wantsUpdates: false,
    })
  })

  it.each(disclosures)('takes the choice %s as it is made', (disclosure) => {
    expect(form({ disclosure }).disclosure).toBe(disclosure)
  })

  it('refuses a choice there is not, rather than guess', () => {
    expect(faults({ disclosure: 'everything' })).toEqual({ disclosure: 'disclosure-unknown' })
    expect(faults({ disclosure: 'FULL' })).toEqual({ disclosure: 'disclosure-unknown' })
  })

  it('counts only, and shows nobody, where signing is dangerous', () => {
    for (const disclosure of disclosures)
      expect(form({ disclosure, public: 'on' }, true)).toMatchObject({
        disclosure: 'counted',
        isPublic: false,
      })
  })

  it.each([
    ['on', true],
    ['1', true],
    ['', false],
    ['off', false],
    ['false', false],
  ])('reads a box that says %j', (typed, isTicked) => {
    expect(form({ public: typed, updates: typed })).toMatchObject({
      isPublic: isTicked,
      wantsUpdates: isTicked,
    })
  })

  it('takes a country in small letters and refuses one that is none', () => {
    expect(form({ country: ' ar ' }).country).toBe('AR')
    expect(faults({ country: 'Narnia' })).toEqual({ country: 'country-unknown' })
  })

  it('measures names, places and lines after they were cleaned', () => {
    expect(form({ name: ` ${'ñ'.repeat(limits.name)}\0\0 ` }).name).toHaveLength(limits.name)
    expect(faults({ name: 'n'.repeat(limits.name + 1) })).toEqual({ name: 'name-too-long' })
    expect(faults({ name: 'n'.repeat(10_000) })).toEqual({ name: 'name-too-long' })
    expect(faults({ city: 'c'.repeat(limits.city + 1) })).toEqual({ city: 'city-too-long' })
    expect(faults({ line: 'l'.repeat(limits.line + 1) })).toEqual({ line: 'line-too-long' })
  })

  it.each(['', '   ', '\0', '🙂', '—', '\u200b\u200d', '\u3164', '\u115f\u1160', '\u2066\u2069', '\ud800'])(
    'takes %j for no name',
    (name) => {
      expect(faults({ name })).toEqual({ name: 'name-missing' })
    },
  )

  it.each([
    ['Ana\0\u202e Pérez', 'Ana Pérez'],
    ['Ana \ud83d', 'Ana'],
    ['🌹 Ana', '🌹 Ana'],
    ['#read("/etc/passwd") Ana', '#read("/etc/passwd") Ana'],
    ['=HYPERLINK("https://evil.example","x")', '=HYPERLINK("https://evil.example","x")'],
    ['</script><script>alert(1)</script>', '</script><script>alert(1)</script>'],
    ['Ana\r\nBcc: bob@mail.example', 'Ana Bcc: bob@mail.example'],
    ['Ana <ana@x.example>, bob@mail.example', 'Ana <ana@x.example>, bob@mail.example'],
    ['Անի Պետրոսյան', 'Անի Պետրոսյան'],
    ['ლალი', 'ლალი'],
    ['X Æ A-12', 'X Æ A-12'],
  ])('keeps %j as the data it is, on one printable line', (name, cleaned) => {
    expect(form({ name }).name).toBe(cleaned)
  })

  it.each([
    ['ana@mail.example\r\nBcc: bob@mail.example', 'email-not-an-address'],
    ['ana@mail.example,bob@mail.example', 'email-not-an-address'],
    ['ana\0@mail.example', 'email-not-an-address'],
    ['ana\ud800@mail.example', 'email-not-an-address'],
    [`${'a'.repeat(10_000)}@mail.example`, 'email-too-long'],
    ['ana', 'email-no-at'],
  ])('refuses the address %j', (email, fault) => {
    expect(faults({ email })).toEqual({ email: fault })
  })

  it('tells all faults at once', () => {
    expect(faults({ name: '', email: 'x', country: '', city: 'c'.repeat(99) })).toEqual({
      name: 'name-missing',
      email: 'email-no-at',
      country: 'country-missing',
      city: 'city-too-long',
    })
  })
})

describe('initials', () => {
  it.each([
    ['Ana María Pérez', 'A. M. P.'],
    ['ana pérez', 'A. P.'],
    ['Ñusta Élida', 'Ñ. É.'],
    ['E\u0301lida', 'É.'.normalize('NFD')],
    ['Jean-Luc Le-Goff', 'J. L. L. G.'],
    ['Անի Պետրոսյան', 'Ա. Պ.'],
    ['անի', 'Ա.'],
    ['Александр Лапшин', 'А. Л.'],
    ['محمد علي', 'م. ع.'],
    ['אלכסנדר לפשין', 'א. ל.'],
    ['ლალი კაკაბაძე', 'ლ. კ.'],
    ['क्षितिज शर्मा', 'क्षि. श.'],
    ['王小明', '王.'],
    ["D'Arcy O’Hara", 'D. O.'],
    ['"Ana" (Pérez)', 'A. P.'],
    ['🌹 Ana', 'A.'],
    ['Ana — Pérez', 'A. P.'],
    ['de la Cruz', 'D. L. C.'],
    ['#read("/etc/passwd")', 'R.'],
    ['=HYPERLINK("x")', 'H.'],
    ['a b c d e f g h', 'A. B. C. D. E. F.'],
  ])('of %s are %s', (name, short) => {
    expect(initials(name)).toBe(short)
  })
})

describe('a name folded', () => {
  it.each([
    ['Ana María Pérez', 'ANA MARIA  PEREZ'],
    ['Ana-María', 'ana maria'],
    ['José', 'Jose\u0301'],
    ['Ａｎａ', 'ana'],
    ['محمّد', 'محمد'],
  ])('is the same for %s and %s', (one, other) => {
    expect(foldedName(one)).toBe(foldedName(other))
  })
  it.each([
    ['Ana', 'Anna'],
    ['Ана', 'Ана Б'],
    ['राम', 'रमा'],
    ['かな', 'がな'],
    ['Ana', 'Аnа'],
  ])('is another for %s and %s', (one, other) => {
    expect(foldedName(one)).not.toBe(foldedName(other))
  })
  it('is never empty for a name the form takes', () => {
    for (const name of ['X', '7', 'Ⅷ', '王', 'ﬁ', 'ء']) expect(foldedName(name)).not.toBe('')
  })
})

describe('what the recipient sees of a signer', () => {
  const named = (code: string) => `country ${code}`
  const signer = { name: 'Ana María Pérez', city: 'Córdoba', country: 'AR' }

  it('is the full name and the place when that was chosen', () => {
    expect(disclosedAs({ ...signer, disclosure: 'full' }, named)).toEqual({
      name: 'Ana María Pérez',
      place: 'Córdoba, country AR',
    })
  })
  it('is the initials and the place when those were chosen', () => {
    expect(disclosedAs({ ...signer, disclosure: 'initials' }, named)).toEqual({
      name: 'A. M. P.',
      place: 'Córdoba, country AR',
    })
  })
  it('is nothing when the signer wants to be counted only, or was erased', () => {
    expect(disclosedAs({ ...signer, disclosure: 'counted' }, named)).toBeNull()
    for (const disclosure of disclosures)
      expect(disclosedAs({ ...signer, name: null, disclosure }, named)).toBeNull()
  })
  it('leaves out the city nobody named', () => {
    expect(disclosedAs({ ...signer, city: null, disclosure: 'full' }, named)?.place).toBe('country AR')
  })

  it('never holds more of the name than the choice allows, whoever signs', () => {
    const parts = ['Ana', 'Pérez', 'Անի', 'محمد', 'O’Hara', '王', 'क्षितिज', 'Jean-Luc', '=A1', '🌹']
    let seed = 7
    const pick = (n: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % n
    }
    for (let n = 0; n < 2_000; n++) {
      const name = Array.from({ length: 1 + pick(5) }, () => parts[pick(parts.length)]).join(' ')
      const disclosure = disclosures[pick(3)] as Disclosure
      const country = countries[pick(countries.length)] as string
      const seen = disclosedAs({ name, city: null, country, disclosure }, named)
      if (disclosure === 'counted') expect(seen).toBeNull()
      if (disclosure === 'full') expect(seen?.name).toBe(name)
      if (disclosure !== 'initials') continue
      for (const initial of seen?.name.split(' ').filter(Boolean) ?? [])
        expect([...new Intl.Segmenter().segment(initial)].length, name).toBe(2)
    }
  })

  it('goes by the choice and by nothing that is not one', () => {
    const odd = { ...signer, disclosure: 'everything' as Disclosure }
    expect(disclosedAs(odd, named)).toBeNull()
  })
})

it('counts what was confirmed and nothing else', () => {
  expect(signatureStates.filter(isCountable)).toEqual(['confirmed'])
})
