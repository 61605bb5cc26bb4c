import { Form, useNavigation } from '@remix-run/react'
import {
  faultsOf,
  isSameText,
  type TextKind,
  type TextWords,
  textFields,
  tidyWords,
} from '../../../campaigns/text'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { TextDifference } from '../../ui/text-difference'
import type { WriteData } from './route'

type Props = WriteData & { kind: TextKind; words: TextWords; number: number; isSaved: boolean }

/** The deliberate act that brings a published campaign's working copy before its readers, with what it means. */
export function PutOnline({ kind, words, number, isSaved, texts, signed }: Props) {
  const isBusy = useNavigation().state !== 'idle'
  const online = texts[kind]?.online ?? null
  const tidy = tidyWords(kind, words)
  if (online ? isSameText(tidy, online) : Object.values(tidy).every((text) => text === '')) return null
  const hasFaults = faultsOf(kind, tidy).length > 0
  const isNewVersion =
    kind === 'letter' && online !== null && (tidy.subject !== online.subject || tidy.body !== online.body)
  const count = signed?.signedCount ?? 0
  const shown = `${new Intl.NumberFormat(getLocale()).format(count)}${signed?.isMore ? '+' : ''}`
  return (
    <details className="put-online">
      <summary>{m.text_put_online()}</summary>
      <div className="stack-small">
        {online && <TextDifference fields={textFields[kind]} before={online} after={tidy} />}
        {isNewVersion && signed && (
          <p>
            {count > 0
              ? m.text_new_version_signed({ count, shown, version: signed.version, next: signed.version + 1 })
              : m.text_new_version({ next: signed.version + 1 })}
          </p>
        )}
        {kind === 'page' && <p>{m.text_page_changes()}</p>}
        {hasFaults && <p className="fault">{m.text_online_faulty()}</p>}
        <Form method="post">
          <input type="hidden" name="kind" value={kind} />
          <input type="hidden" name="number" value={number} />
          <button
            type="submit"
            name="intent"
            value="online"
            className="button"
            disabled={isBusy || hasFaults || !isSaved}
          >
            {m.text_put_online()}
          </button>
        </Form>
      </div>
    </details>
  )
}
