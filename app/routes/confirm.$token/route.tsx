import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { confirmSignature, signatureOfHandle } from '../../../campaigns/confirmation.server'
import * as m from '../../messages/generated/messages'
import { readCookie, writeCookie } from '../../web/cookies.server'
import { mailedPage } from '../../web/mailed-page.server'
import { missing } from '../../web/pages.server'
import { ConfirmPage } from './confirm-page'

export const meta: MetaFunction = () => [{ title: m.confirm_title() }, { name: 'robots', content: 'noindex' }]

/** Opening the mailed link changes nothing: a mail scanner opens it too. The button counts the signature. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { signatureId, ...page } = await mailedPage(context, {
    kind: 'confirm',
    token: params.token ?? '',
    request,
  })
  const handle = readCookie(request, 'pending')
  const pending = handle ? await signatureOfHandle(context.db, { keyring: context.keyring, handle }) : null
  // In the browser that signed, the page presses its own button. A scanner has no such cookie.
  return { ...page, isSameBrowser: pending?.signatureId === signatureId }
}

export type ConfirmAnswer = { kind: 'already-signed' | 'withdrawn' | 'expired' }

export async function action({ request, params, context }: ActionFunctionArgs) {
  const token = params.token ?? ''
  const confirmed = await confirmSignature(context.db, {
    keyring: context.keyring,
    token,
    now: context.now(),
  })
  switch (confirmed.kind) {
    case 'confirmed':
    case 'reviewed':
    case 'already-confirmed': {
      const page = await mailedPage(context, { kind: 'confirm', token, request })
      return redirect(`/${page.language}/c/${page.slug}/thanks${page.thanksQuery}`, {
        status: 303,
        headers: { 'set-cookie': writeCookie(request, 'pending', '', 0) },
      })
    }
    case 'already-signed':
    case 'withdrawn':
      return data<ConfirmAnswer>({ kind: confirmed.kind }, { status: 409 })
    case 'expired':
      return data<ConfirmAnswer>({ kind: confirmed.kind }, { status: 410 })
    case 'unknown':
    case 'wrong-code':
      throw missing()
    default:
      return confirmed satisfies never
  }
}

export type ConfirmData = Awaited<ReturnType<typeof loader>>

export default function Page() {
  return <ConfirmPage {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>()} />
}
