import { Form, Link } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { Moment } from '../../ui/moment'
import { roleWords } from '../../ui/role-words'
import type { OrganisationsData, RequestAnswer } from './route'
import '../../ui/desk-form.css'

type Props = OrganisationsData & { answer: RequestAnswer | undefined }

/** The person's organisations, the way to one of their own, and, for a keeper, who asks for one. */
export function OrganisationsPage(props: Props) {
  const { organisations, own, way, isKeeper, answer } = props
  return (
    <>
      <h1>{m.org_nav()}</h1>
      {answer && (
        <p className="notice notice-bad" role="alert">
          {m.org_request_over()}
        </p>
      )}
      {own.map(({ id, name }) => (
        <div key={id} className="notice notice-info">
          <p>{m.org_request_own({ name: name.words })}</p>
          <Form method="post">
            <input type="hidden" name="request" value={id} />
            <button type="submit" name="intent" value="take-back" className="button button-plain">
              {m.org_request_take_back()}
            </button>
          </Form>
        </div>
      ))}
      {organisations.length > 0 ? <List {...props} /> : own.length === 0 && <Nothing {...props} />}
      {way !== 'none' && own.length === 0 && (
        <p>
          <Link
            to="/desk/organisations/new"
            className={organisations.length > 0 ? 'button button-plain' : 'button'}
          >
            {way === 'open' ? m.org_open() : m.org_ask()}
          </Link>
        </p>
      )}
      {isKeeper && <Requests {...props} />}
    </>
  )
}

const onward = { open: m.org_none_open, ask: m.org_none_ask, none: m.org_none_invited }

const Nothing = ({ way }: Props) => (
  <p className="notice">
    {m.org_none()} {onward[way]()}
  </p>
)

function List({ organisations }: Props) {
  return (
    <div className="ledger-frame">
      <table className="ledger">
        <thead>
          <tr>
            <th scope="col">{m.org_name()}</th>
            <th scope="col">{m.org_your_role()}</th>
            <th scope="col">{m.org_people_link()}</th>
          </tr>
        </thead>
        <tbody>
          {organisations.map(({ id, name, role }) => (
            <tr key={id}>
              <th scope="row">
                <Link to={`/desk/organisations/${id}`} lang={name.language}>
                  {name.words}
                </Link>
              </th>
              <td>{roleWords(role)}</td>
              <td>
                <Link
                  to={`/desk/organisations/${id}/people`}
                  aria-label={`${m.org_people_link()}: ${name.words}`}
                >
                  {m.org_people_link()}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Requests({ requests }: Props) {
  return (
    <section aria-labelledby="requests">
      <h2 id="requests">{m.org_requests()}</h2>
      {requests.length === 0 ? (
        <p className="empty">{m.org_requests_none()}</p>
      ) : (
        <p>{m.org_requests_lead()}</p>
      )}
      {requests.map(({ id, name, lines, replyTo, askedBy, askedAt }) => (
        <div key={id} className="card stack">
          <h3 lang={name.language}>{name.words}</h3>
          <dl className="facts">
            <dt>{m.org_request_by()}</dt>
            <dd>
              <bdi>{askedBy}</bdi>
            </dd>
            <dt>{m.org_request_when()}</dt>
            <dd>
              <Moment at={askedAt} />
            </dd>
            <dt>{m.org_letterhead()}</dt>
            <dd>
              <bdi>{lines.join(', ') || '—'}</bdi>
            </dd>
            <dt>{m.org_request_reply()}</dt>
            <dd>{replyTo ?? '—'}</dd>
          </dl>
          <Form method="post" className="inline-form">
            <input type="hidden" name="request" value={id} />
            <button type="submit" name="intent" value="grant" className="button">
              {m.org_request_grant({ name: name.words })}
            </button>
            <button type="submit" name="intent" value="refuse" className="button button-bad">
              {m.org_request_refuse({ name: name.words })}
            </button>
          </Form>
        </div>
      ))}
    </section>
  )
}
