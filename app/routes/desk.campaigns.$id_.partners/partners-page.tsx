import { Form, Link } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { CampaignPartHead } from '../../ui/campaign-part-head'
import { Logo } from '../../ui/logo'
import { Notice } from '../../ui/notice'
import { Tag } from '../../ui/tag'
import type { PartnersAnswer } from './change-partners.server'
import { AskedPartners, InvitePartner } from './invite-partner'
import type { PartnersData } from './route'
import '../../ui/desk-form.css'
import '../../ui/directory.css'

export type PartnersProps = PartnersData & { answer: PartnersAnswer | null }

/** Who stands behind a campaign, who was asked to, and the ways in and out. */
export function PartnersPage(props: PartnersProps) {
  const { id, title, behind, mayLead, mayInvite, answer, done } = props
  const words = done && Object.hasOwn(doneWords, done) ? doneWords[done] : undefined
  return (
    <>
      <CampaignPartHead id={id} title={title}>
        {m.partner_title()}
      </CampaignPartHead>
      {answer && answer.kind !== 'invite-refused' && <Refused answer={answer} />}
      {words && !answer && (
        <p className="notice notice-good" role="status">
          {words()}
        </p>
      )}
      <p>{m.partner_lead()}</p>
      <ul className="entries">
        {behind.map((one) => (
          <Organisation key={one.id} {...one} />
        ))}
      </ul>
      {mayLead && <AskedPartners {...props} />}
      {mayInvite && <InvitePartner {...props} />}
    </>
  )
}

const doneWords: Record<string, () => string> = {
  asked: m.partner_done_asked,
  'taken-back': m.partner_done_taken_back,
  removed: m.partner_done_removed,
  left: m.partner_done_left,
  joined: m.partner_done_joined,
}

function Organisation({
  id,
  name,
  lines,
  logo,
  isLead,
  mayRemove,
  mayLeave,
}: PartnersData['behind'][number]) {
  const organisation = name.words
  return (
    <li>
      <div className="entry">
        <Logo href={logo} />
        <p lang={name.language}>
          <strong>{organisation}</strong>
        </p>
        {lines.length > 0 && <p className="fine">{lines.join(', ')}</p>}
        <p>
          <Tag>{isLead ? m.partner_leads() : m.partner_is_partner()}</Tag>
        </p>
        {mayLeave && (
          <Part
            id={id}
            intent="leave"
            summary={m.partner_leave({ organisation })}
            words={m.partner_leave_words({ organisation })}
            button={m.partner_leave_button({ organisation })}
          />
        )}
        {mayRemove && (
          <Part
            id={id}
            intent="remove"
            summary={m.partner_remove({ organisation })}
            words={m.partner_remove_words({ organisation })}
            button={m.partner_remove_button({ organisation })}
          />
        )}
      </div>
    </li>
  )
}

type PartProps = { id: string; intent: 'leave' | 'remove'; summary: string; words: string; button: string }

const Part = ({ id, intent, summary, words, button }: PartProps) => (
  <details className="warned">
    <summary>{summary}</summary>
    <Form method="post" className="warned-form">
      <p>{words}</p>
      <input type="hidden" name="organisation" value={id} />
      <button type="submit" name="intent" value={intent} className="button button-bad">
        {button}
      </button>
    </Form>
  </details>
)

type PartRefusal = Exclude<PartnersAnswer, { kind: 'invite-refused' }>

const Refused = ({ answer }: { answer: PartRefusal }) => (
  <Notice kind="bad" role="alert" id="faults">
    {answer.kind === 'underway' && (
      <p>
        {m.partner_refused_underway()}{' '}
        <Link to={`/desk/deliveries/${answer.deliveryId}`}>{m.office_unaddress_see_letter()}</Link>
      </p>
    )}
    {answer.kind === 'gone' && <p>{m.partner_refused_gone()}</p>}
    {answer.kind === 'archived' && <p>{m.text_archived()}</p>}
  </Notice>
)
