import { Form, useNavigation } from '@remix-run/react'
import { longestPictureWords, type PictureFaults } from '../../../campaigns/story-picture'
import * as m from '../../messages/generated/messages'
import { Tick } from '../../ui/choice'
import { FaultSummary, faultsId } from '../../ui/fault-summary'
import { AreaField, Field } from '../../ui/field'
import { Tag } from '../../ui/tag'
import type { PictureAnswer } from './picture-action.server'
import type { StoryData } from './route'

type Props = Pick<StoryData, 'picture' | 'mayEdit' | 'id' | 'storyId'> & { answer: PictureAnswer | undefined }

/** The story's picture: what readers see of it, what is said of it, and the ways to get another. */
export function Picture({ answer, ...page }: Props) {
  const { picture, mayEdit, id, storyId } = page
  return (
    <section aria-labelledby="picture" className="stack-small story-picture">
      <h2 id="picture">{m.picture_title()}</h2>
      {picture ? (
        <>
          <p>
            <Tag kind={picture.isShown ? 'good' : 'plain'}>
              {picture.isShown ? m.picture_is_shown() : m.picture_is_not_shown()}
            </Tag>
          </p>
          <img
            src={`/desk/campaigns/${id}/stories/${storyId}/picture.webp?${picture.sha256.slice(0, 16)}`}
            alt={picture.alt || m.picture_undescribed()}
            width={picture.width}
            height={picture.height}
          />
          {picture.credit && <p className="fine">{picture.credit}</p>}
          {picture.url && (
            <p className="fine">
              <a href={picture.url} rel="noopener nofollow noreferrer">
                {m.picture_from()}
              </a>
            </p>
          )}
        </>
      ) : (
        <p className="empty">{m.picture_none()}</p>
      )}
      {mayEdit && picture && <Describe {...page} picture={picture} answer={answer} />}
      {mayEdit && (
        <Upload hasOne={picture !== null} fault={answer?.kind === 'upload' ? answer.fault : null} />
      )}
      {mayEdit && picture && (
        <Form method="post" action={`#${faultsId}`}>
          <button type="submit" name="intent" value="remove-picture" className="button button-quiet">
            {m.picture_remove()}
          </button>
        </Form>
      )}
    </section>
  )
}

type DescribeProps = Omit<Props, 'picture'> & { picture: NonNullable<StoryData['picture']> }

function Describe({ answer, picture }: DescribeProps) {
  const isBusy = useNavigation().state !== 'idle'
  const posted = answer?.kind === 'picture' ? answer : null
  const typed = posted?.typed ?? picture
  const faults = posted ? faultWords(posted.faults) : []
  const fault = (field: string) => faults.find((one) => one.field === field)?.words
  return (
    <Form method="post" action={`#${faultsId}`} className="stack story-form" key={picture.sha256}>
      {faults.length > 0 && <FaultSummary title={m.picture_faults()} faults={faults} />}
      <p className="notice">{m.picture_rights()}</p>
      <AreaField
        name="alt"
        rows={2}
        label={m.picture_alt()}
        hint={m.picture_alt_hint()}
        fault={fault('alt')}
        defaultValue={typed.alt}
      />
      <AreaField
        name="credit"
        rows={2}
        label={m.picture_credit()}
        hint={m.picture_credit_hint()}
        fault={fault('credit')}
        defaultValue={typed.credit}
      />
      <Tick name="shown" label={m.picture_show()} isTicked={typed.isShown} />
      <button type="submit" name="intent" value="describe-picture" className="button" disabled={isBusy}>
        {m.picture_save()}
      </button>
    </Form>
  )
}

type UploadFault = Extract<PictureAnswer, { kind: 'upload' }>['fault']

function Upload({ hasOne, fault }: { hasOne: boolean; fault: UploadFault | null }) {
  const isBusy = useNavigation().state !== 'idle'
  return (
    <Form
      method="post"
      encType="multipart/form-data"
      action={`#${faultsId}`}
      className="stack-small story-form"
    >
      {fault && (
        <FaultSummary title={m.picture_faults()} faults={[{ field: 'file', words: uploadWords[fault]() }]} />
      )}
      <Field
        name="file"
        type="file"
        label={m.picture_file()}
        hint={hasOne ? `${m.picture_file_hint()} ${m.picture_replaces()}` : m.picture_file_hint()}
        fault={fault ? uploadWords[fault]() : undefined}
        accept="image/png,image/jpeg,image/webp"
      />
      <button
        type="submit"
        name="intent"
        value="upload-picture"
        className="button button-plain"
        disabled={isBusy}
      >
        {m.picture_upload()}
      </button>
    </Form>
  )
}

const uploadWords: Record<UploadFault, () => string> = {
  missing: m.picture_fault_missing,
  'not-a-picture': m.picture_fault_not_a_picture,
  svg: m.picture_fault_not_a_picture,
  'too-large': m.picture_fault_too_large,
  'too-detailed': m.picture_fault_too_large,
  'too-many-pixels': m.picture_fault_too_many_pixels,
  damaged: m.picture_fault_broken,
}

const missingWords = { alt: m.picture_fault_alt, credit: m.picture_fault_credit }

const faultWords = (faults: PictureFaults) =>
  (['alt', 'credit'] as const).flatMap((field) => {
    const fault = faults[field]
    if (!fault) return []
    const words =
      fault === 'missing' ? missingWords[field]() : m.picture_fault_too_long({ limit: longestPictureWords })
    return [{ field, words }]
  })
