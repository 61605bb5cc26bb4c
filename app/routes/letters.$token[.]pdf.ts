import type { LoaderFunctionArgs } from '@remix-run/node'
import { findLinkedLetter } from '../../campaigns/letter-link.server'
import { missing } from '../web/pages.server'
import { pdfResponse } from '../web/pdf.server'

/** The PDF of a letter that was too large for a mail, for whoever has its address, until it is called back or erased. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { db, keyring } = context
  const found = await findLinkedLetter(db, { keyring, token: params.token ?? '' })
  if (!found) throw missing()
  const response = pdfResponse(found.pdf, { name: found.reference, cache: 'no-store' })
  response.headers.set('x-robots-tag', 'noindex, nofollow')
  return response
}
