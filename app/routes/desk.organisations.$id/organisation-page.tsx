import { languageName } from '../../../campaigns/language'
import { letterheadOf } from '../../../campaigns/organisation-form'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { LetterheadSheet } from '../../ui/letterhead'
import { OrganisationForm } from '../../ui/organisation-form'
import { OrganisationHead } from '../../ui/organisation-head'
import { PartnerQuestions } from '../../ui/partner-questions'
import { LogoForm } from './logo-form'
import type { OrganisationAnswer, OrganisationData } from './route'

type Props = OrganisationData & { answer: OrganisationAnswer | undefined }

/** What an organisation says of itself: its owners change it, its other members see it. */
export function OrganisationPage(props: Props) {
  const { id, title, slug, logo, stored, mayManage, isSaved, answer } = props
  const form = answer && 'typed' in answer ? answer : undefined
  return (
    <>
      <OrganisationHead id={id} title={title} />
      {isSaved && !answer && (
        <p className="notice notice-good" role="status">
          {m.org_saved()}
        </p>
      )}
      {props.hasDeclined && !answer && (
        <p className="notice notice-good" role="status">
          {m.partner_done_declined()}
        </p>
      )}
      <PartnerQuestions questions={props.questions} />
      {mayManage ? (
        <>
          <dl className="facts">
            <dt>{m.org_slug()}</dt>
            <dd>
              {slug} <span className="fine">{m.org_slug_use()}</span>
            </dd>
          </dl>
          <OrganisationForm
            typed={form?.typed ?? stored}
            faults={form?.faults ?? {}}
            timeZones={props.timeZones}
            isNew={false}
            logo={logo}
            submit={m.org_save()}
          />
          <LogoForm logo={logo} fault={answer && 'logoFault' in answer ? answer.logoFault : undefined} />
        </>
      ) : (
        <Shown {...props} />
      )}
    </>
  )
}

function Shown({ slug, stored, logo }: Props) {
  const { defaultLanguage, replyTo, timeZone, name } = stored
  return (
    <div className="beside">
      <dl className="facts">
        <dt>{m.org_slug()}</dt>
        <dd>{slug}</dd>
        <dt>{m.org_default_language()}</dt>
        <dd>{languageName(defaultLanguage, getLocale())}</dd>
        <dt>{m.org_reply()}</dt>
        <dd>{replyTo || '—'}</dd>
        <dt>{m.org_zone()}</dt>
        <dd>{timeZone}</dd>
        <dt>{m.org_accent()}</dt>
        <dd>{stored.accent || '—'}</dd>
        <dt>{m.org_approval()}</dt>
        <dd>{stored.needsSecondPerson ? m.org_second_person_on() : m.org_second_person_off()}</dd>
      </dl>
      <aside className="beside-side" aria-labelledby="preview">
        <h2 id="preview">{m.org_preview()}</h2>
        <LetterheadSheet
          name={name}
          logo={logo}
          letterhead={letterheadOf(stored)}
          language={defaultLanguage}
          defaultLanguage={defaultLanguage}
        />
      </aside>
    </div>
  )
}
