import { data, redirect } from '@remix-run/node'
import { type PictureRefusal, pictureLimits, readPicture } from '../../../campaigns/picture.server'
import {
  type PictureFaults,
  type PictureFields,
  readPictureForm,
  storyPictureRoom,
} from '../../../campaigns/story-picture'
import { describePicture, keepPicture, removePicture } from '../../../campaigns/story-picture.server'
import type { Db } from '../../../db/client.server'

/** Why nothing was changed about a story's picture, with what was typed. */
export type PictureAnswer =
  | { kind: 'picture'; typed: PictureFields; faults: PictureFaults }
  | { kind: 'upload'; fault: PictureRefusal | 'missing' }
  | { kind: 'archived' }

type Which = { campaignId: string; storyId: string; now: Date }

/** Does what a form about the picture asks; `null` when it asks for something else. */
export async function pictureAction(db: Db, which: Which, form: FormData) {
  const refuse = (answer: PictureAnswer, status = 422) => data(answer, { status })
  const after = ({ kind }: { kind: 'kept' | 'archived' | 'gone' }) => {
    if (kind === 'archived') return refuse({ kind }, 409)
    return redirect(`/desk/campaigns/${which.campaignId}/stories/${which.storyId}#picture`, { status: 303 })
  }
  const text = (name: string) => String(form.get(name) ?? '')
  switch (form.get('intent')) {
    case 'describe-picture': {
      const typed = { alt: text('alt'), credit: text('credit'), isShown: text('shown') === 'yes' }
      const read = readPictureForm(typed)
      if (read.kind === 'refused') return refuse({ kind: 'picture', typed, faults: read.faults })
      return after(await describePicture(db, { ...which, words: read.words }))
    }
    case 'upload-picture': {
      const file = form.get('file')
      if (!(file instanceof File) || file.size === 0) return refuse({ kind: 'upload', fault: 'missing' })
      if (file.size > pictureLimits.read) return refuse({ kind: 'upload', fault: 'too-large' })
      const read = await readPicture(Buffer.from(await file.arrayBuffer()), storyPictureRoom)
      if (read.kind === 'refused') return refuse({ kind: 'upload', fault: read.reason })
      const picture = { picture: read.webp.toString('base64'), pictureUrl: null }
      return after(await keepPicture(db, { ...which, picture }))
    }
    case 'remove-picture':
      return after(await removePicture(db, which))
    default:
      return null
  }
}
