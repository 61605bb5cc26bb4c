import { Link } from '@remix-run/react'
import type { CheckCode } from '../../../campaigns/publishing'
import * as m from '../../messages/generated/messages'
import type { PublishingData } from './publishing-data.server'

export type Draft = NonNullable<PublishingData['draft']>

/** Each thing in the words for "it is there" and for "it is missing". */
const words: Record<CheckCode, { done: () => string; open: (offices: string) => string }> = {
  page: { done: m.publish_check_page, open: m.publish_check_page_open },
  letter: { done: m.publish_check_letter, open: m.publish_check_letter_open },
  recipient: { done: m.publish_check_recipient, open: m.publish_check_recipient_open },
  reached: {
    done: m.publish_check_reached,
    open: (offices) => (offices ? m.publish_check_reached_open({ offices }) : m.publish_check_reached_none()),
  },
  readable: {
    done: m.publish_check_readable,
    open: (offices) =>
      offices ? m.publish_check_readable_open({ offices }) : m.publish_check_readable_none(),
  },
  address: {
    done: m.publish_check_address,
    open: (offices) => (offices ? m.publish_check_address_open({ offices }) : m.publish_check_address_none()),
  },
  story: { done: m.publish_check_story, open: m.publish_check_story_open },
  closing: { done: m.publish_check_closing, open: m.publish_check_closing_open },
}

/** What is there and what is missing, as marks and words. */
export function Checklist({ draft, id }: { draft: Draft; id: string }) {
  const place: Partial<Record<CheckCode, string>> = {
    page: `/desk/campaigns/${id}/texts/${draft.originalLanguage}#page`,
    letter: `/desk/campaigns/${id}/texts/${draft.originalLanguage}#letter`,
    recipient: `/desk/campaigns/${id}/recipients`,
    reached: `/desk/campaigns/${id}/recipients`,
    address: `/desk/campaigns/${id}/recipients`,
    readable: `/desk/campaigns/${id}/recipients`,
    story: `/desk/campaigns/${id}/stories`,
    closing: `/desk/campaigns/${id}/settings#closing`,
  }
  return (
    <ul className="checklist">
      {draft.checks.map(({ code, isDone, offices }) => (
        <li key={code} className={isDone ? 'check-done' : 'check-open'}>
          <span className="check-mark" aria-hidden="true">
            {isDone ? '✓' : '○'}
          </span>
          <span>
            <span className="visually-hidden">
              {isDone ? m.publish_check_is_done() : m.publish_check_is_open()}{' '}
            </span>
            {isDone ? words[code].done() : words[code].open(offices)}{' '}
            {!isDone && place[code] && <Link to={place[code]}>{m.publish_check_go()}</Link>}
          </span>
        </li>
      ))}
    </ul>
  )
}
