import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import type { OfficeData } from './route'

type Spoken = OfficeData['names']

/** What the directory knows of an office. */
export function OfficeFacts(props: OfficeData) {
  return (
    <dl className="facts">
      <SpokenFact label={m.office_name()} spoken={props.names} />
      <dt>{m.office_languages()}</dt>
      <dd>{new Intl.ListFormat(getLocale(), { type: 'unit' }).format(props.reads)}</dd>
      <SpokenFact label={m.office_addressee()} spoken={props.addressees} />
      <SpokenFact label={m.office_salutation()} spoken={props.salutations} />
      <dt>{m.office_postal_address()}</dt>
      <dd>
        {props.postalAddress.length === 0
          ? m.office_not_known()
          : props.postalAddress.map((line) => <div key={line}>{line}</div>)}
      </dd>
      <dt>{m.office_time_zone()}</dt>
      <dd>{props.timeZone.replaceAll('_', ' ')}</dd>
    </dl>
  )
}

const SpokenFact = ({ label, spoken }: { label: string; spoken: Spoken }) => (
  <>
    <dt>{label}</dt>
    <dd>
      {spoken.map(({ tag, language, words }) => (
        <div key={tag}>
          <span lang={tag}>{words}</span> <span className="fine">({language})</span>
        </div>
      ))}
    </dd>
  </>
)
