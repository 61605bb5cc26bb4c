import type { LoaderFunctionArgs } from '@remix-run/node'
import { atDesk } from '../web/desk.server'
import { deskFrozen } from '../web/frozen.server'

/** The bytes that are sent, byte for byte. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { reference, message } = await deskFrozen(context, await atDesk(request, context), params.id)
  return new Response(new Uint8Array(message), {
    headers: {
      'content-type': 'message/rfc822',
      'content-disposition': `attachment; filename="${reference}.eml"`,
      'cache-control': 'no-store',
    },
  })
}
