import type { LoaderFunctionArgs } from '@remix-run/node'
import { openVolume } from '../../campaigns/letter-volume.server'
import { atDesk, deskDelivery } from '../web/desk.server'
import { missing } from '../web/pages.server'
import { pdfResponse } from '../web/pdf.server'
import { volumeNumber } from '../web/volume.server'

/** One volume of the annex, the very bytes that go out. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { delivery } = await deskDelivery(context, await atDesk(request, context), params.id)
  const { db, keyring } = context
  const found = await openVolume(db, { keyring, delivery, number: volumeNumber(params.number) })
  if (!found) throw missing()
  return pdfResponse(found.pdf, { name: found.name, cache: 'no-store' })
}
