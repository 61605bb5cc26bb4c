import { frozenBytes } from '../../campaigns/delivery-list.server'
import type { Installation } from './context'
import { type Desk, deskDelivery } from './desk.server'
import { missing } from './pages.server'

/** The frozen bytes of one of the person's deliveries. 404 before they are made and after they were erased. */
export async function deskFrozen(installation: Installation, desk: Desk, id: string | undefined) {
  const { delivery } = await deskDelivery(installation, desk, id)
  const { db, keyring } = installation
  const frozen = await frozenBytes(db, { keyring, deliveryId: delivery.id })
  if (!frozen) throw missing()
  return { reference: delivery.reference, ...frozen }
}
