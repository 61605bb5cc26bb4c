import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { organisations } from '../db/schema'
import { type Organisation, raiseRevisionsOf } from './organisation.server'
import { type PictureRefusal, readPicture } from './picture.server'

/** Pixels a logo is drawn in at most: twice what is shown of it, for fine screens and for paper. */
const size = { width: 640, height: 320 }
export type LogoFault = PictureRefusal | 'missing'

/** Puts a logo in the place of the one before, from the bytes of an uploaded picture. What is stored is drawn anew. */
export async function changeLogo(
  db: Db,
  { organisationId, bytes, now }: { organisationId: string; bytes: Buffer; now: Date },
): Promise<{ kind: 'changed' } | { kind: 'refused'; fault: LogoFault }> {
  if (bytes.length === 0) return { kind: 'refused', fault: 'missing' }
  const read = await readPicture(bytes, size)
  if (read.kind === 'refused') return { kind: 'refused', fault: read.reason }
  await storeLogo(db, { organisationId, logo: read.webp.toString('base64'), now })
  return { kind: 'changed' }
}

/** Takes the logo away. Without one it is harmless. */
export const removeLogo = (db: Db, where: { organisationId: string; now: Date }) =>
  storeLogo(db, { ...where, logo: null })

const storeLogo = (
  db: Db,
  { organisationId, logo, now }: { organisationId: string; logo: string | null; now: Date },
) =>
  atomically(db, function* (tx) {
    const its = eq(organisations.id, organisationId)
    const [before] = yield* ask(tx.select({ logo: organisations.logo }).from(organisations).where(its))
    if (!before || before.logo === logo) return
    yield* ask(tx.update(organisations).set({ logo }).where(its).returning({ id: organisations.id }))
    yield* raiseRevisionsOf(tx, { organisationId, now })
  })

const bytesOf = (logo: string) => Buffer.from(logo, 'base64')
const nameOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex').slice(0, 32)

/** The public address of a logo. It holds a hash of the picture: another picture has another address. */
export const logoHref = ({ slug, logo }: Pick<Organisation, 'slug' | 'logo'>): string | null =>
  logo && `/organisations/${slug}/logo/${nameOf(bytesOf(logo))}.webp`

/** The picture at the address of a logo, `null` when there is none, or another one by now. */
export async function findLogo(
  db: Db,
  { slug, hash }: { slug: string; hash: string },
): Promise<Buffer | null> {
  const [row] = await db
    .select({ logo: organisations.logo })
    .from(organisations)
    .where(eq(organisations.slug, slug))
  const bytes = row?.logo ? bytesOf(row.logo) : null
  return bytes && nameOf(bytes) === hash ? bytes : null
}
