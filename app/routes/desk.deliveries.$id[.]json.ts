import type { LoaderFunctionArgs } from '@remix-run/node'
import { findDelivery } from '../../campaigns/delivery-list.server'
import { listReturned } from '../../campaigns/inbound.server'
import { listVolumes } from '../../campaigns/letter-volume.server'
import { atDesk } from '../web/desk.server'

/** A delivery with its attempts, for machines. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { organisationIds } = await atDesk(request, context)
  const found = await findDelivery(context.db, { deliveryId: params.id ?? '', organisationIds })
  if (!found) {
    return Response.json(
      { error: { code: 'not-found', message: 'There is no such delivery.' } },
      { status: 404 },
    )
  }
  const { delivery, attempts } = found
  const {
    id,
    state,
    heldReason,
    reference,
    language,
    signatureCount,
    disclosed,
    messageId,
    messageSha256,
    pdfSha256,
  } = delivery
  return Response.json({
    id,
    state,
    heldReason,
    reference,
    campaign: found.campaign.slug,
    recipient: found.recipient.slug,
    language,
    signatures: signatureCount,
    disclosed,
    messageId,
    messageSha256,
    pdfSha256,
    preparedAt: delivery.preparedAt,
    approvedAt: delivery.approvedAt,
    acceptedAt: delivery.acceptedAt,
    volumes: (await listVolumes(context.db, id)).map(({ number, signatureCount, pages, bytes, sha256 }) => ({
      ...{ number, signatures: signatureCount, pages, bytes, sha256 },
    })),
    nextAttemptAt: found.nextAttemptAt,
    attempts,
    returned: (await listReturned(context.db, id)).map(({ kind, statusCode, response, receivedAt }) => ({
      kind,
      statusCode,
      response,
      receivedAt,
    })),
  })
}
