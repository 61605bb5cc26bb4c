import { availableParallelism } from 'node:os'
import { and, eq } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { deliveries, letterVolumes } from '../db/schema'
import { volumeWords } from '../emails/paper-words'
import { type Signer, signersBehind } from './behind.server'
import type { WholeCampaign } from './campaign.server'
import { type Keyring, newId } from './keyring.server'
import { sha256 } from './letter-message.server'
import { annexAbout, disclosing, type Letter, type Office, paperWith, tallyIn } from './letter-paper.server'
import { renderVolumePdf } from './letter-pdf.server'
import { noTally, type Tally, type VolumeEnd, volumeSize } from './letter-volume'
import { listVolumes, volumeContext } from './letter-volume.server'

/** Two, and one where there is no second processor. */
const sideBySide = Math.min(2, availableParallelism())
/** How long a letter belongs to the process that sets it, from each sign of life on; longer than a volume may take. */
export const settingLease = 60_000

/** The letter isn't a draft any more, or the process ends: no fault. */
export class SettingStopped extends Error {}

type Setting = {
  keyring: Keyring
  draft: typeof deliveries.$inferSelect
  whole: WholeCampaign
  letter: Letter
  office: Office
  /** How many volumes there will be. */
  of: number
  signal?: AbortSignal | undefined
  now: () => Date
}

type Part = { number: number; names: { name: string; place: string }[]; end: VolumeEnd; isLast: boolean }

/**
 * Sets the volumes of a letter's annex, each in a process of its own, and stores each as soon as it is set; those that are
 * stored stay, so that it goes on where it ended. Signers are read while volumes are printed, a volume ahead at most.
 * Throws the fault of the first volume that can't be set, and `SettingStopped`.
 */
export async function setVolumes(db: Db, setting: Setting): Promise<void> {
  const done = new Map((await listVolumes(db, setting.draft.id)).map((row) => [row.number, row.through]))
  const printing = new Set<Promise<void>>()
  const faults: unknown[] = []
  for await (const part of partsOf(db, { ...setting, done })) {
    const print = setVolume(db, { ...setting, part })
      .catch((fault: unknown) => {
        faults.push(fault)
      })
      .then(() => {
        printing.delete(print)
      })
    printing.add(print)
    while (printing.size >= sideBySide) await Promise.race(printing)
    if (faults.length > 0) break
  }
  await Promise.all(printing)
  if (faults.length > 0) throw faults[0]
}

/** The volumes that are to be set, one after the other; what is stored is passed over. */
async function* partsOf(
  db: Db,
  { draft, letter, of, done }: Setting & { done: Map<number, VolumeEnd> },
): AsyncGenerator<Part> {
  let end: VolumeEnd | undefined
  let number = 1
  for (let next = done.get(number); next; next = done.get(number)) {
    end = next
    number++
  }
  if (number > of) return
  const disclosed = disclosing(letter.language)
  const after = end && { confirmedAt: new Date(end.confirmedAt), id: end.id }
  const tally: Tally = structuredClone(end?.tally ?? noTally())
  let names: Part['names'] = []
  let last: Signer['at'] | undefined = after
  const part = (isLast: boolean): Part => ({
    number,
    names,
    isLast,
    end: {
      confirmedAt: (last?.confirmedAt ?? draft.preparedAt).toISOString(),
      id: last?.id ?? '',
      tally: structuredClone(tally),
    },
  })
  for await (const { at, signer } of signersBehind(db, {
    deliveryId: draft.id,
    campaignId: draft.campaignId,
    after,
  })) {
    const shown = disclosed(signer)
    // Whoever is only counted after the last name of a volume belongs to it: the next one begins with a name.
    if (shown && names.length === volumeSize) {
      if (!done.has(number)) yield part(false)
      names = []
      number++
    }
    tallyIn(tally, signer, shown !== null)
    if (shown) names.push(shown)
    last = at
  }
  if (!done.has(number)) yield part(true)
}

async function setVolume(
  db: Db,
  { keyring, draft, whole, letter, office, of, part, signal, now }: Setting & { part: Part },
): Promise<void> {
  const { number, names, end, isLast } = part
  if (isLast !== (number === of)) throw new Error('The signatures are not those that were counted.')
  const first = (number - 1) * volumeSize + 1
  const words = volumeWords({
    language: letter.language,
    ...{ number, of, first, last: first + names.length - 1 },
  })
  const paper = paperWith(whole, {
    ...{ letter, office, count: draft.signatureCount, reference: draft.reference, now: draft.preparedAt },
    annexAsOf: (date) => ({
      ...annexAbout(end.tally, letter.language, date),
      ...(isLast ? {} : { countedOnly: 0 }),
      note: '',
      signatures: names,
      first,
    }),
  })
  const press = await renderVolumePdf(
    {
      ...paper,
      title: `${paper.title} (${number}/${of})`,
      ...{ body: [], signatories: [], recipient: [] },
      volume: { title: words.title, about: words.about },
      words: { ...paper.words, page: words.page },
    },
    { ...(signal && { signal }) },
  )
  if (press.kind === 'failed') {
    if (press.fault === 'stopped') throw new SettingStopped()
    throw new Error(`Volume ${number} could not be set (${press.fault}): ${press.detail}`)
  }
  await store(db, { keyring, deliveryId: draft.id, part, press, now: now() })
}

type Printed = { pdf: Buffer; pages: number }

async function store(
  db: Db,
  {
    keyring,
    deliveryId,
    part: { number, names, end },
    press: { pdf, pages },
    now,
  }: { keyring: Keyring; deliveryId: string; part: Part; press: Printed; now: Date },
) {
  const id = newId()
  const pdfSealed = keyring.seal(pdf, volumeContext(id))
  const isStored = await atomically(db, function* (tx) {
    // It goes forward, so the tries begin anew, and nobody else takes it up.
    const [mine] = yield* ask(
      tx
        .update(deliveries)
        .set({
          renderTries: 1,
          renderFault: null,
          settingUntil: new Date(now.getTime() + settingLease),
          updatedAt: now,
        })
        .where(and(eq(deliveries.id, deliveryId), eq(deliveries.state, 'draft')))
        .returning({ id: deliveries.id }),
    )
    if (!mine) return false
    yield* ask(
      tx
        .insert(letterVolumes)
        .values({
          ...{ id, deliveryId, number, pages, pdfSealed },
          signatureCount: names.length,
          bytes: pdf.length,
          sha256: sha256(pdf),
          through: end,
          createdAt: now,
        })
        .onConflictDoNothing()
        .returning({ id: letterVolumes.id }),
    )
    return true
  })
  if (!isStored) throw new SettingStopped()
}
