import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { withdrawSignature } from '../../../campaigns/withdrawal.server'
import * as m from '../../messages/generated/messages'
import { mailedPage } from '../../web/mailed-page.server'
import { missing } from '../../web/pages.server'
import { WithdrawPage } from './withdraw-page'

export const meta: MetaFunction = () => [
  { title: m.withdraw_title() },
  { name: 'robots', content: 'noindex' },
]

/** Opening the link changes nothing; the button takes the signature back. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { signatureId, ...page } = await mailedPage(context, {
    kind: 'withdraw',
    token: params.token ?? '',
    request,
  })
  return page
}

export type WithdrawAnswer = { kind: 'withdrawn' | 'already-withdrawn' }

export async function action({ params, context }: ActionFunctionArgs): Promise<WithdrawAnswer> {
  const { db, keyring } = context
  const withdrawn = await withdrawSignature(db, { keyring, token: params.token ?? '', now: context.now() })
  if (withdrawn.kind === 'unknown') throw missing()
  return withdrawn
}

export type WithdrawData = Awaited<ReturnType<typeof loader>>

export default function Page() {
  return <WithdrawPage {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>()} />
}
