import type { LoaderFunctionArgs } from '@remix-run/node'
import { tryOutMailbox } from '../web/mailbox.server'
import { missing } from '../web/pages.server'
import { pdfResponse } from '../web/pdf.server'

export async function loader({ params, context }: LoaderFunctionArgs) {
  const found = await tryOutMailbox(context).attachment(params.id ?? '', Number(params.index))
  if (!found) throw missing()
  const { filename, contentType, content } = found
  if (contentType === 'application/pdf') {
    return pdfResponse(content, { name: filename.replace(/\.pdf$/i, ''), cache: 'no-store' })
  }
  return new Response(new Uint8Array(content), {
    headers: { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' },
  })
}
