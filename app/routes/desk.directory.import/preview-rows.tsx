import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { kindWords } from '../../ui/office-words'
import type { Preview } from './reading.server'
import { rowFaultWords } from './refusal-words'

type RowsProps = { title: string; lead?: string; id: string; headings: string[]; children: ReactNode }

function Rows({ title, lead, id, headings, children }: RowsProps) {
  return (
    <section>
      <h2 id={id}>{title}</h2>
      {lead && <p>{lead}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways can be scrolled by keyboard. */}
      <section className="ledger-frame" tabIndex={0} aria-label={title}>
        <table className="ledger">
          <thead>
            <tr>
              {headings.map((heading) => (
                <th scope="col" key={heading}>
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </section>
    </section>
  )
}

/** Rows that can't be imported, each with its number in the spreadsheet and what is wrong with it. */
export function FaultyRows({ faulty, repeated, counts }: Preview) {
  if (faulty.length + repeated.length === 0) return null
  const isCut = counts.faulty + counts.repeated > faulty.length + repeated.length
  return (
    <Rows
      id="faulty"
      title={m.import_faulty_title()}
      lead={isCut ? m.import_faulty_cut({ count: faulty.length + repeated.length }) : m.import_faulty_lead()}
      headings={[m.import_row(), m.import_what()]}
    >
      {faulty.map(({ number, faults }) => (
        <tr key={number}>
          <th scope="row">{number}</th>
          <td>
            {faults.map((fault) => (
              <p key={`${fault.field} ${fault.code}`}>{rowFaultWords(fault)}</p>
            ))}
          </td>
        </tr>
      ))}
      {repeated.map(({ number, of }) => (
        <tr key={number}>
          <th scope="row">{number}</th>
          <td>{m.import_fault_repeated({ row: of })}</td>
        </tr>
      ))}
    </Rows>
  )
}

/** The first of the new offices, as they were understood. */
export function FreshRows({ fresh }: Preview) {
  if (fresh.length === 0) return null
  const list = new Intl.ListFormat(getLocale(), { type: 'unit' })
  return (
    <Rows
      id="fresh"
      title={m.import_fresh_title()}
      headings={[
        ...[m.import_row(), m.office_name(), m.office_kind(), m.office_city()],
        ...[m.office_languages(), m.directory_address()],
      ]}
    >
      {fresh.map(({ number, name, kind, place, reads, emails }) => (
        <tr key={number}>
          <th scope="row">{number}</th>
          <td className="clip" lang={name.language}>
            {name.words}
          </td>
          <td>{kindWords(kind)}</td>
          <td>{place}</td>
          <td>{list.format(reads)}</td>
          <td className="clip">{emails.join(', ') || m.office_no_address()}</td>
        </tr>
      ))}
    </Rows>
  )
}

/** The first of the offices that are in the directory already. */
export function KnownRows({ known }: Preview) {
  if (known.length === 0) return null
  return (
    <Rows id="known" title={m.import_known_title()} headings={[m.import_row(), m.import_known_as()]}>
      {known.map(({ number, officeId, name, isOwn }) => (
        <tr key={number}>
          <th scope="row">{number}</th>
          <td>
            <Link to={`/desk/directory/${officeId}`} lang={name.language}>
              {name.words}
            </Link>
            {!isOwn && <span className="fine"> {m.import_known_shared()}</span>}
          </td>
        </tr>
      ))}
    </Rows>
  )
}
