import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { listCampaigns } from '../../campaigns/campaign.server'
import { wordsIn } from '../../campaigns/language'
import { maySend } from '../../campaigns/organisation'
import * as m from '../messages/generated/messages'
import { getLocale } from '../messages/generated/runtime'
import { CampaignStateTag } from '../ui/desk-words'
import { LedgerFrame } from '../ui/ledger-frame'
import { PartnerQuestions } from '../ui/partner-questions'
import { atDesk } from '../web/desk.server'
import { partnerQuestions } from '../web/partner-questions.server'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const desk = await atDesk(request, context)
  const { organisationIds, memberships } = desk
  if (organisationIds.length === 0) throw redirect('/desk/organisations')
  const language = getLocale()
  const listed = await listCampaigns(context.db, { organisationIds }, context.now())
  const campaigns = listed.map(({ id, state, goal, isOpen, confirmedCount, title, recipients }) => ({
    id,
    state: state === 'published' && !isOpen ? ('closed' as const) : state,
    goal,
    confirmedCount,
    title: wordsIn(title, language),
    recipients: recipients.map((name) => wordsIn(name, language).words),
  }))
  return {
    campaigns,
    mayStart: memberships.some(({ role }) => maySend(role)),
    questions: await partnerQuestions(context, desk),
    hasLeft: new URL(request.url).searchParams.has('left'),
  }
}

export default function Campaigns() {
  const { campaigns, mayStart, questions, hasLeft } = useLoaderData<typeof loader>()
  const number = new Intl.NumberFormat(getLocale())
  return (
    <>
      <h1>{m.desk_campaigns()}</h1>
      {hasLeft && (
        <p className="notice notice-good" role="status">
          {m.partner_done_left()}
        </p>
      )}
      <PartnerQuestions questions={questions} />
      {mayStart && (
        <p>
          <Link to="/desk/campaigns/new" className="button">
            {m.story_new()}
          </Link>
        </p>
      )}
      {campaigns.length === 0 ? (
        <p className="notice">{m.desk_no_campaigns()}</p>
      ) : (
        <LedgerFrame label={m.desk_campaigns()}>
          <table className="ledger">
            <thead>
              <tr>
                <th scope="col">{m.desk_campaign()}</th>
                <th scope="col">{m.desk_state()}</th>
                <th scope="col">{m.desk_recipients()}</th>
                <th scope="col" className="number">
                  {m.desk_confirmed()}
                </th>
                <th scope="col" className="number">
                  {m.desk_goal()}
                </th>
              </tr>
            </thead>
            <tbody>
              {campaigns.map(({ id, title, state, recipients, confirmedCount, goal }) => (
                <tr key={id}>
                  <th scope="row">
                    <Link to={`/desk/campaigns/${id}`} lang={title.language}>
                      {title.words}
                    </Link>
                  </th>
                  <td className="ledger-state">
                    <CampaignStateTag state={state} />
                  </td>
                  <td data-label={m.desk_recipients()}>{recipients.join(', ')}</td>
                  <td className="number" data-label={m.desk_confirmed()}>
                    {number.format(confirmedCount)}
                  </td>
                  <td className="number" data-label={m.desk_goal()}>
                    {number.format(goal)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </LedgerFrame>
      )}
    </>
  )
}
