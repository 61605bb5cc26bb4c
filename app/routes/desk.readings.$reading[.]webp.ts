import type { LoaderFunctionArgs } from '@remix-run/node'
import { pictureOf } from '../../campaigns/story-picture.server'
import { atDesk } from '../web/desk.server'
import { missing } from '../web/pages.server'
import { pictureResponse } from '../web/picture.server'
import { readingOf } from '../web/story-form.server'

/** The picture on a page that was just read, for the person who had it read. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const reading = await readingOf(context, await atDesk(request, context), params.reading ?? null)
  if (!reading?.picture) throw missing()
  return pictureResponse(pictureOf(reading.picture.picture).webp, { cache: 'no-store' })
}
