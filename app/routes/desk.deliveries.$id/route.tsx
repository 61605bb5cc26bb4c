import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { domainOf } from '../../../campaigns/address'
import { cancellable, maySendAgain, renderTries } from '../../../campaigns/delivery'
import { approveDelivery, cancelDelivery, prepareDelivery } from '../../../campaigns/delivery.server'
import { frozenBytes } from '../../../campaigns/delivery-list.server'
import { bouncedKinds } from '../../../campaigns/inbound'
import { languageName, wordsIn } from '../../../campaigns/language'
import { findVersions } from '../../../campaigns/letter-link.server'
import { settingOf } from '../../../campaigns/letter-volume'
import { listVolumes } from '../../../campaigns/letter-volume.server'
import { sendAgain, whatItWaitsFor } from '../../../campaigns/send-again.server'
import { getLocale } from '../../messages/generated/runtime'
import { atDesk, deskDelivery, mustMaySend } from '../../web/desk.server'
import { readMessage } from '../../web/message.server'
import { DeliveryPage } from './delivery-page'
import { returnedMails } from './returned.server'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const found = await deskDelivery(context, await atDesk(request, context), params.id)
  const { delivery, recipient, whole } = found
  const language = getLocale()
  const named = (text: Record<string, string>) =>
    wordsIn(text, language, whole.campaign.originalLanguage).words
  const title = Object.fromEntries(Object.values(whole.texts).map((text) => [text.language, text.title]))
  const frozen = await frozenBytes(context.db, { keyring: context.keyring, deliveryId: delivery.id })
  const returned = await returnedMails(context, delivery.id)
  const volumes = await listVolumes(context.db, delivery.id)
  return {
    id: delivery.id,
    campaign: { id: found.campaign.id, ...wordsIn(title, language, whole.campaign.originalLanguage) },
    recipient: named(recipient.name),
    timeZone: recipient.timeZone,
    madeAt: context.now(),
    state: delivery.state,
    heldReason: delivery.heldReason,
    reference: delivery.reference,
    language: languageName(delivery.language, language),
    version: found.letter.version,
    signatureCount: delivery.signatureCount,
    disclosed: delivery.disclosed,
    messageSha256: delivery.messageSha256,
    pdfSha256: delivery.pdfSha256,
    preparedBy: found.preparedBy,
    preparedAt: delivery.preparedAt,
    approvedBy: found.approvedBy,
    approvedAt: delivery.approvedAt,
    acceptedAt: delivery.acceptedAt,
    renderedAt: delivery.renderedAt,
    renderFault: delivery.renderTries >= renderTries ? delivery.renderFault : null,
    setting: { ...settingOf(delivery, volumes.length), fault: delivery.renderFault },
    volumes: volumes.map(({ through, ...volume }) => volume),
    nextAttemptAt: found.nextAttemptAt,
    attempts: found.attempts,
    message: frozen ? await readMessage(frozen.message) : null,
    isLinked: delivery.linkHash !== null,
    pdfBytes: frozen?.pdf.length ?? 0,
    versions: await findVersions(context.db, { deliveryId: delivery.id, replacesId: delivery.replacesId }),
    returned,
    bouncedAs: returned.findLast(({ kind }) => kind && bouncedKinds.includes(kind))?.kind ?? null,
    officeId: recipient.id,
    maySend: found.maySend,
    waitsFor: await whatItWaitsFor(context.db, { deliveryId: delivery.id }),
    maySendAgain: found.maySend && maySendAgain(delivery),
    mayCancel: found.maySend && cancellable.includes(delivery.state),
    isTryOut: context.environment.isTryOut,
  }
}

export type DeliveryData = Awaited<ReturnType<typeof loader>>
export type DeliveryAnswer = {
  kind: 'changed' | 'not-a-draft' | 'too-late' | 'cannot-prepare' | 'not-waiting'
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const found = await deskDelivery(context, desk, params.id)
  mustMaySend(found)
  const { db, keyring, environment } = context
  const now = context.now()
  const deliveryId = found.delivery.id
  const form = await request.formData()
  const stay = redirect(`/desk/deliveries/${deliveryId}`, { status: 303 })
  switch (form.get('intent')) {
    case 'approve': {
      const messageSha256 = String(form.get('sha256') ?? '')
      const approved = await approveDelivery(db, {
        keyring,
        deliveryId,
        organiserId: desk.organiserId,
        messageSha256,
        now,
      })
      if (approved.kind !== 'queued') return data<DeliveryAnswer>({ kind: approved.kind }, { status: 409 })
      context.wake()
      return stay
    }
    case 'cancel': {
      const cancelled = await cancelDelivery(db, { deliveryId, now })
      return cancelled.kind === 'cancelled'
        ? stay
        : data<DeliveryAnswer>({ kind: 'too-late' }, { status: 409 })
    }
    case 'send-again': {
      const again = await sendAgain(db, { deliveryId, now })
      if (again.kind !== 'queued') return data<DeliveryAnswer>({ kind: again.kind }, { status: 409 })
      context.wake()
      return stay
    }
    case 'prepare-again': {
      const { campaignId, recipientId } = found.delivery
      if (cancellable.includes(found.delivery.state)) await cancelDelivery(db, { deliveryId, now })
      const prepared = await prepareDelivery(db, {
        campaignId,
        recipientId,
        organiserId: desk.organiserId,
        mailDomain: domainOf(environment.mailFrom.address),
        // One that was meant to have none may have none again.
        mayBeEmpty: found.delivery.signatureCount === 0,
        now,
      })
      if (!('deliveryId' in prepared))
        return data<DeliveryAnswer>({ kind: 'cannot-prepare' }, { status: 409 })
      context.wake()
      return redirect(`/desk/deliveries/${prepared.deliveryId}`, { status: 303 })
    }
    default:
      return data<DeliveryAnswer | null>(null, { status: 400 })
  }
}

export default function Page() {
  return (
    <DeliveryPage {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>() ?? undefined} />
  )
}
