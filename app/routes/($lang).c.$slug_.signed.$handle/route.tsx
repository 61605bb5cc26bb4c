import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { domainOf } from '../../../campaigns/address'
import { confirmSignature, signatureOfHandle } from '../../../campaigns/confirmation.server'
import { resendConfirmation } from '../../../campaigns/confirmation-mail.server'
import { wordsIn } from '../../../campaigns/language'
import * as m from '../../messages/generated/messages'
import { writeCookie } from '../../web/cookies.server'
import { missing, pageLanguage, publicCampaign } from '../../web/pages.server'
import { thanksQuery } from '../../web/route-words.server'
import { EnterCode } from './enter-code'

export const meta: MetaFunction = () => [{ title: m.code_title() }, { name: 'robots', content: 'noindex' }]

/** The page that stays open after signing: it takes the mailed code, and can ask for another mail. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const language = pageLanguage(request, params.lang)
  const whole = await publicCampaign(context.db, params.slug, context.now())
  const pending = await signatureOfHandle(context.db, {
    keyring: context.keyring,
    handle: params.handle ?? '',
  })
  if (!pending || pending.campaignId !== whole.campaign.id) throw missing()
  const title = Object.fromEntries(Object.values(whole.texts).map((text) => [text.language, text.title]))
  return {
    language,
    slug: whole.campaign.slug,
    title: wordsIn(title, language, whole.campaign.originalLanguage),
    isTryOut: context.environment.isTryOut,
  }
}

export type CodeAnswer =
  | { kind: 'resent' }
  | { kind: 'wrong-code'; triesLeft: number }
  | { kind: 'already-signed' | 'withdrawn' | 'expired' }

export async function action({ request, params, context }: ActionFunctionArgs) {
  const language = pageLanguage(request, params.lang)
  const { db, keyring } = context
  const now = context.now()
  const handle = params.handle ?? ''
  const form = await request.formData()
  if (form.get('intent') === 'resend') {
    await resendConfirmation(db, {
      keyring,
      handle,
      mailDomain: domainOf(context.environment.mailFrom.address),
      now,
    })
    context.wake()
    return data<CodeAnswer>({ kind: 'resent' })
  }
  const confirmed = await confirmSignature(db, { keyring, handle, code: String(form.get('code') ?? ''), now })
  switch (confirmed.kind) {
    case 'confirmed':
    case 'reviewed':
    case 'already-confirmed': {
      const whole = await publicCampaign(db, params.slug, now)
      const signed = await signatureOfHandle(db, { keyring, handle })
      const isReviewed = confirmed.kind === 'reviewed'
      const query = thanksQuery(whole, { country: signed?.country ?? '', isReviewed })
      return redirect(`/${language}/c/${params.slug}/thanks${query}`, {
        status: 303,
        headers: { 'set-cookie': writeCookie(request, 'pending', '', 0) },
      })
    }
    case 'wrong-code':
      return data<CodeAnswer>(confirmed, { status: 422 })
    case 'unknown':
      throw missing()
    case 'expired':
      return data<CodeAnswer>({ kind: confirmed.kind }, { status: 410 })
    case 'already-signed':
    case 'withdrawn':
      return data<CodeAnswer>({ kind: confirmed.kind }, { status: 409 })
    default:
      return confirmed satisfies never
  }
}

export type CodeData = Awaited<ReturnType<typeof loader>>

export default function Page() {
  return <EnterCode {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>()} />
}
