import { Form, Link } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { CampaignTabs } from '../../ui/campaign-tabs'
import { CampaignStateTag, DeliveryStateTag } from '../../ui/desk-words'
import { LedgerFrame } from '../../ui/ledger-frame'
import { Moment } from '../../ui/moment'
import { shareWords } from '../../ui/share-words'
import { SignatureLedger } from '../../ui/signature-ledger'
import { Publishing } from './publishing'
import type { PublishingAnswer } from './publishing-action.server'
import type { CampaignDeskData, PrepareAnswer } from './route'
import { StoriesNote } from './stories-note'

type Props = CampaignDeskData & { answer: PrepareAnswer | PublishingAnswer | undefined }

export function CampaignDesk(props: Props) {
  const { id, slug, title, state, counts, goal, signatures, answer } = props
  const step = answer?.kind === 'step-refused' || answer?.kind === 'preview-made' ? answer : undefined
  const prepare = answer && answer !== step ? (answer as PrepareAnswer) : undefined
  const number = new Intl.NumberFormat(getLocale())
  return (
    <>
      <header className="desk-head">
        <h1 lang={title.language}>{title.words}</h1>
        <p className="desk-line">
          <CampaignStateTag state={state} />
          {state !== 'draft' && <a href={`/c/${slug}`}>{m.desk_public_page()}</a>}
        </p>
        <CampaignTabs id={id} />
      </header>
      {prepare && (
        <p className="notice notice-bad" role="alert">
          {complaint[prepare.kind]()}
        </p>
      )}
      <StoriesNote id={id} {...props.stories} />
      <Publishing {...props} {...props.publishing} stepAnswer={step} />
      <dl className="figures">
        <Figure label={m.desk_confirmed()} value={number.format(counts.confirmed)} />
        <Figure label={m.desk_waiting()} value={number.format(counts.pending)} />
        <Figure label={m.desk_withdrawn()} value={number.format(counts.withdrawn)} />
        <Figure label={m.desk_doubtful()} value={number.format(counts.quarantined)} />
        <Figure label={m.desk_goal()} value={number.format(goal)} />
      </dl>
      <Deliveries {...props} />
      <Letters {...props} />
      <section aria-labelledby="signatures">
        <h2 id="signatures">{m.desk_signatures()}</h2>
        <SignatureLedger signatures={signatures} />
        {signatures.length > 0 && (
          <p>
            <Link to={`/desk/campaigns/${id}/signatures`}>{m.desk_all_signatures()}</Link>
          </p>
        )}
      </section>
    </>
  )
}

const complaint: Record<PrepareAnswer['kind'], () => string> = {
  'not-a-recipient': m.prepare_not_a_recipient,
  'no-address': m.prepare_no_address,
  'no-readable-letter': m.prepare_no_readable_letter,
  'not-published': m.prepare_not_published,
  'no-signatures': m.prepare_no_signatures,
  'nobody-signed': m.prepare_nobody_signed,
}

/** Whether an office that gets some countries' signatures has none yet. */
const isEmpty = ({ share, signatureCount }: CampaignDeskData['recipients'][number]) =>
  share.kind !== 'all' && signatureCount === 0

const Figure = ({ label, value }: { label: string; value: string }) => (
  <div>
    <dt>{label}</dt>
    <dd>{value}</dd>
  </div>
)

function Deliveries({ deliveries, recipients, maySend, state }: CampaignDeskData) {
  const number = new Intl.NumberFormat(getLocale())
  return (
    <section aria-labelledby="deliveries">
      <h2 id="deliveries">{m.desk_deliveries()}</h2>
      {deliveries.length === 0 ? (
        <p className="empty">{m.desk_no_deliveries()}</p>
      ) : (
        <LedgerFrame label={m.desk_deliveries()}>
          <table className="ledger">
            <thead>
              <tr>
                <th scope="col">{m.desk_recipient()}</th>
                <th scope="col">{m.desk_state()}</th>
                <th scope="col">{m.desk_reference()}</th>
                <th scope="col" className="number">
                  {m.desk_signatures()}
                </th>
                <th scope="col">{m.desk_prepared()}</th>
              </tr>
            </thead>
            <tbody>
              {deliveries.map((delivery) => (
                <tr key={delivery.id}>
                  <th scope="row">
                    <Link to={`/desk/deliveries/${delivery.id}`}>{delivery.recipient}</Link>
                  </th>
                  <td className="ledger-state">
                    <DeliveryStateTag state={delivery.state} />
                  </td>
                  <td data-label={m.desk_reference()}>
                    <span className="reference">{delivery.reference}</span>
                  </td>
                  <td className="number" data-label={m.desk_signatures()}>
                    {number.format(delivery.signatureCount)}
                  </td>
                  <td data-label={m.desk_prepared()}>
                    <Moment at={delivery.preparedAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </LedgerFrame>
      )}
      {recipients.map((office) => {
        const last = deliveries.find(({ recipient, acceptedAt }) => acceptedAt && recipient === office.name)
        return (
          <div className="office" key={office.id}>
            <div>
              <h3>{office.name}</h3>
              <p>
                {office.place} ·{' '}
                {m.desk_reads({ languages: new Intl.ListFormat(getLocale()).format(office.reads) })}
              </p>
              {office.share.kind !== 'all' && <p>{shareWords(office.share)}</p>}
              {last?.acceptedAt && (
                <p className="fine">
                  {m.desk_last_letter()} <Moment at={last.acceptedAt} />
                </p>
              )}
            </div>
            {maySend && state !== 'draft' && office.letterLanguage && !isEmpty(office) && (
              <PrepareForm office={office} isFirst={!last} />
            )}
            {isEmpty(office) && state !== 'draft' && <p className="fine">{m.prepare_no_signatures()}</p>}
            {!office.letterLanguage && <p className="notice">{m.prepare_no_readable_letter()}</p>}
          </div>
        )
      })}
    </section>
  )
}

/** Without a single signature it says so first, and the button names what comes of it. */
function PrepareForm({
  office,
  isFirst,
}: {
  office: CampaignDeskData['recipients'][number]
  isFirst: boolean
}) {
  const { id, signatureCount: count } = office
  const shown = new Intl.NumberFormat(getLocale()).format(count)
  return (
    <Form method="post" className="stack">
      <input type="hidden" name="recipient" value={id} />
      {count === 0 && <p className="fine">{m.prepare_nobody_signed()}</p>}
      {count === 0 && <input type="hidden" name="without" value="signatures" />}
      <button type="submit" className={isFirst && count > 0 ? 'button' : 'button button-plain'}>
        {count > 0 ? m.desk_prepare({ count, shown }) : m.desk_prepare_without()}
      </button>
    </Form>
  )
}

/** The letters with their annex; where offices get different signatures, each office's by itself. */
const Letters = ({ id, letters, recipients }: CampaignDeskData) => (
  <section aria-labelledby="letters">
    <h2 id="letters">{m.desk_letters()}</h2>
    <ul className="letters">
      {letters.map(({ language, name, version, isOriginal, translator }) => (
        <li key={language}>
          {recipients.some(({ share }) => share.kind !== 'all') ? (
            recipients.map((office) => (
              <a
                key={office.id}
                href={`/desk/campaigns/${id}/letter.pdf?language=${language}&office=${office.id}`}
              >
                {m.desk_letter_pdf_to({ language: name, office: office.name })}
              </a>
            ))
          ) : (
            <a href={`/desk/campaigns/${id}/letter.pdf?language=${language}`}>
              {m.desk_letter_pdf({ language: name })}
            </a>
          )}
          <span>
            {m.desk_version({ version })} · {isOriginal ? m.desk_original() : m.desk_translation()}
            {translator && ` · ${translator}`}
          </span>
        </li>
      ))}
    </ul>
  </section>
)
