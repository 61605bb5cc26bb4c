import type { LoaderFunctionArgs } from '@remix-run/node'
import { findLinkedVolume } from '../../campaigns/letter-link.server'
import { missing } from '../web/pages.server'
import { pdfResponse } from '../web/pdf.server'
import { volumeNumber } from '../web/volume.server'

/** One volume of a letter's annex, for whoever has its address, until the letter is called back or erased. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { db, keyring } = context
  const number = volumeNumber(params.number)
  const found = await findLinkedVolume(db, { keyring, token: params.token ?? '', number })
  if (!found) throw missing()
  const response = pdfResponse(found.pdf, { name: found.name, cache: 'no-store' })
  response.headers.set('x-robots-tag', 'noindex, nofollow')
  return response
}
