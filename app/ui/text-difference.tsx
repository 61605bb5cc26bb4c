import type { TextWords } from '../../campaigns/text'
import { differenceOf } from '../../campaigns/text-difference'
import * as m from '../messages/generated/messages'
import { fieldWords, languageStateWords } from './text-words'

type Props = { fields: readonly string[]; before: TextWords; after: TextWords }

/** What differs between two states of a text, field by field. Struck out and underlined, so that colour is not needed. */
export function TextDifference({ fields, before, after }: Props) {
  const changed = fields.filter((field) => (before[field] ?? '') !== (after[field] ?? ''))
  if (changed.length === 0) return <p className="hint">{m.text_no_difference()}</p>
  return (
    <dl className="difference">
      {changed.map((field) => (
        <div key={field}>
          <dt>{fieldWords(field)}</dt>
          <dd className="as-typed">
            {differenceOf(shown(field, before), shown(field, after)).map(({ kind, text }, index) => {
              const key = `${index} ${kind}`
              if (kind === 'removed') return <del key={key}>{text}</del>
              if (kind === 'added') return <ins key={key}>{text}</ins>
              return <span key={key}>{text}</span>
            })}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function shown(field: string, words: TextWords): string {
  const text = words[field] ?? ''
  if (field !== 'state') return text
  return languageStateWords(text === 'reviewed' || text === 'translated' ? text : 'draft')
}
