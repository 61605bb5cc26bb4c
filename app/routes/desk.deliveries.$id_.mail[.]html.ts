import type { LoaderFunctionArgs } from '@remix-run/node'
import { atDesk } from '../web/desk.server'
import { deskFrozen } from '../web/frozen.server'
import { framedMail, htmlOf } from '../web/message.server'

/** The mail's HTML, for the frame in the delivery's page. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { message } = await deskFrozen(context, await atDesk(request, context), params.id)
  return framedMail(await htmlOf(message))
}
