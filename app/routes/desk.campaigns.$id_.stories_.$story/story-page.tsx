import { Form, Link, useNavigation } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { Notice } from '../../ui/notice'
import { StoryFaultSummary, StoryFields } from '../../ui/story-form'
import { StoryCopyView } from '../../ui/story-read'
import { refusalWords, storyFaultWords } from '../../ui/story-words'
import { Tag } from '../../ui/tag'
import { Picture } from './picture'
import type { StoryAnswer, StoryData } from './route'
import '../../ui/story.css'

type Props = StoryData & { answer: StoryAnswer | undefined }

export function StoryPage(props: Props) {
  const { id, title, headline, language, isMain, mayEdit, isArchived, answer, copy, checkedAt } = props
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
        <h1 lang={language}>{headline}</h1>
        {isMain && (
          <p className="desk-line">
            <Tag>{m.story_main()}</Tag>
          </p>
        )}
      </header>
      {answer && isRefusal(answer) && <Refused answer={answer} />}
      {isArchived && !answer && <p className="notice">{m.story_archived()}</p>}
      <Change {...props} />
      <section aria-labelledby="copy">
        <h2 id="copy">{m.story_copy()}</h2>
        {copy ? (
          <StoryCopyView copy={copy} checkedAt={checkedAt} language={language} />
        ) : (
          <p className="empty">{m.story_copy_none()}</p>
        )}
        {mayEdit && props.url && <ReadAgain hasCopy={copy !== null} />}
      </section>
      <Picture
        {...props}
        answer={answer && !isRefusal(answer) && answer.kind !== 'details' ? answer : undefined}
      />
      {mayEdit ? <Edit {...props} /> : <Facts {...props} />}
      {mayEdit && !isMain && <FurtherActs />}
    </>
  )
}

type Refusal = Exclude<StoryAnswer, { kind: 'details' | 'picture' | 'upload' }>
const isRefusal = (answer: StoryAnswer): answer is Refusal =>
  answer.kind !== 'details' && answer.kind !== 'picture' && answer.kind !== 'upload'

const Refused = ({ answer }: { answer: Refusal }) => {
  switch (answer.kind) {
    case 'refused':
      return (
        <Notice kind="warn" title={m.story_unread_title()} role="alert">
          <p>{refusalWords(answer.reason, answer.status)}</p>
        </Notice>
      )
    case 'archived':
      return <Notice kind="bad" role="alert" title={m.story_archived()} />
    case 'main':
      return <Notice kind="bad" role="alert" title={m.story_is_main()} />
    case 'no-text':
      return <Notice kind="warn" role="alert" title={m.story_no_text()} />
    default:
      return answer satisfies never
  }
}

/** What became of the report since our copy was made. */
function Change({ change, difference, isEmptied, language, copy }: StoryData) {
  if (change === 'vanished')
    return (
      <Notice kind="warn" title={m.story_vanished_title()}>
        <p>{copy ? m.story_vanished_words() : m.story_vanished_no_copy()}</p>
      </Notice>
    )
  if (!difference) return null
  const { gone, come } = difference
  return (
    <Notice kind="warn" title={m.story_changed_title()}>
      <p>{m.story_changed_words()}</p>
      <div className="story-difference">
        {gone.length > 0 && (
          <div>
            <h2>{m.story_gone()}</h2>
            {gone.map((paragraph) => (
              <p key={paragraph} lang={language}>
                <del>{paragraph}</del>
              </p>
            ))}
          </div>
        )}
        {come.length > 0 && (
          <div>
            <h2>{m.story_come()}</h2>
            {come.map((paragraph) => (
              <p key={paragraph} lang={language}>
                <ins>{paragraph}</ins>
              </p>
            ))}
          </div>
        )}
      </div>
      {isEmptied && <p>{m.story_changed_empty()}</p>}
    </Notice>
  )
}

function ReadAgain({ hasCopy }: { hasCopy: boolean }) {
  const isReading = useNavigation().formData?.get('intent') === 'read-again'
  return (
    <Form method="post" className="stack-small">
      <p className="hint">{hasCopy ? m.story_read_again_lead() : m.story_read_first_lead()}</p>
      <button
        type="submit"
        name="intent"
        value="read-again"
        className="button button-plain"
        disabled={isReading}
      >
        {isReading ? m.story_reading() : hasCopy ? m.story_read_again() : m.story_read()}
      </button>
    </Form>
  )
}

function Edit({ answer, typed, copy, languages, summaries, storyId }: Props) {
  const isBusy = useNavigation().state !== 'idle'
  const posted = answer?.kind === 'details' ? answer : null
  const faults = posted ? storyFaultWords(posted.faults) : {}
  return (
    <section aria-labelledby="details">
      <h2 id="details">{m.story_edit()}</h2>
      <Form method="post" className="stack story-form" key={storyId}>
        {posted && <StoryFaultSummary faults={faults} />}
        <StoryFields
          typed={posted?.typed ?? typed}
          faults={faults}
          languages={languages}
          summaries={summaries}
          urlHint={copy ? m.story_field_url_hint() : undefined}
        />
        <button type="submit" name="intent" value="edit" className="button" disabled={isBusy}>
          {m.story_save()}
        </button>
      </Form>
    </section>
  )
}

/** The report for people who look and don't change. */
const Facts = ({ source, summary, quotes, url, language }: StoryData) => (
  <section aria-labelledby="details" className="stack-small">
    <h2 id="details">{m.story_details()}</h2>
    {source && <p>{source}</p>}
    {url && (
      <p>
        <a href={url} rel="noopener nofollow noreferrer">
          {url}
        </a>
      </p>
    )}
    {summary.words && <p lang={summary.language}>{summary.words}</p>}
    {quotes.map(({ text, by }) => (
      <blockquote key={text} lang={language}>
        <p>{text}</p>
        {by && <p className="soft">— {by}</p>}
      </blockquote>
    ))}
  </section>
)

const FurtherActs = () => (
  <section aria-label={m.story_further()} className="story-acts">
    <Form method="post">
      <button type="submit" name="intent" value="make-main" className="button button-plain">
        {m.story_make_main()}
      </button>
    </Form>
    <details>
      <summary>{m.story_remove()}</summary>
      <Form method="post" className="stack-small">
        <p>{m.story_remove_lead()}</p>
        <button type="submit" name="intent" value="remove" className="button button-bad">
          {m.story_remove_button()}
        </button>
      </Form>
    </details>
  </section>
)
