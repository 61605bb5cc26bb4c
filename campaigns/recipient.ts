export const recipientKinds = ['embassy', 'consulate', 'ministry', 'court', 'company', 'office'] as const
export type RecipientKind = (typeof recipientKinds)[number]
/** Whose signatures a campaign takes to an office. */
export const forWhoms = ['everyone', 'countries', 'others'] as const
export type ForWhom = (typeof forWhoms)[number]

/** Most addresses an office has, and most offices a campaign addresses; a campaign folder holds no more either. */
export const mostAddresses = 10
export const mostRecipients = 50

/**
 * The language a letter goes out in: the first language the office reads that the letter exists in.
 * `null` when there is none: then nothing may be sent, since a letter nobody can read is no letter.
 */
export const letterLanguageFor = (reads: string[], written: string[]): string | null =>
  reads.find((language) => written.includes(language)) ?? null

/** Words as they are compared: without case, accents and punctuation, so that "Embajada de Belarús" is "embajada de belarus". */
export const folded = (words: string): string =>
  words
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}@]+/gu, ' ')
    .trim()

type Namable = { name: Record<string, string>; hostCountry: string; emails: string[] }

/** What an office is known by: each of its names with the country it sits in, and each of its addresses. */
const marksOf = ({ name, hostCountry, emails }: Namable): string[] => [
  ...Object.values(name).map((one) => `${hostCountry} ${folded(one) || one}`),
  ...emails.map((email) => `mail ${email.toLowerCase()}`),
]

/** Finds out whether an office is there already: under the same name in the same country, or at the same address. */
export function knownOffices<T>() {
  const byMark = new Map<string, T>()
  return {
    find: (office: Namable): T | null => {
      for (const mark of marksOf(office)) {
        const found = byMark.get(mark)
        if (found !== undefined) return found
      }
      return null
    },
    /** The first one known by a mark keeps it. */
    add: (office: Namable, what: T) => {
      for (const mark of marksOf(office)) if (!byMark.has(mark)) byMark.set(mark, what)
    },
  }
}

export type HolderFault = 'name-missing' | 'name-too-long' | 'since' | 'until' | 'until-before-since'

const isDay = (on: string) => {
  if (!/^\d{4}(?:-\d\d(?:-\d\d)?)?$/.test(on)) return false
  const whole = `${on}-01-01`.slice(0, 10)
  const at = new Date(`${whole}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(whole)
}

/** Reads who holds an office: a name, and ISO 8601 dates to the precision known (2017, 2017-02, 2017-02-07), or nothing. */
export function readHolder(typed: { name: string; since: string; until: string }) {
  const name = typed.name.trim().replace(/\s+/g, ' ')
  const [since, until] = [typed.since.trim() || null, typed.until.trim() || null]
  const faults: HolderFault[] = []
  if (name === '') faults.push('name-missing')
  if (name.length > 120) faults.push('name-too-long')
  if (since !== null && !isDay(since)) faults.push('since')
  if (until !== null && !isDay(until)) faults.push('until')
  // Compared to the precision that both have: from 2017-05 to 2017 is possible.
  const common = Math.min(since?.length ?? 0, until?.length ?? 0)
  if (faults.length === 0 && since && until && until.slice(0, common) < since.slice(0, common))
    faults.push('until-before-since')
  return faults.length > 0
    ? ({ kind: 'refused', faults } as const)
    : ({ kind: 'read', holder: { name, since, until } } as const)
}
