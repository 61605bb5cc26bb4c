import { textStates } from '../../../campaigns/campaign'
import { directionOf } from '../../../campaigns/language'
import { faultsOf, type TextKind, type TextWords, tidyWords } from '../../../campaigns/text'
import * as m from '../../messages/generated/messages'
import { AreaField, Field, SelectField } from '../../ui/field'
import { fieldWords, languageStateWords, textFaultWords } from '../../ui/text-words'
import { BodyField } from './body-field'
import type { WriteData } from './route'

type Props = WriteData & {
  kind: TextKind
  words: TextWords
  onWord: (field: string, words: string) => void
}

/** The fields of a page or a letter, in the language and direction they are written in. */
export function TextFields({ kind, words, onWord, language, original }: Props) {
  const faults = faultsOf(kind, tidyWords(kind, words))
  const field = (name: string) => ({
    id: `${kind}-${name}`,
    name,
    label: fieldWords(name),
    value: words[name] ?? '',
    fault:
      faults
        .filter((fault) => fault.field === name && fault.code !== 'missing')
        .map(textFaultWords)
        .filter((told, index, all) => all.indexOf(told) === index)
        .join(' ') || undefined,
    lang: language,
    dir: directionOf(language),
    onChange: (event: { currentTarget: { value: string } }) => onWord(name, event.currentTarget.value),
  })
  const { value, fault } = field('body')
  const bodyField = <BodyField {...{ kind, value, fault, language, onWord }} />
  if (kind === 'letter')
    return (
      <>
        <Field {...field('subject')} />
        {bodyField}
        {language !== original && (
          <Field {...field('translator')} optional={m.sign_optional()} hint={m.text_translator_hint()} />
        )}
      </>
    )
  return (
    <>
      <Field {...field('title')} />
      <AreaField {...field('summary')} rows={3} hint={m.text_summary_hint()} />
      <AreaField {...field('demand')} rows={2} hint={m.text_demand_hint()} />
      {bodyField}
      <SelectField
        id="page-state"
        name="state"
        label={fieldWords('state')}
        hint={language === original ? m.text_state_hint_original() : m.text_state_hint()}
        value={words.state || 'draft'}
        onChange={(event) => onWord('state', event.currentTarget.value)}
        className="input-short"
      >
        {textStates.map((state) => (
          <option key={state} value={state}>
            {languageStateWords(state)}
          </option>
        ))}
      </SelectField>
    </>
  )
}
