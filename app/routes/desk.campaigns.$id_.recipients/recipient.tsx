import { Form, Link, useNavigation } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { shareWords } from '../../ui/share-words'
import { Tag } from '../../ui/tag'
import type { RecipientsData } from './route'

type RecipientProps = RecipientsData['recipients'][number] & {
  campaignId: string
  isFirst: boolean
  maySend: boolean
}

/** One office a campaign addresses: whether a letter can reach it, and be read there. */
export function Recipient(office: RecipientProps) {
  const isBusy = useNavigation().state !== 'idle'
  const { name } = office
  const act = (intent: string, words: string) => (
    <button
      type="submit"
      name="intent"
      value={intent}
      className="button button-quiet"
      disabled={isBusy}
      aria-label={`${words}: ${name.words}`}
    >
      {words}
    </button>
  )
  return (
    <li>
      <div className="entry">
        <p lang={name.language}>
          {office.isSeen ? <Link to={`/desk/directory/${office.id}`}>{name.words}</Link> : name.words}
        </p>
        <p className="fine">{office.place}</p>
        <p>
          <Tag kind={office.letterLanguage ? 'good' : 'warn'}>
            {office.letterLanguage ? m.office_letter_ready() : m.office_letter_not_ready()}
          </Tag>{' '}
          {letterWords(office)}
        </p>
        <p>
          <Tag kind={office.email && office.checkedAt ? 'good' : 'warn'}>
            {office.email
              ? office.checkedAt
                ? m.office_is_checked()
                : m.office_is_unchecked()
              : m.office_no_address()}
          </Tag>{' '}
          {office.email ?? m.office_no_address_words()}
        </p>
        <p>{shareWords(office.share)}</p>
      </div>
      {office.maySend && (
        <Form
          method="post"
          action={`/desk/campaigns/${office.campaignId}/recipients#faults`}
          className="acts"
        >
          <input type="hidden" name="office" value={office.id} />
          <Link
            to={`/desk/campaigns/${office.campaignId}/recipients/${office.id}`}
            className="button button-quiet"
            aria-label={`${m.route_change()}: ${name.words}`}
          >
            {m.route_change()}
          </Link>
          {!office.isFirst && act('up', m.office_recipient_up())}
          {act('remove', m.office_recipient_remove())}
        </Form>
      )}
    </li>
  )
}

function letterWords({ letterLanguage, begunLanguage, reads }: RecipientProps): string {
  const list = new Intl.ListFormat(getLocale(), { type: 'unit' })
  if (letterLanguage) return m.office_letter_goes_out({ language: letterLanguage })
  if (begunLanguage) return m.office_letter_begun({ language: begunLanguage })
  return m.office_letter_missing({ languages: list.format(reads) })
}
