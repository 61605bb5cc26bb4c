import { languageName } from '../../../campaigns/language'
import { letterheadOf } from '../../../campaigns/organisation-form'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { LetterheadSheet } from '../../ui/letterhead'
import { OrganisationForm } from '../../ui/organisation-form'
import { OrganisationHead } from '../../ui/organisation-head'
import type { OrganisationAnswer, OrganisationData } from './route'

type Props = OrganisationData & { answer: OrganisationAnswer | undefined }

/** What an organisation says of itself: its owners change it, its other members see it. */
export function OrganisationPage(props: Props) {
  const { id, title, stored, mayManage, isSaved, answer } = props
  return (
    <>
      <OrganisationHead id={id} title={title} />
      {isSaved && !answer && (
        <p className="notice notice-good" role="status">
          {m.org_saved()}
        </p>
      )}
      {mayManage ? (
        <OrganisationForm
          typed={answer?.typed ?? stored}
          faults={answer?.faults ?? {}}
          timeZones={props.timeZones}
          isNew={false}
          submit={m.org_save()}
        />
      ) : (
        <Shown {...props} />
      )}
    </>
  )
}

function Shown({ slug, stored }: Props) {
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
      </dl>
      <aside className="beside-side" aria-labelledby="preview">
        <h2 id="preview">{m.org_preview()}</h2>
        <LetterheadSheet
          name={name}
          letterhead={letterheadOf(stored)}
          language={defaultLanguage}
          defaultLanguage={defaultLanguage}
        />
      </aside>
    </div>
  )
}
