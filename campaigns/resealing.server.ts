import { and, asc, eq, gt, isNotNull, notLike } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import {
  frozenMails,
  inboundMails,
  invitations,
  letterVolumes,
  mailHolds,
  organisers,
  outbox,
  signatures,
} from '../db/schema'
import { addKey, retireKeys } from './key-file.server'
import type { Keyring } from './keyring.server'

type Place = {
  table: typeof signatures
  /** The column whose value stands in the context of what is sealed. */
  id: typeof signatures.id
  column: typeof signatures.emailSealed
  /** The name of the column in the schema. */
  name: string
  context: string
  /** Rows in one unit of work: each of them is as long as a signer may have to wait. */
  rows: number
}
const place = (
  [table, id, name]: [table: unknown, id: string, name: string],
  context: string,
  rows = 200,
): Place => {
  const columns = table as Record<string, unknown>
  return { table, id: columns[id], column: columns[name], name, context, rows } as Place
}

/** Every place where something sealed is stored. A column that is missing here would be lost when its key is retired. */
export const sealedPlaces: Place[] = [
  place([signatures, 'id', 'emailSealed'], 'signature'),
  place([organisers, 'emailKey', 'emailSealed'], 'organiser'),
  place([invitations, 'id', 'emailSealed'], 'invitation'),
  place([outbox, 'id', 'payloadSealed'], 'outbox'),
  place([mailHolds, 'id', 'domainSealed'], 'domain'),
  place([inboundMails, 'id', 'rawSealed'], 'inbound', 5),
  place([frozenMails, 'deliveryId', 'messageSealed'], 'message', 5),
  place([frozenMails, 'deliveryId', 'pdfSealed'], 'pdf', 5),
  place([letterVolumes, 'id', 'pdfSealed'], 'volume', 5),
]

export type Rotated = { key: string; retired: string[]; resealedCount: number; unreadableCount: number }

/**
 * Makes a new sealing key, seals everything anew with it in small units of work while the site goes on, and retires the
 * keys before it. Begun again after it was killed, it goes on with the key it had made. `settle` is how long the site may
 * take, in milliseconds, from sealing a value to storing it; `tell` hears how many were done.
 */
export async function rotateKeys(
  db: Db,
  {
    dataDir,
    keyring,
    settle = 3_000,
    tell = () => {},
  }: { dataDir: string; keyring: Keyring; settle?: number; tell?: (resealedCount: number) => void },
): Promise<Rotated> {
  if (Object.keys(keyring.marks()).length === 1) addKey(dataDir)
  const ids = Object.keys(keyring.marks())
  const key = ids.at(-1) ?? ''
  let resealedCount = 0
  let unreadableCount = 0
  for (let isFirst = true; ; isFirst = false) {
    const pass = { resealed: 0, unreadable: 0 }
    for (const one of sealedPlaces)
      for await (const done of resealAt(db, { place: one, keyring, key })) {
        pass.resealed += done.resealed
        pass.unreadable += done.unreadable
        tell(resealedCount + pass.resealed)
      }
    resealedCount += pass.resealed
    unreadableCount = pass.unreadable
    // What was sealed with the old key the moment before may be stored the moment after it was looked for.
    if (!isFirst && pass.resealed === 0) break
    await new Promise((resolve) => setTimeout(resolve, settle))
  }
  const retired = ids.filter((id) => id !== key)
  retireKeys(dataDir, retired)
  return { key, retired, resealedCount, unreadableCount }
}

type At = { place: Place; keyring: Keyring; key: string }

/** Goes through one place by its ids. A value that changed meanwhile was sealed anew by who changed it. */
async function* resealAt(db: Db, { place, keyring, key }: At) {
  const { table, id, column, name, context, rows } = place
  for (let after = ''; ; ) {
    const found = await db
      .select({ id, sealed: column })
      .from(table)
      .where(and(gt(id, after), isNotNull(column), notLike(column, `${key}.%`)))
      .orderBy(asc(id))
      .limit(rows)
    const last = found.at(-1)
    if (!last) return
    after = last.id
    const changes = found.flatMap(({ id: whose, sealed }) => {
      const anew = sealed === null ? null : sealAnew(keyring, sealed, `${context}:${whose}`)
      return anew === null ? [] : [{ whose, sealed: sealed as string, anew }]
    })
    await atomically(db, function* (tx) {
      for (const { whose, sealed, anew } of changes)
        yield* ask(
          tx
            .update(table)
            .set({ [name]: anew })
            .where(and(eq(id, whose), eq(column, sealed)))
            .returning({ id }),
        )
    })
    yield { resealed: changes.length, unreadable: found.length - changes.length }
  }
}

/** `null` for what no key here opens; it stays as it is, for a key that may be brought back. */
function sealAnew(keyring: Keyring, sealed: string, context: string): string | null {
  try {
    return keyring.seal(keyring.open(sealed, context), context)
  } catch {
    return null
  }
}
