import { type ActionFunctionArgs, data, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData } from '@remix-run/react'
import { enterByInvitation } from '../../campaigns/sign-in.server'
import * as m from '../messages/generated/messages'
import { DoorStep } from '../ui/door-step'
import { agentOf, letIn } from '../web/sign-in.server'

export const meta: MetaFunction = () => [{ title: m.signin_title() }, { name: 'robots', content: 'noindex' }]

/** Says nothing of the token: opening the address changes nothing and tells nothing. */
export const loader = () => null

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, keyring } = context
  const entered = await enterByInvitation(db, {
    keyring,
    token: params.token ?? '',
    agent: agentOf(request),
    now: context.now(),
  })
  if (entered.kind !== 'signed-in') {
    context.note('sign-in-refused', { kind: 'one-time-address', result: entered.kind })
    return data(entered, { status: 410 })
  }
  return redirect('/desk', {
    status: 303,
    headers: { 'set-cookie': await letIn(request, context, { ...entered, way: 'one-time-address' }) },
  })
}

export default function OneTimeAddress() {
  const answer = useActionData<typeof action>()
  return (
    <DoorStep title={m.signin_title()}>
      {answer ? (
        <>
          <p className="notice notice-bad" role="alert">
            {m.signin_link_used()}
          </p>
          <p>
            <a href="/desk/sign-in">{m.signin_by_code()}</a>
          </p>
        </>
      ) : (
        <Form method="post" reloadDocument className="stack">
          <p>{m.signin_link_lead()}</p>
          <button type="submit" className="button">
            {m.signin_enter()}
          </button>
        </Form>
      )}
    </DoorStep>
  )
}
