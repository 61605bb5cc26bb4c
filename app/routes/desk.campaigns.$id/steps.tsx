import { Form, useNavigation } from '@remix-run/react'
import type { ReactNode } from 'react'
import { outcomes } from '../../../campaigns/campaign'
import type { Move } from '../../../campaigns/publishing'
import * as m from '../../messages/generated/messages'
import { RadioCards } from '../../ui/choice'
import { ClosingChoice } from '../../ui/closing-choice'
import { outcomeWords } from '../../ui/outcome-words'
import type { PublishingProps } from './publishing'

/** The steps that lead on from here. Each opens to what it means, and then asks for one press. */
export function Steps({ moves, state, outcome, timeZone, lead }: PublishingProps) {
  const may = (move: Move) => moves.includes(move)
  return (
    <div className="steps">
      {may('resume') && <Step step="resume" title={m.publish_resume()} words={m.publish_resume_words()} />}
      {may('pause') && <Step step="pause" title={m.publish_pause()} words={m.publish_pause_words()} />}
      {may('close') && <Step step="close" title={m.publish_close()} words={m.publish_close_words()} />}
      {may('conclude') && (
        <Step
          step="conclude"
          title={state === 'concluded' ? m.publish_conclude_again() : m.publish_conclude()}
          words={m.publish_conclude_words()}
        >
          <RadioCards
            name="outcome"
            legend={m.publish_outcome()}
            chosen={outcome ?? undefined}
            options={outcomes.map((value) => ({ value, label: outcomeWords(value) }))}
          />
        </Step>
      )}
      {may('reopen') && (
        <Step step="reopen" title={m.publish_reopen()} words={m.publish_reopen_words()}>
          <ClosingChoice timeZone={timeZone} chosen={undefined} closesAt="" />
        </Step>
      )}
      {may('archive') && (
        <Step step="archive" title={m.publish_archive()} words={m.publish_archive_words()} isGrave />
      )}
      {lead && <p className="hint">{m.partner_lead_ends({ name: lead })}</p>}
    </div>
  )
}

type StepProps = {
  step: Exclude<Move, 'publish'>
  title: string
  words: string
  isGrave?: boolean
  children?: ReactNode
}

function Step({ step, title, words, isGrave = false, children }: StepProps) {
  const isBusy = useNavigation().state !== 'idle'
  return (
    <details>
      <summary>{title}</summary>
      <Form method="post" className="step">
        <p>{words}</p>
        {children}
        <button
          type="submit"
          name="step"
          value={step}
          className={isGrave ? 'button button-bad' : 'button button-plain'}
          disabled={isBusy}
        >
          {title}
        </button>
      </Form>
    </details>
  )
}
