import { Form, Link, useNavigation } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { SelectField } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { StoryFaultSummary, StoryFields } from '../../ui/story-form'
import { PictureFound } from '../../ui/story-picture'
import { FoundOnPage, StoryAddress, StoryCopyView, Unread } from '../../ui/story-read'
import { storyFaultWords } from '../../ui/story-words'
import type { NewCampaignAnswer, NewCampaignData } from './route'
import '../../ui/story.css'

type Props = NewCampaignData & { answer: NewCampaignAnswer | undefined }

export function NewCampaign(props: Props) {
  const { answer, step, isLost, silent, copy, reading } = props
  const isDetails = answer ? answer.kind !== 'address' : step === 'details'
  return (
    <>
      <header className="desk-head">
        <p>
          <Link to="/desk">{m.desk_campaigns()}</Link>
        </p>
        <h1>{m.story_new()}</h1>
      </header>
      {answer?.kind === 'refused' && <Unread {...answer} />}
      {isLost && !answer && <Notice kind="warn" title={m.story_lost()} />}
      {!answer && reading && <FoundOnPage silent={silent} hasCopy={copy !== null} />}
      {isDetails ? <Details {...props} /> : <Address {...props} />}
    </>
  )
}

function Address({ organisations, organisationId, address, answer }: Props) {
  const posted = answer?.kind === 'address' ? answer : null
  return (
    <Form method="post" className="stack story-form">
      <p className="lead">{m.story_new_lead()}</p>
      <Organisations
        {...{ organisations }}
        chosen={posted?.organisationId || organisationId}
        fault={posted?.fault === 'organisation' ? m.story_fault_organisation() : undefined}
      />
      <StoryAddress
        address={posted?.address ?? address}
        fault={posted?.fault === 'address' ? m.story_fault_address() : undefined}
      />
    </Form>
  )
}

function Details({ answer, ...page }: Props) {
  const isBusy = useNavigation().state !== 'idle'
  const posted = answer?.kind === 'details' ? answer : null
  const faults = posted ? storyFaultWords(posted.faults) : {}
  if (posted?.isUnchosen) faults.organisation = m.story_fault_organisation()
  const typed = posted?.typed ?? (answer?.kind === 'refused' ? { url: answer.address } : page.typed)
  const organisationId =
    (answer && 'organisationId' in answer && answer.organisationId) || page.organisationId
  return (
    <div className="story-desk">
      <Form method="post" className="stack story-form" key={page.reading ?? 'hand'}>
        {posted && <StoryFaultSummary faults={faults} />}
        <Organisations
          organisations={page.organisations}
          chosen={organisationId}
          fault={faults.organisation}
        />
        <h2>{m.story_details()}</h2>
        <StoryFields typed={typed} faults={faults} languages={page.languages} summaries={page.summaries} />
        <p className="hint">{m.story_start_hint()}</p>
        <input type="hidden" name="reading" value={answer?.kind === 'refused' ? '' : (page.reading ?? '')} />
        <div className="row">
          <button type="submit" name="intent" value="start" className="button" disabled={isBusy}>
            {m.story_start()}
          </button>
          <Link to="/desk/campaigns/new" className="button button-quiet">
            {m.story_other_address()}
          </Link>
        </div>
      </Form>
      {answer?.kind !== 'refused' && page.reading && (page.copy || page.hasPicture) && (
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

type OrganisationsProps = {
  organisations: NewCampaignData['organisations']
  chosen: string | null
  fault: string | undefined
}

/** Which organisation leads the campaign; asked only of people who have several. */
function Organisations({ organisations, chosen, fault }: OrganisationsProps) {
  if (organisations.length === 1) return null
  return (
    <SelectField name="organisation" label={m.story_organisation()} fault={fault} defaultValue={chosen ?? ''}>
      <option value="">{m.story_choose()}</option>
      {organisations.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  )
}
