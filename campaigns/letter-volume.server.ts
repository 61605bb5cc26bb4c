import { and, asc, eq } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import { letterVolumes } from '../db/schema'
import type { Keyring } from './keyring.server'
import { volumeSize } from './letter-volume'

/** The file of a volume, without its ending: the letter's reference and the volume's number in two digits or more. */
export const volumeName = (reference: string, number: number) =>
  `${reference}-${String(number).padStart(2, '0')}`

/** What sets a sealed volume apart from any other value. */
export const volumeContext = (id: string) => `volume:${id}`

/** The volumes of a letter that are set, in their order, with the running numbers of their signatures. */
export async function listVolumes(db: Db, deliveryId: string) {
  const rows = await db
    .select({
      number: letterVolumes.number,
      signatureCount: letterVolumes.signatureCount,
      pages: letterVolumes.pages,
      bytes: letterVolumes.bytes,
      sha256: letterVolumes.sha256,
      through: letterVolumes.through,
    })
    .from(letterVolumes)
    .where(eq(letterVolumes.deliveryId, deliveryId))
    .orderBy(asc(letterVolumes.number))
  return rows.map((row) => {
    const first = (row.number - 1) * volumeSize + 1
    return { ...row, first, last: first + row.signatureCount - 1 }
  })
}
export type Volume = Awaited<ReturnType<typeof listVolumes>>[number]

/** The bytes of one volume. `null` before it is set, and after retention erased it. */
export async function openVolume(
  db: Db,
  {
    keyring,
    delivery: { id, reference },
    number,
  }: { keyring: Keyring; delivery: { id: string; reference: string }; number: number },
): Promise<{ name: string; pdf: Buffer } | null> {
  const [row] = await db
    .select({ id: letterVolumes.id, pdfSealed: letterVolumes.pdfSealed })
    .from(letterVolumes)
    .where(and(eq(letterVolumes.deliveryId, id), eq(letterVolumes.number, number)))
  if (!row?.pdfSealed) return null
  return { name: volumeName(reference, number), pdf: keyring.open(row.pdfSealed, volumeContext(row.id)) }
}
