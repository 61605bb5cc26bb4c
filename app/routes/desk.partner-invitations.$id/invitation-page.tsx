import { Form, Link, useNavigation } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { LetterView } from '../../ui/letter-view'
import { Notice } from '../../ui/notice'
import type { InvitationAnswer, InvitationData } from './route'
import '../../ui/desk-form.css'

type Props = InvitationData & { answer: InvitationAnswer | null }

/** The question to an organisation whether it stands behind a campaign, with all that it would stand behind. */
export function InvitationPage(props: Props) {
  const { organisation, invitedBy, behind, page, state, answer } = props
  const [lead = ''] = behind
  return (
    <>
      <header className="desk-head">
        <h1>{m.partner_answer_title()}</h1>
        <p>{m.partner_answer_lead({ name: invitedBy, lead, organisation })}</p>
      </header>
      {answer && (
        <Notice kind="bad" role="alert">
          <p>{refusalWords[answer.kind]()}</p>
        </Notice>
      )}
      {state !== 'open' && <Over {...props} />}
      <Facts {...props} />
      {page ? (
        <>
          <section aria-labelledby="about">
            <h2 id="about" className="serif" lang={page.title.language}>
              {page.title.words}
            </h2>
            <div className="desk-form stack" lang={page.title.language}>
              <p>{page.summary}</p>
              <p className="demand serif">{page.demand}</p>
            </div>
          </section>
          <div className="asked-letter">
            <LetterView page={page} hasPdf={false} />
          </div>
        </>
      ) : (
        <p className="notice">{m.partner_answer_empty()}</p>
      )}
      {state === 'open' && <Answer {...props} />}
    </>
  )
}

const refusalWords: Record<InvitationAnswer['kind'], () => string> = {
  answered: m.partner_refused_answered,
  changed: m.partner_refused_changed,
  'being-set': m.partner_refused_being_set,
  over: m.partner_refused_over,
  'too-many': m.partner_refused_too_many,
}

function Over({ state, isBehind, campaignId }: Props) {
  const words = {
    open: '',
    accepted: '',
    declined: m.partner_over_declined(),
    withdrawn: m.partner_over_withdrawn(),
  }
  return (
    <Notice>
      <p>
        {state === 'accepted' ? m.partner_over_accepted() : words[state]}{' '}
        {isBehind && <Link to={`/desk/campaigns/${campaignId}`}>{m.partner_to_campaign()}</Link>}
      </p>
    </Notice>
  )
}

function Facts({ behind, recipients, isDraft, confirmedCount }: Props) {
  const locale = getLocale()
  const list = new Intl.ListFormat(locale)
  return (
    <dl className="facts">
      <dt>{m.campaign_behind()}</dt>
      <dd>{list.format(behind)}</dd>
      <dt>{m.desk_recipients()}</dt>
      <dd>{list.format(recipients) || '—'}</dd>
      <dt>{m.desk_state()}</dt>
      <dd>
        {isDraft
          ? m.partner_answer_draft()
          : m.partner_answer_online({
              count: confirmedCount,
              shown: new Intl.NumberFormat(locale).format(confirmedCount),
            })}
      </dd>
    </dl>
  )
}

function Answer({ organisation, isDraft, revision }: Props) {
  const isBusy = useNavigation().state !== 'idle'
  return (
    <section aria-labelledby="answer">
      <h2 id="answer">{m.partner_answer()}</h2>
      <div className="desk-form stack">
        <p>{m.partner_answer_means({ organisation })}</p>
        <p>{isDraft ? m.partner_answer_means_draft() : m.partner_answer_means_online()}</p>
        <Form method="post" className="inline-form">
          <input type="hidden" name="revision" value={revision} />
          <button type="submit" name="intent" value="accept" className="button" disabled={isBusy}>
            {m.partner_accept()}
          </button>
          <button
            type="submit"
            name="intent"
            value="decline"
            className="button button-plain"
            disabled={isBusy}
          >
            {m.partner_decline()}
          </button>
        </Form>
      </div>
    </section>
  )
}
