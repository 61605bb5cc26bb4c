import type { LoaderFunctionArgs } from '@remix-run/node'
import { atDesk } from '../web/desk.server'
import { deskFrozen } from '../web/frozen.server'
import { pdfResponse } from '../web/pdf.server'

/** The very PDF that is attached to the letter. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { reference, pdf } = await deskFrozen(context, await atDesk(request, context), params.id)
  return pdfResponse(pdf, { name: reference, cache: 'no-store' })
}
