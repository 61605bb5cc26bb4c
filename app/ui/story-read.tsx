import { useNavigation } from '@remix-run/react'
import type { PageRefusal, StoryField } from '../../campaigns/story'
import * as m from '../messages/generated/messages'
import { getLocale } from '../messages/generated/runtime'
import { Field } from './field'
import { Moment } from './moment'
import { Notice } from './notice'
import { refusalWords, storyFieldWords } from './story-words'

/** Where the address of a story is pasted, with both ways on. Stands within a form. */
export function StoryAddress({
  address,
  fault,
}: {
  address?: string | undefined
  fault?: string | undefined
}) {
  const isReading = useNavigation().formData?.get('intent') === 'read'
  return (
    <>
      <Field
        name="address"
        label={m.story_address()}
        hint={m.story_address_hint()}
        fault={fault}
        defaultValue={address}
        inputMode="url"
        dir="ltr"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={2_000}
      />
      <div className="row">
        <button type="submit" name="intent" value="read" className="button" disabled={isReading}>
          {isReading ? m.story_reading() : m.story_read()}
        </button>
        <button type="submit" formMethod="get" name="by" value="hand" className="button button-quiet">
          {m.story_by_hand()}
        </button>
      </div>
    </>
  )
}

/** That a page was not read, why, and what to do. */
export const Unread = ({ reason, status }: { reason: PageRefusal; status: number | null }) => (
  <Notice kind="warn" title={m.story_unread_title()} role="alert">
    <p>
      {refusalWords(reason, status)} {m.story_unread_hand()}
    </p>
  </Notice>
)

/** What a page said and what it didn't. */
export function FoundOnPage({ silent, hasCopy }: { silent: StoryField[]; hasCopy: boolean }) {
  const list = new Intl.ListFormat(getLocale())
  return (
    <Notice kind="good" title={m.story_found()} role="status">
      {silent.length > 0 && <p>{m.story_not_said({ fields: list.format(silent.map(storyFieldWords)) })}</p>}
      {!hasCopy && <p>{m.story_no_text()}</p>}
    </Notice>
  )
}

type CopyProps = {
  copy: { readAt: Date | string | null; archiveSha256: string; archive: string }
  checkedAt?: Date | string | null
  language?: string | undefined
}

/** The copy of a report: when it was read, its SHA-256, and its text to quote from. */
export function StoryCopyView({ copy, checkedAt, language }: CopyProps) {
  return (
    <>
      <dl className="facts">
        {copy.readAt && (
          <>
            <dt>{m.story_copy_read()}</dt>
            <dd>
              <Moment at={copy.readAt} />
            </dd>
          </>
        )}
        <dt>SHA-256</dt>
        <dd>
          <code className="story-hash">{copy.archiveSha256}</code>
        </dd>
        {checkedAt && (
          <>
            <dt>{m.story_checked()}</dt>
            <dd>
              <Moment at={checkedAt} />
            </dd>
          </>
        )}
      </dl>
      <details className="story-text">
        <summary>{m.story_copy_text()}</summary>
        <div className="serif" lang={language}>
          {copy.archive.split('\n\n').map((paragraph, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the paragraphs of a copy keep their places.
            <p key={index}>{paragraph}</p>
          ))}
        </div>
      </details>
    </>
  )
}
