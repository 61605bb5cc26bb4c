import { and, eq } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { ready } from '../db/ready.server'
import { campaigns, consents, letters, signatures } from '../db/schema'
import { canonicalAddress } from './address'
import { isOpen } from './campaign'
import { queueConfirmation } from './confirmation-mail.server'
import { type Keyring, newTimedId, newTimedToken, newToken } from './keyring.server'
import { type Proved, spendProof } from './proof.server'
import { foldedName, isDoubtful, type Signal, type SignedForm } from './signature'

/** The exact words a signer saw beside a choice, and their version. Kept with the signature as its record of consent. */
export type ConsentWords = {
  version: string
  sign: string
  disclosure: string
  public: string
  updates: string
}

type SignInput = {
  keyring: Keyring
  campaignId: string
  letterId: string
  /** Language of the page, for the mails that follow. */
  language: string
  form: SignedForm
  words: ConsentWords
  signals: Signal[]
  /** The proof of work that was asked for and came with the form. */
  proof?: Proved | null
  /** The network of the connection; kept only as a hash whose key changes every day. */
  network: string
  /** Domain of the platform's own mail, for Message-IDs. */
  mailDomain: string
  now: Date
}

/**
 * Takes a signature, not yet counted, and queues the mail that lets its signer confirm it. Known and unknown addresses
 * run the same statements and get the same answer: what the mail says is decided when it is sent. A form posted twice
 * is one signature. `handle` goes back to the page, so that the mailed code can be typed there.
 */
export async function signLetter(
  db: Db,
  input: SignInput,
): Promise<
  { kind: 'signed'; handle: string } | { kind: 'closed' } | { kind: 'letter-gone' } | { kind: 'proof-used' }
> {
  const { keyring, campaignId, letterId, form, now } = input
  const address = canonicalAddress(form.email)
  const addressKey = keyring.hash('address', campaignId, address)
  const isAside = isDoubtful(input.signals)
  const contentKey = keyring.hash(
    'content',
    addressKey,
    letterId,
    form.name,
    form.email,
    form.country,
    form.city ?? '',
    form.line ?? '',
    form.disclosure,
    String(form.isPublic),
    String(form.wantsUpdates),
    input.language,
    // Else a program could post somebody's form before them, and theirs would be as doubtful as its own.
    String(isAside),
  )
  const id = newTimedId(now)
  const handle = newTimedToken(now)
  return atomically(db, function* (tx) {
    const [campaign] = yield* ask(campaignState(tx, { campaignId }))
    if (!campaign || !isOpen(campaign, now)) return { kind: 'closed' } as const
    const [letter] = yield* ask(letterOf(tx, { letterId, campaignId }))
    if (!letter) return { kind: 'letter-gone' } as const
    if (input.proof && !(yield* spendProof(tx, input.proof))) return { kind: 'proof-used' } as const

    const [held] = yield* ask(
      insertSignature(tx, {
        id,
        campaignId,
        letterId,
        state: isAside ? 'quarantined' : 'pending',
        language: input.language,
        name: form.name,
        nameKey: keyring.hash('name', campaignId, foldedName(form.name)),
        emailSealed: keyring.seal(form.email, `signature:${id}`),
        addressKey,
        contentKey,
        country: form.country,
        city: form.city ?? null,
        line: form.line ?? null,
        lineState: form.line ? 'unread' : 'none',
        disclosure: form.disclosure,
        isPublic: form.isPublic,
        wantsUpdates: form.wantsUpdates,
        salt: newToken(),
        withdrawHash: null,
        ipHash: networkHash(keyring, input.network, now),
        signals: input.signals,
        createdAt: now,
      }),
    )
    const signatureId = held?.id ?? id
    if (signatureId === id) {
      for (const row of consentRows(signatureId, input)) yield* ask(insertConsent(tx, row))
    }
    yield* queueConfirmation(tx, {
      ...input,
      signatureId,
      handle,
      email: form.email,
      domain: form.domain,
      addressKey,
    })
    return { kind: 'signed', handle } as const
  })
}

const campaignState = ready((tx, { campaignId }: { campaignId: string }) =>
  tx
    .select({ state: campaigns.state, closesAt: campaigns.closesAt })
    .from(campaigns)
    .where(eq(campaigns.id, campaignId)),
)

const letterOf = ready((tx, { letterId, campaignId }: { letterId: string; campaignId: string }) =>
  tx
    .select({ id: letters.id })
    .from(letters)
    .where(and(eq(letters.id, letterId), eq(letters.campaignId, campaignId))),
)

type NewSignature = Omit<typeof signatures.$inferSelect, 'slotKey' | 'confirmedAt' | 'withdrawnAt'>
const insertSignature = ready((tx, row: NewSignature) =>
  tx
    .insert(signatures)
    .values(row)
    // Posted again, it waits from now on: the new mail promises as many days as the first did.
    .onConflictDoUpdate({
      target: [signatures.addressKey, signatures.contentKey],
      set: { createdAt: row.createdAt },
    })
    .returning({ id: signatures.id }),
)

const insertConsent = ready((tx, row: typeof consents.$inferSelect) =>
  tx.insert(consents).values(row).returning({ id: consents.id }),
)

/** What is kept of a network: the same within a day (UTC) and nothing alike on the next. */
export const networkHash = (keyring: Keyring, network: string, now: Date) =>
  keyring.hash('ip', now.toISOString().slice(0, 10), network)

function consentRows(signatureId: string, { form, words, language, now }: SignInput) {
  const row = { signatureId, textVersion: words.version, language, givenAt: now }
  return [
    { ...row, id: `${signatureId}.sign`, kind: 'sign' as const, choice: 'yes', words: words.sign },
    {
      ...row,
      id: `${signatureId}.disclosure`,
      kind: 'disclosure' as const,
      choice: form.disclosure,
      words: words.disclosure,
    },
    ...(form.isPublic
      ? [{ ...row, id: `${signatureId}.public`, kind: 'public' as const, choice: 'yes', words: words.public }]
      : []),
    ...(form.wantsUpdates
      ? [
          {
            ...row,
            id: `${signatureId}.updates`,
            kind: 'updates' as const,
            choice: 'yes',
            words: words.updates,
          },
        ]
      : []),
  ]
}
