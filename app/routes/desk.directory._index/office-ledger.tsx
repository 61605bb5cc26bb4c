import { Link } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { kindWords } from '../../ui/office-words'
import { Tag } from '../../ui/tag'
import type { DirectoryData } from './route'

export function OfficeLedger({ offices }: Pick<DirectoryData, 'offices'>) {
  if (offices.length === 0) return <p className="empty">{m.directory_nothing_found()}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways can be scrolled by keyboard.
    <section className="ledger-frame" tabIndex={0} aria-label={m.directory_title()}>
      <table className="ledger">
        <thead>
          <tr>
            <th scope="col">{m.office_name()}</th>
            <th scope="col">{m.office_kind()}</th>
            <th scope="col">{m.office_country()}</th>
            <th scope="col">{m.directory_reads()}</th>
            <th scope="col">{m.directory_address()}</th>
            <th scope="col">{m.directory_home()}</th>
          </tr>
        </thead>
        <tbody>
          {offices.map((office) => (
            <tr key={office.id}>
              <th scope="row">
                <Link to={`/desk/directory/${office.id}`} lang={office.name.language}>
                  {office.name.words}
                </Link>
                <br />
                <span className="fine">{office.place}</span>
              </th>
              <td>{kindWords(office.kind)}</td>
              <td>{office.country}</td>
              <td>{new Intl.ListFormat(getLocale(), { type: 'unit' }).format(office.reads)}</td>
              <td>
                {office.email ? (
                  <>
                    <span className="clip">{office.email}</span>{' '}
                    <Tag kind={office.checkedAt ? 'good' : 'warn'}>
                      {office.checkedAt ? m.office_is_checked() : m.office_is_unchecked()}
                    </Tag>
                  </>
                ) : (
                  <Tag kind="warn">{m.office_no_address()}</Tag>
                )}
              </td>
              <td>{office.home ?? m.directory_shared()}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** An empty directory says what it is for, and what comes first. */
export const EmptyDirectory = ({ mayAdd }: { mayAdd: boolean }) => (
  <div className="card stack-small">
    <h2>{m.directory_empty_title()}</h2>
    <p>{m.directory_empty()}</p>
    {mayAdd && (
      <p className="row">
        <Link to="/desk/directory/new" className="button">
          {m.directory_add()}
        </Link>
        <Link to="/desk/directory/import">{m.directory_import()}</Link>
      </p>
    )}
  </div>
)
