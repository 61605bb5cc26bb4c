import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { readAddress } from '../../../campaigns/address'
import { takesStrangers } from '../../../campaigns/organisation'
import { relyingPartyOf } from '../../../campaigns/passkey'
import * as m from '../../messages/generated/messages'
import { ownPath } from '../../web/desk.server'
import { type CodeAnswer, mailCode, takeCode } from '../../web/sign-in.server'
import { tryOutOrganiser } from '../../web/try-out'
import { SignIn } from './sign-in'

// Without it the answer of the action loses its Retry-After.
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export const meta: MetaFunction = () => [{ title: m.signin_title() }, { name: 'robots', content: 'noindex' }]

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url)
  return {
    next: ownPath(searchParams.get('next')),
    tryOutAddress: context.environment.isTryOut ? tryOutOrganiser : null,
    takesStrangers: takesStrangers(context.environment.organisations),
    passkeyOrigin: relyingPartyOf(context.environment.baseUrl)?.origin ?? null,
  }
}

export type SignInAnswer = CodeAnswer | { kind: 'not-an-address'; typed: string }

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData()
  if (form.get('intent') === 'code')
    return takeCode(request, context, { form, next: ownPath(form.get('next')) })
  const typed = String(form.get('email') ?? '')
  const read = readAddress(typed)
  if (read.kind === 'refused') return data<SignInAnswer>({ kind: 'not-an-address', typed }, { status: 422 })
  const isOpen = takesStrangers(context.environment.organisations)
  return mailCode(request, context, { email: read.address, isOpen })
}

export default function Page() {
  return <SignIn {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>()} />
}
