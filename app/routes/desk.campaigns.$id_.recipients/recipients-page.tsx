import { Link } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { CampaignPartHead } from '../../ui/campaign-part-head'
import { Notice } from '../../ui/notice'
import { RouteLines } from '../../ui/route-lines'
import { AddRecipient } from './add-recipient'
import { Recipient } from './recipient'
import type { RecipientsAnswer, RecipientsData } from './route'

/** Which offices a campaign addresses, whether it can write to them, and a search for more. */
export function RecipientsPage(props: RecipientsData & { answer: RecipientsAnswer | null }) {
  const { id, title, recipients, search, isDraft, confirmedCount, answer } = props
  return (
    <>
      <CampaignPartHead id={id} title={title}>
        {m.desk_recipients()}
      </CampaignPartHead>
      {answer && <Refused answer={answer} />}
      {recipients.length === 0 ? (
        <p className="notice">{m.office_recipients_empty()}</p>
      ) : (
        <ul className="entries">
          {recipients.map((office, n) => (
            <Recipient
              key={office.id}
              campaignId={id}
              {...office}
              isFirst={n === 0}
              maySend={props.maySend}
            />
          ))}
        </ul>
      )}
      {recipients.length > 0 && <RouteLines lines={props.lines} />}
      {search && (
        <section aria-labelledby="add">
          <h2 id="add">{m.office_recipients_add_title()}</h2>
          {!isDraft && confirmedCount > 0 && (
            <Notice kind="warn">
              <p>
                {m.office_recipients_signed({
                  count: confirmedCount,
                  shown: new Intl.NumberFormat(getLocale()).format(confirmedCount),
                })}
              </p>
            </Notice>
          )}
          <AddRecipient campaignId={id} {...search} />
        </section>
      )}
    </>
  )
}

const Refused = ({ answer }: { answer: RecipientsAnswer }) => (
  <Notice kind="bad" role="alert" id="faults">
    {answer.kind === 'underway' && (
      <p>
        {m.office_unaddress_underway()}{' '}
        <Link to={`/desk/deliveries/${answer.deliveryId}`}>{m.office_unaddress_see_letter()}</Link>
      </p>
    )}
    {answer.kind === 'unreached' && <p>{m.office_unaddress_unreached()}</p>}
    {answer.kind === 'last' && <p>{m.office_unaddress_last()}</p>}
    {answer.kind === 'no-such-office' && <p>{m.office_recipients_no_such()}</p>}
    {answer.kind === 'too-many' && <p>{m.office_recipients_too_many()}</p>}
  </Notice>
)
