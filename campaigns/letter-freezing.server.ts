import { and, eq, isNull } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { deliveries, frozenMails } from '../db/schema'
import { signersBehind } from './behind.server'
import type { WholeCampaign } from './campaign.server'
import type { Keyring } from './keyring.server'
import { linkAddress, linkHashFor, volumeAddress } from './letter-link.server'
import { letterMessage, sha256, volumeEntries } from './letter-message.server'
import { annexAbout, type Behind, type Letter, type Office, paperOf, paperWith } from './letter-paper.server'
import { renderLetterPdf } from './letter-pdf.server'
import { noTally, volumesFor } from './letter-volume'
import { listVolumes, openVolume, type Volume } from './letter-volume.server'
import { SettingStopped, setVolumes } from './volume-setting.server'

type Draft = typeof deliveries.$inferSelect

export type Freezing = {
  keyring: Keyring
  from: { name: string; address: string }
  /** Origin of the site, for the link to a PDF that is too large for a mail. */
  siteUrl: string
  draft: Draft
  whole: WholeCampaign
  letter: Letter
  office: Office
  now: Date
  /** The time as it goes on while volumes are set. */
  clock: () => Date
  signal: AbortSignal | undefined
}

/** Volumes that come to more than this stay out of the mail: most servers take 10 MB, and base64 adds a third. */
const attachable = 7_000_000

/** Sets a draft and the mail around it, and stores both, sealed. Throws what went wrong, and `SettingStopped`. */
export function freezeLetter(db: Db, freezing: Freezing): Promise<void> {
  const { full, initials } = freezing.draft.disclosed
  const of = volumesFor(full + initials)
  return of === 0 ? freezeWhole(db, freezing) : freezeInVolumes(db, { ...freezing, of })
}

async function freezeWhole(db: Db, freezing: Freezing) {
  const { keyring, siteUrl, draft, whole, letter, office } = freezing
  const behind: Behind[] = []
  const { id: deliveryId, campaignId } = draft
  for await (const { signer } of signersBehind(db, { deliveryId, campaignId })) behind.push(signer)
  const pdf = await printed(
    paperOf(whole, { letter, office, behind, reference: draft.reference, now: draft.preparedAt }),
    freezing.signal,
  )
  const link = draft.linkHash ? linkAddress(keyring, { siteUrl, deliveryId }) : null
  const message = await letterMessage(whole, { ...freezing, count: behind.length, pdf, link })
  await store(db, { ...freezing, message, pdf, linkHash: draft.linkHash })
}

/** The volumes first, and then the letter, which names each of them with its SHA-256. */
async function freezeInVolumes(db: Db, freezing: Freezing & { of: number }) {
  const { keyring, siteUrl, draft, whole, letter, office, clock, of } = freezing
  await setVolumes(db, { ...freezing, now: clock })
  const set = await listVolumes(db, draft.id)
  const tally = set.at(-1)?.through.tally ?? noTally()
  const { reference, preparedAt } = draft
  if (set.length !== of || tally.total !== draft.signatureCount)
    throw new Error('The signatures are not those that were counted.')
  const entries = volumeEntries(letter.language, { reference, volumes: set })
  const pdf = await printed(
    paperWith(whole, {
      ...{ letter, office, count: tally.total, reference, now: preparedAt },
      annexAsOf: (date) => ({ ...annexAbout(tally, letter.language, date), volumes: entries }),
    }),
    freezing.signal,
  )
  const isLinked =
    draft.linkHash !== null || set.reduce((sum, { bytes }) => sum + bytes, pdf.length) > attachable
  const volumes = await Promise.all(
    set.map(async (volume, i) => ({
      ...(entries[i] as (typeof entries)[number]),
      ...(isLinked
        ? { url: volumeAddress(keyring, { siteUrl, deliveryId: draft.id, number: volume.number }) }
        : { pdf: await bytesOf(db, { keyring, draft, volume }) }),
    })),
  )
  const message = await letterMessage(whole, { ...freezing, count: tally.total, pdf, link: null, volumes })
  const linkHash = isLinked ? linkHashFor(keyring, draft.id) : null
  await store(db, { ...freezing, message, pdf, linkHash, now: clock() })
}

async function bytesOf(
  db: Db,
  { keyring, draft, volume }: { keyring: Keyring; draft: Draft; volume: Volume },
): Promise<Buffer> {
  const opened = await openVolume(db, { keyring, delivery: draft, number: volume.number })
  if (!opened || sha256(opened.pdf) !== volume.sha256) throw new Error('A volume is not what was set.')
  return opened.pdf
}

async function printed(paper: Parameters<typeof renderLetterPdf>[0], signal: AbortSignal | undefined) {
  const press = await renderLetterPdf(paper, signal ? { signal } : {})
  if (press.kind === 'rendered') return press.pdf
  if (press.fault === 'stopped') throw new SettingStopped()
  throw new Error(`The letter could not be set (${press.fault}): ${press.detail}`)
}

type Frozen = Pick<Freezing, 'keyring' | 'draft' | 'now'> & {
  message: Buffer
  pdf: Buffer
  linkHash: string | null
}

async function store(db: Db, { keyring, draft, message, pdf, linkHash, now }: Frozen) {
  const sealed = {
    messageSealed: keyring.seal(message, `message:${draft.id}`),
    pdfSealed: keyring.seal(pdf, `pdf:${draft.id}`),
  }
  await atomically(db, function* (tx) {
    const [mine] = yield* ask(
      tx
        .update(deliveries)
        .set({
          renderedAt: now,
          messageSha256: sha256(message),
          pdfSha256: sha256(pdf),
          linkHash,
          renderFault: null,
          updatedAt: now,
        })
        .where(and(eq(deliveries.id, draft.id), eq(deliveries.state, 'draft'), isNull(deliveries.renderedAt)))
        .returning({ id: deliveries.id }),
    )
    // Called back or held meanwhile, or set by another process first: what a person may have seen stays.
    if (!mine) return
    yield* ask(
      tx
        .insert(frozenMails)
        .values({ deliveryId: draft.id, ...sealed, createdAt: now })
        .returning({ deliveryId: frozenMails.deliveryId }),
    )
  })
}
