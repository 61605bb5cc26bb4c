import { useEffect } from 'react'
import type { TypedStory } from '../../campaigns/story'
import * as m from '../messages/generated/messages'
import { FaultSummary, faultsId } from './fault-summary'
import { AreaField, Field, SelectField } from './field'

type StoryFormProps = {
  typed: TypedStory
  /** What is wrong, in words by field. */
  faults?: Record<string, string> | undefined
  languages: [tag: string, name: string][]
  /** Languages a summary may be written in besides the report's own. */
  summaries: { tag: string; name: string; direction: 'ltr' | 'rtl' }[]
  /** What a change of the address means. */
  urlHint?: string | undefined
}

/** Everything that is said of a report, to be typed or corrected. Stands within a form. */
export function StoryFields({ typed, faults = {}, languages, summaries, urlHint }: StoryFormProps) {
  const field = (name: keyof TypedStory) => ({ name, defaultValue: typed[name] ?? '', fault: faults[name] })
  const lang = typed.language || undefined
  return (
    <div className="story-fields">
      <Field {...field('headline')} label={m.story_field_headline()} maxLength={300} lang={lang} />
      <div className="story-pair">
        <Field {...field('publisher')} label={m.story_field_publisher()} maxLength={200} />
        <Field {...field('author')} label={m.story_field_author()} maxLength={200} />
      </div>
      <div className="story-pair">
        <Field
          {...field('reportedOn')}
          label={m.story_field_reported_on()}
          hint={m.story_field_reported_on_hint()}
          inputMode="numeric"
          maxLength={10}
        />
        <Field
          {...field('place')}
          label={m.story_field_place()}
          hint={m.story_field_place_hint()}
          maxLength={200}
        />
      </div>
      <Field
        {...field('url')}
        label={m.story_address()}
        hint={urlHint}
        inputMode="url"
        dir="ltr"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={2_000}
      />
      <SelectField {...field('language')} label={m.story_field_language()} className="input-short">
        <option value="">{m.story_choose()}</option>
        {languages.map(([tag, name]) => (
          <option key={tag} value={tag}>
            {name}
          </option>
        ))}
      </SelectField>
      <AreaField
        {...field('summary')}
        label={m.story_field_summary()}
        rows={4}
        maxLength={2_000}
        lang={lang}
      />
      {summaries.map(({ tag, name, direction }) => (
        <AreaField
          key={tag}
          {...field(`summary-${tag}`)}
          label={m.story_field_summary_in({ language: name })}
          rows={4}
          maxLength={2_000}
          lang={tag}
          dir={direction}
        />
      ))}
      <AreaField
        {...field('quotes')}
        label={m.story_field_quotes()}
        hint={m.story_field_quotes_hint()}
        rows={6}
        lang={lang}
      />
    </div>
  )
}

/** All that is wrong with a report's form, on top of it. Takes the focus when it comes. */
export function StoryFaultSummary({ faults }: { faults: Record<string, string> }) {
  useEffect(() => {
    if (Object.keys(faults).length > 0) document.getElementById(faultsId)?.focus()
  }, [faults])
  return (
    <FaultSummary
      title={m.story_faults()}
      faults={Object.entries(faults).map(([field, words]) => ({ field, words }))}
    />
  )
}
