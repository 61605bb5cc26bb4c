import { Form, type useLoaderData } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { CodeForm } from '../../ui/code-form'
import { DoorStep } from '../../ui/door-step'
import { Moment } from '../../ui/moment'
import { roleMeaning, roleWords } from '../../ui/role-words'
import type { JoinAnswer, loader, Refusal } from './route'

type Told = ReturnType<typeof useLoaderData<typeof loader>>
type Open = Extract<Told, { kind: 'open' }>

const refusal: Record<Refusal, () => string> = {
  unknown: m.people_join_unknown,
  used: m.people_join_used,
  withdrawn: m.people_join_withdrawn,
  expired: m.people_join_expired,
  'another-address': m.people_join_another,
}

/** Behind the mailed link: who invites, and one button. Who isn't signed in with that address proves it first. */
export function JoinPage({ told, answer }: { told: Told; answer: JoinAnswer | undefined }) {
  if (answer?.kind === 'refused' || told.kind === 'refused') {
    const reason =
      answer?.kind === 'refused' ? answer.reason : told.kind === 'refused' ? told.reason : 'unknown'
    return (
      <DoorStep title={m.people_join_refused()}>
        <p className="notice notice-bad" role="alert">
          {refusal[reason]()}
        </p>
        <p>
          <a href="/desk">{m.people_join_desk()}</a>
        </p>
      </DoorStep>
    )
  }
  const { organisation, invitedBy, role, expiresAt } = told
  return (
    <DoorStep title={m.people_join_title({ organisation: organisation.words })}>
      <p>{m.people_join_lead({ name: invitedBy, organisation: organisation.words })}</p>
      <dl className="facts">
        <dt>{m.people_join_role()}</dt>
        <dd>
          {roleWords(role)}. {roleMeaning(role)}
        </dd>
        <dt>{m.people_open_until()}</dt>
        <dd>
          <Moment at={expiresAt} />
        </dd>
      </dl>
      {told.isTheirs ? (
        <Form method="post">
          <input type="hidden" name="intent" value="accept" />
          <button type="submit" className="button">
            {m.people_join_accept()}
          </button>
        </Form>
      ) : (
        <Prove told={told} answer={answer} />
      )}
    </DoorStep>
  )
}

function Prove({
  told,
  answer,
}: {
  told: Open
  answer: Exclude<JoinAnswer, { kind: 'refused' }> | undefined
}) {
  if (answer?.kind === 'asked' || answer?.kind === 'wrong-code') {
    return (
      <CodeForm lead={m.people_join_asked()} isTryOut={told.isTryOut} answer={answer} againHref={told.path} />
    )
  }
  const complaint = answer && { 'no-code': m.signin_no_code, 'too-many': m.signin_too_many }[answer.kind]()
  return (
    <Form method="post" className="stack">
      {told.somebodyElse !== null ? (
        <p className="notice">{m.people_join_other({ name: told.somebodyElse })}</p>
      ) : (
        <p>{m.people_join_prove()}</p>
      )}
      {complaint && (
        <p className="fault" role="alert">
          {complaint}
        </p>
      )}
      <input type="hidden" name="intent" value="ask" />
      <button type="submit" className="button">
        {m.people_join_ask()}
      </button>
    </Form>
  )
}
