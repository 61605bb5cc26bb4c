import { Form, Link, useNavigation } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { Field } from '../../ui/field'
import type { RecipientsData } from './route'

type AddRecipientProps = NonNullable<RecipientsData['search']> & { campaignId: string }

/** Finds offices in the directory that the campaign does not address yet. */
export function AddRecipient({ campaignId, words, foundCount, allCount, offices }: AddRecipientProps) {
  const isBusy = useNavigation().state !== 'idle'
  const list = new Intl.ListFormat(getLocale(), { type: 'unit' })
  if (allCount === 0)
    return (
      <p className="notice">
        {m.office_recipients_no_directory()} <Link to="/desk/directory">{m.directory_title()}</Link>
      </p>
    )
  return (
    <>
      <Form method="get" role="search" className="search" key={words} preventScrollReset>
        <Field name="words" type="search" label={m.directory_words()} defaultValue={words} />
        <div className="row">
          <button type="submit" className="button button-plain">
            {m.directory_search()}
          </button>
          <Link to="/desk/directory/new">{m.directory_add()}</Link>
        </div>
      </Form>
      {offices.length === 0 ? (
        <p className="empty">
          {foundCount > 0 ? m.office_recipients_all_addressed() : m.directory_nothing_found()}
        </p>
      ) : (
        <ul className="entries">
          {offices.map((office) => (
            <li key={office.id}>
              <div className="entry">
                <p lang={office.name.language}>{office.name.words}</p>
                <p className="fine">
                  {office.place} · {m.desk_reads({ languages: list.format(office.reads) })}
                </p>
              </div>
              <Form method="post" action={`/desk/campaigns/${campaignId}/recipients#faults`}>
                <input type="hidden" name="office" value={office.id} />
                <button
                  type="submit"
                  name="intent"
                  value="add"
                  className="button button-plain"
                  disabled={isBusy}
                  aria-label={`${m.office_recipient_add()}: ${office.name.words}`}
                >
                  {m.office_recipient_add()}
                </button>
              </Form>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
