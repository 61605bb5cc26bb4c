import type { LoaderFunctionArgs } from '@remix-run/node'
import { tryOutMailbox } from '../web/mailbox.server'
import { missing } from '../web/pages.server'

/** The message as the server received it, byte for byte. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const raw = await tryOutMailbox(context).raw(params.id ?? '')
  if (!raw) throw missing()
  return new Response(new Uint8Array(raw), {
    headers: {
      'content-type': 'message/rfc822',
      'content-disposition': `attachment; filename="${params.id}.eml"`,
    },
  })
}
