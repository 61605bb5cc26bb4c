import { Form, Link, useNavigation } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { Notice } from '../../ui/notice'
import { StoryFaultSummary, StoryFields } from '../../ui/story-form'
import { PictureFound } from '../../ui/story-picture'
import { FoundOnPage, StoryAddress, StoryCopyView, Unread } from '../../ui/story-read'
import { storyFaultWords } from '../../ui/story-words'
import type { NewStoryAnswer, NewStoryData } from './route'
import '../../ui/story.css'

type Props = NewStoryData & { answer: NewStoryAnswer | undefined }

export function NewStory(props: Props) {
  const { id, title, answer, step, isLost, reading, silent, copy, address } = props
  const isDetails = answer ? answer.kind !== 'address' : step === 'details'
  return (
    <>
      <header className="desk-head">
        <p>
          <Link to={`/desk/campaigns/${id}`} lang={title.language}>
            {title.words}
          </Link>
          {' · '}
          <Link to={`/desk/campaigns/${id}/stories`}>{m.story_stories()}</Link>
        </p>
        <h1>{m.story_add()}</h1>
      </header>
      {answer?.kind === 'refused' && <Unread {...answer} />}
      {answer?.kind === 'archived' && <Notice kind="bad" role="alert" title={m.story_archived()} />}
      {answer?.kind === 'too-many' && <Notice kind="bad" role="alert" title={m.story_too_many()} />}
      {isLost && !answer && <Notice kind="warn" title={m.story_lost()} />}
      {!answer && reading && <FoundOnPage silent={silent} hasCopy={copy !== null} />}
      {isDetails ? (
        <Details {...props} />
      ) : (
        <Form method="post" className="stack story-form">
          <p className="lead">{m.story_add_lead()}</p>
          <StoryAddress
            address={answer?.kind === 'address' ? answer.address : address}
            fault={answer?.kind === 'address' ? m.story_fault_address() : undefined}
          />
        </Form>
      )}
    </>
  )
}

function Details({ answer, ...page }: Props) {
  const isBusy = useNavigation().state !== 'idle'
  const faults = answer?.kind === 'details' ? storyFaultWords(answer.faults) : {}
  const isUnread = answer?.kind === 'refused'
  const typed = isUnread ? { url: answer.address } : answer && 'typed' in answer ? answer.typed : page.typed
  return (
    <div className="story-desk">
      <Form method="post" className="stack story-form" key={page.reading ?? 'hand'}>
        {answer?.kind === 'details' && <StoryFaultSummary faults={faults} />}
        <StoryFields typed={typed} faults={faults} languages={page.languages} summaries={page.summaries} />
        <input type="hidden" name="reading" value={isUnread ? '' : (page.reading ?? '')} />
        <div className="row">
          <button type="submit" name="intent" value="add" className="button" disabled={isBusy}>
            {m.story_add_button()}
          </button>
          <Link to={`/desk/campaigns/${page.id}/stories/new`} className="button button-quiet">
            {m.story_other_address()}
          </Link>
        </div>
      </Form>
      {!isUnread && page.reading && (page.copy || page.hasPicture) && (
        <div className="stack">
          {page.hasPicture && <PictureFound reading={page.reading} />}
          {page.copy && (
            <section aria-labelledby="copy">
              <h2 id="copy">{m.story_copy()}</h2>
              <StoryCopyView copy={page.copy} language={page.typed.language || undefined} />
            </section>
          )}
        </div>
      )}
    </div>
  )
}
