import { and, eq, inArray, isNull, lt, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import {
  campaigns,
  confirmations,
  consents,
  countEvents,
  deliveries,
  deliverySignatures,
  letters,
  outbox,
  signatures,
} from '../db/schema'
import { canonicalAddress } from './address'
import { isOpen } from './campaign'
import { type Keyring, newCode, newId, newToken, typedCode } from './keyring.server'
import { mailsPerAddress } from './outbox'
import { queueMail } from './outbox.server'
import { codeTries, foldedName, type Signal, type SignedForm, windows } from './signature'
import { forgetCounted } from './tally.server'

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
  /** Address of the connection; kept only as a hash whose key changes every day. */
  ip: string
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
): Promise<{ kind: 'signed'; handle: string } | { kind: 'closed' } | { kind: 'letter-gone' }> {
  const { keyring, campaignId, letterId, form, now } = input
  const address = canonicalAddress(form.email)
  const addressKey = keyring.hash('address', campaignId, address)
  const day = now.toISOString().slice(0, 10)
  const isDoubtful = input.signals.includes('honeypot')
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
    String(isDoubtful),
  )
  const id = newId()
  const handle = newToken()
  return atomically(db, function* (tx) {
    const [campaign] = yield* ask(
      tx
        .select({ state: campaigns.state, closesAt: campaigns.closesAt })
        .from(campaigns)
        .where(eq(campaigns.id, campaignId)),
    )
    if (!campaign || !isOpen(campaign, now)) return { kind: 'closed' } as const
    const [letter] = yield* ask(
      tx
        .select({ id: letters.id })
        .from(letters)
        .where(and(eq(letters.id, letterId), eq(letters.campaignId, campaignId))),
    )
    if (!letter) return { kind: 'letter-gone' } as const

    const [held] = yield* ask(
      tx
        .insert(signatures)
        .values({
          id,
          campaignId,
          letterId,
          state: isDoubtful ? 'quarantined' : 'pending',
          language: input.language,
          name: form.name,
          nameKey: keyring.hash('name', campaignId, foldedName(form.name)),
          emailSealed: keyring.seal(form.email, `signature:${id}`),
          addressKey,
          contentKey,
          country: form.country,
          city: form.city,
          line: form.line,
          lineState: form.line ? 'unread' : 'none',
          disclosure: form.disclosure,
          isPublic: form.isPublic,
          wantsUpdates: form.wantsUpdates,
          salt: newToken(),
          withdrawHash: keyring.hash('withdraw', withdrawToken(keyring, id)),
          ipHash: keyring.hash('ip', day, input.ip),
          signals: input.signals,
          createdAt: now,
        })
        // Posted again, it waits from now on: the new mail promises as many days as the first did.
        .onConflictDoUpdate({ target: signatures.contentKey, set: { createdAt: now } })
        .returning({ id: signatures.id }),
    )
    const signatureId = held?.id ?? id
    if (signatureId === id) {
      yield* ask(tx.insert(consents).values(consentRows(signatureId, input)).returning({ id: consents.id }))
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

function consentRows(signatureId: string, { form, words, language, now }: SignInput) {
  const row = { signatureId, textVersion: words.version, language, givenAt: now }
  return [
    { ...row, id: newId(), kind: 'sign' as const, choice: 'yes', words: words.sign },
    { ...row, id: newId(), kind: 'disclosure' as const, choice: form.disclosure, words: words.disclosure },
    ...(form.isPublic
      ? [{ ...row, id: newId(), kind: 'public' as const, choice: 'yes', words: words.public }]
      : []),
    ...(form.wantsUpdates
      ? [{ ...row, id: newId(), kind: 'updates' as const, choice: 'yes', words: words.updates }]
      : []),
  ]
}

type ConfirmationMail = {
  keyring: Keyring
  signatureId: string
  handle: string
  email: string
  domain: string
  addressKey: string
  mailDomain: string
  now: Date
}

function* queueConfirmation(tx: Db, { keyring, signatureId, handle, now, ...mail }: ConfirmationMail) {
  const token = newToken()
  const code = newCode()
  yield* ask(
    tx
      .insert(confirmations)
      .values({
        id: newId(),
        signatureId,
        tokenHash: keyring.hash('confirm', token),
        handleHash: keyring.hash('handle', handle),
        codeHash: keyring.hash('code', code),
        triesCount: 0,
        createdAt: now,
        expiresAt: new Date(now.getTime() + windows.link),
      })
      .returning({ id: confirmations.id }),
  )
  yield* queueMail(tx, {
    kind: 'confirm-signature',
    keyring,
    payload: { email: mail.email, token, code },
    addressKey: mail.addressKey,
    domain: mail.domain,
    mailDomain: mail.mailDomain,
    signatureId,
    now,
  })
}

/**
 * The token that withdraws a signature: derived from the root key and the signature's random id, so that every mail to
 * its signer can carry it while the database holds only its hash.
 */
export const withdrawToken = (keyring: Keyring, signatureId: string) =>
  keyring.hash('withdraw-token', signatureId)

/** Queues another mail for a signature that waits, from the page that is still open. Says the same whatever happens. */
export async function resendConfirmation(
  db: Db,
  { keyring, handle, mailDomain, now }: { keyring: Keyring; handle: string; mailDomain: string; now: Date },
): Promise<{ kind: 'asked' }> {
  return atomically(db, function* (tx) {
    const [row] = yield* ask(
      tx
        .select({ id: signatures.id, emailSealed: signatures.emailSealed, addressKey: signatures.addressKey })
        .from(confirmations)
        .innerJoin(signatures, eq(signatures.id, confirmations.signatureId))
        .where(
          and(
            eq(confirmations.handleHash, keyring.hash('handle', handle)),
            inArray(signatures.state, ['pending', 'quarantined']),
          ),
        ),
    )
    if (!row?.emailSealed || !row.addressKey) return { kind: 'asked' } as const
    const email = keyring.open(row.emailSealed, `signature:${row.id}`).toString()
    yield* queueConfirmation(tx, {
      keyring,
      signatureId: row.id,
      handle: newToken(),
      email,
      domain: email.slice(email.lastIndexOf('@') + 1),
      addressKey: row.addressKey,
      mailDomain,
      now,
    })
    return { kind: 'asked' } as const
  })
}

/** What confirming came to. `reviewed`: confirmed by its signer, and an organiser looks at it before it counts. */
export type Confirmed =
  | {
      kind: 'confirmed' | 'reviewed' | 'already-confirmed' | 'already-signed' | 'withdrawn' | 'expired'
      signatureId: string
    }
  | { kind: 'unknown' }
  | { kind: 'wrong-code'; triesLeft: number }

type ByToken = { keyring: Keyring; token: string; now: Date }
type ByCode = { keyring: Keyring; handle: string; code: string; now: Date }

/**
 * Counts a signature by its mailed token, or by the mailed code typed into the page that is still open. Doing it again
 * is harmless. One person is counted once: the second signature of an address is refused as `already-signed`, unless it
 * bears another name (two people who share a mailbox); a third is always refused.
 */
export async function confirmSignature(db: Db, by: ByToken | ByCode): Promise<Confirmed> {
  const once = () =>
    atomically(db, function* (tx) {
      const found = yield* 'token' in by ? findByToken(tx, by) : findByCode(tx, by)
      return found.kind === 'found' ? yield* confirmFound(tx, found.signatureId, by) : found
    })
  for (let triesLeft = 5; ; triesLeft--) {
    try {
      return await once()
    } catch (error) {
      // Several confirmations of one address at the same moment: UNIQUE let one through. Seen again, its slot is taken;
      // the second slot may be lost in the same way, and each may be given back in between.
      if (triesLeft === 0 || !isUniqueViolation(error)) throw error
    }
  }
}

/** The signature a form shows before it is confirmed in the browser that signed: found by the pending handle. */
export async function signatureOfHandle(db: Db, { keyring, handle }: { keyring: Keyring; handle: string }) {
  const [row] = await db
    .select({
      signatureId: confirmations.signatureId,
      state: signatures.state,
      confirmedAt: signatures.confirmedAt,
      createdAt: confirmations.createdAt,
      campaignId: signatures.campaignId,
    })
    .from(confirmations)
    .innerJoin(signatures, eq(signatures.id, confirmations.signatureId))
    .where(eq(confirmations.handleHash, keyring.hash('handle', handle)))
  return row ?? null
}

/** What the page behind a mailed link shows before its button is pressed. `null` for a token that never was. */
export async function signatureOfToken(
  db: Db,
  { keyring, token, kind }: { keyring: Keyring; token: string; kind: 'confirm' | 'withdraw' },
) {
  const columns = {
    signatureId: signatures.id,
    campaignId: signatures.campaignId,
    letterId: signatures.letterId,
    name: signatures.name,
    city: signatures.city,
    country: signatures.country,
    disclosure: signatures.disclosure,
    state: signatures.state,
    confirmedAt: signatures.confirmedAt,
    language: signatures.language,
  }
  const hash = keyring.hash(kind, token)
  const [row] =
    kind === 'withdraw'
      ? await db.select(columns).from(signatures).where(eq(signatures.withdrawHash, hash))
      : await db
          .select(columns)
          .from(confirmations)
          .innerJoin(signatures, eq(signatures.id, confirmations.signatureId))
          .where(eq(confirmations.tokenHash, hash))
  return row ?? null
}

function* findByToken(tx: Db, { keyring, token }: ByToken) {
  const [row] = yield* ask(
    tx
      .select({ signatureId: confirmations.signatureId })
      .from(confirmations)
      .where(eq(confirmations.tokenHash, keyring.hash('confirm', token))),
  )
  return row ? ({ kind: 'found', ...row } as const) : ({ kind: 'unknown' } as const)
}

function* findByCode(tx: Db, { keyring, handle, code, now }: ByCode) {
  const handleHash = keyring.hash('handle', handle)
  // The try is counted before it is judged, so that tries made at the same moment are each counted.
  const [page] = yield* ask(
    tx
      .update(confirmations)
      .set({ triesCount: sql`${confirmations.triesCount} + 1` })
      .where(and(eq(confirmations.handleHash, handleHash), lt(confirmations.triesCount, codeTries)))
      .returning({ signatureId: confirmations.signatureId, triesCount: confirmations.triesCount }),
  )
  if (!page) {
    const [exists] = yield* ask(
      tx.select({ id: confirmations.id }).from(confirmations).where(eq(confirmations.handleHash, handleHash)),
    )
    return exists ? ({ kind: 'wrong-code', triesLeft: 0 } as const) : ({ kind: 'unknown' } as const)
  }
  // Any mail of this very signature will do: a form posted twice sent two codes and left one page open.
  const codes = yield* ask(
    tx
      .select({
        codeHash: confirmations.codeHash,
        createdAt: confirmations.createdAt,
        triesCount: confirmations.triesCount,
      })
      .from(confirmations)
      .where(eq(confirmations.signatureId, page.signatureId)),
  )
  // Each post opens a page with tries of its own and adds a code: without a sum, posting often would find one.
  const triesCount = codes.reduce((sum, one) => sum + one.triesCount, 0)
  if (triesCount > codeTries * mailsPerAddress) return { kind: 'wrong-code', triesLeft: 0 } as const
  const typed = keyring.hash('code', typedCode(code))
  const isRight = codes.some(
    ({ codeHash, createdAt }) => codeHash === typed && now.getTime() - createdAt.getTime() < windows.code,
  )
  if (!isRight) return { kind: 'wrong-code', triesLeft: codeTries - page.triesCount } as const
  return { kind: 'found', signatureId: page.signatureId } as const
}

function* confirmFound(
  tx: Db,
  signatureId: string,
  { keyring, now }: { keyring: Keyring; now: Date },
): Generator<PromiseLike<unknown>, Confirmed, unknown> {
  const [row] = yield* ask(tx.select().from(signatures).where(eq(signatures.id, signatureId)))
  if (!row?.addressKey)
    return { kind: row?.state === 'withdrawn' ? 'withdrawn' : 'expired', signatureId } as const
  const { addressKey } = row
  switch (row.state) {
    case 'confirmed':
      return { kind: 'already-confirmed', signatureId } as const
    case 'withdrawn':
      return { kind: 'withdrawn', signatureId } as const
    case 'expired':
      return { kind: 'expired', signatureId } as const
    case 'quarantined':
    case 'pending':
      break
  }
  if (now.getTime() - row.createdAt.getTime() >= windows.link && !row.confirmedAt)
    return { kind: 'expired', signatureId } as const
  if (row.state === 'quarantined') {
    yield* ask(
      tx
        .update(signatures)
        .set({ confirmedAt: row.confirmedAt ?? now })
        .where(and(eq(signatures.id, signatureId), eq(signatures.state, 'quarantined')))
        .returning({ id: signatures.id }),
    )
    return { kind: 'reviewed', signatureId } as const
  }
  const slots = [0, 1].map((slot) => keyring.hash('slot', addressKey, String(slot)))
  const taken = yield* ask(
    tx
      .select({ id: signatures.id, slotKey: signatures.slotKey, nameKey: signatures.nameKey })
      .from(signatures)
      .where(inArray(signatures.slotKey, slots)),
  )
  // Confirmed by its other mail since it was read above.
  if (taken.some(({ id }) => id === signatureId))
    return yield* confirmFound(tx, signatureId, { keyring, now })
  const isSamePerson = taken.some(({ nameKey }) => nameKey === row.nameKey)
  const free = slots.find((slot) => !taken.some(({ slotKey }) => slotKey === slot))
  if (isSamePerson || !free) return { kind: 'already-signed', signatureId } as const
  const [confirmed] = yield* ask(
    tx
      .update(signatures)
      .set({ state: 'confirmed', slotKey: free, contentKey: null, confirmedAt: now })
      .where(and(eq(signatures.id, signatureId), eq(signatures.state, 'pending')))
      .returning({ campaignId: signatures.campaignId }),
  )
  // Confirmed by its other mail, or taken back, in this very moment: it is no longer pending, and says what it is now.
  if (!confirmed) return yield* confirmFound(tx, signatureId, { keyring, now })
  yield* ask(
    tx
      .insert(countEvents)
      .values({
        id: newId(),
        campaignId: confirmed.campaignId,
        signatureId,
        kind: 'confirmed',
        isCounted: false,
        at: now,
      })
      .returning({ id: countEvents.id }),
  )
  return { kind: 'confirmed', signatureId } as const
}

/**
 * Takes a signature back at its signer's wish: it leaves the count at once, and its name, place, words and address are
 * erased. Letters that wait with it are held for a new approval; letters already sent can't be called back. Doing it
 * again is harmless.
 */
export async function withdrawSignature(
  db: Db,
  { keyring, token, now }: { keyring: Keyring; token: string; now: Date },
): Promise<{ kind: 'withdrawn' | 'already-withdrawn' } | { kind: 'unknown' }> {
  const withdrawHash = keyring.hash('withdraw', token)
  return atomically(db, function* (tx) {
    const found = tx
      .select({ id: signatures.id, state: signatures.state, campaignId: signatures.campaignId })
      .from(signatures)
      .where(eq(signatures.withdrawHash, withdrawHash))
    let [row] = yield* ask(found)
    while (row && row.state !== 'withdrawn') {
      const [changed] = yield* ask(
        tx
          .update(signatures)
          .set({ ...erased, state: 'withdrawn', withdrawnAt: now })
          .where(and(eq(signatures.id, row.id), eq(signatures.state, row.state)))
          .returning({ id: signatures.id }),
      )
      if (changed) break
      // It was confirmed, or withdrawn, in this very moment, and how it leaves the count depends on that.
      ;[row] = yield* ask(found)
    }
    if (!row) return { kind: 'unknown' } as const
    if (row.state === 'withdrawn') return { kind: 'already-withdrawn' } as const
    if (row.state === 'confirmed') {
      yield* forgetCounted(tx, { campaignId: row.campaignId, signatureId: row.id, now })
      yield* holdLettersWith(tx, { signatureId: row.id, now })
    }
    yield* ask(
      tx
        .update(outbox)
        .set({ state: 'cancelled', payloadSealed: null, settledAt: now })
        .where(
          and(
            eq(outbox.signatureId, row.id),
            inArray(outbox.state, ['queued', 'deferred', 'unknown', 'held']),
          ),
        )
        .returning({ id: outbox.id }),
    )
    return { kind: 'withdrawn' } as const
  })
}

/** All that says who signed. The row stays, so that counts and letters already sent remain true. */
const erased = {
  name: null,
  nameKey: null,
  emailSealed: null,
  addressKey: null,
  slotKey: null,
  contentKey: null,
  city: null,
  line: null,
  lineState: 'none',
  salt: null,
  ipHash: null,
  isPublic: false,
  wantsUpdates: false,
} as const

function* holdLettersWith(tx: Db, { signatureId, now }: { signatureId: string; now: Date }) {
  const behind = tx
    .select({ id: deliverySignatures.deliveryId })
    .from(deliverySignatures)
    .where(eq(deliverySignatures.signatureId, signatureId))
  const held = yield* ask(
    tx
      .update(deliveries)
      .set({ state: 'held', heldReason: 'withdrawal', updatedAt: now })
      .where(and(inArray(deliveries.id, behind), inArray(deliveries.state, ['draft', 'queued'])))
      .returning({ id: deliveries.id }),
  )
  if (held.length === 0) return
  yield* ask(
    tx
      .update(outbox)
      .set({ state: 'cancelled', payloadSealed: null, settledAt: now })
      .where(
        and(
          inArray(
            outbox.deliveryId,
            held.map(({ id }) => id),
          ),
          eq(outbox.state, 'queued'),
          eq(outbox.attemptCount, 0),
        ),
      )
      .returning({ id: outbox.id }),
  )
}

/** Retention: erases signatures that nobody confirmed within 7 days, and hashes of connections after 30. */
export async function forgetOldSignatures(db: Db, { now }: { now: Date }): Promise<{ expiredCount: number }> {
  const before = (days: number) => new Date(now.getTime() - days * 24 * 3_600_000)
  return atomically(db, function* (tx) {
    const expired = yield* ask(
      tx
        .update(signatures)
        .set({ ...erased, state: 'expired' })
        .where(
          and(
            inArray(signatures.state, ['pending', 'quarantined']),
            isNull(signatures.confirmedAt),
            lt(signatures.createdAt, before(7)),
          ),
        )
        .returning({ id: signatures.id }),
    )
    yield* ask(
      tx
        .update(signatures)
        .set({ ipHash: null })
        .where(and(sql`${signatures.ipHash} is not null`, lt(signatures.createdAt, before(30))))
        .returning({ id: signatures.id }),
    )
    return { expiredCount: expired.length }
  })
}

/** SQLITE_CONSTRAINT_UNIQUE on the one engine, 23505 (unique_violation) on the other; Drizzle wraps both. */
function isUniqueViolation(error: unknown): boolean {
  const codes = [error, (error as { cause?: unknown }).cause].map(
    (e) => (e as { code?: unknown } | undefined)?.code,
  )
  return codes.includes('SQLITE_CONSTRAINT_UNIQUE') || codes.includes('23505')
}
