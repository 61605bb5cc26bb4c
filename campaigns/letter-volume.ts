import type { Disclosure } from './signature'

/** So many named signatures stand in one volume of an annex; a letter with more of them has its annex in volumes. */
export const volumeSize = 5_000

/** What an annex says of a number of signers, beside their names. */
export type Tally = {
  total: number
  /** How many are named, in full or by initials. */
  named: number
  initials: number
  /** How many signed an earlier text of the letter. */
  earlier: number
  /** BCP 47 tag of the text that was read → how many. */
  languages: Record<string, number>
}

/** Where a volume ends in the order of confirmation (ISO 8601 and id), and the tally of all up to there. */
export type VolumeEnd = { confirmedAt: string; id: string; tally: Tally }

export const noTally = (): Tally => ({ total: 0, named: 0, initials: 0, earlier: 0, languages: {} })

/** In how many volumes so many named signatures are set; none when the letter holds them itself. */
export const volumesFor = (named: number) => (named > volumeSize ? Math.ceil(named / volumeSize) : 0)

type Draft = { gatherAfter: string | null; signatureCount: number; disclosed: Record<Disclosure, number> }

/** How far the setting of a draft has come, when so many of its volumes are set. */
export function settingOf({ gatherAfter, signatureCount, disclosed }: Draft, set: number) {
  const of = volumesFor(disclosed.full + disclosed.initials)
  if (gatherAfter !== null) return { kind: 'gathering', done: signatureCount } as const
  if (of === 0) return { kind: 'letter' } as const
  return set < of ? ({ kind: 'volume', number: set + 1, of } as const) : ({ kind: 'last' } as const)
}
