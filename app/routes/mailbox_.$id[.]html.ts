import type { LoaderFunctionArgs } from '@remix-run/node'
import { tryOutMailbox } from '../web/mailbox.server'
import { framedMail } from '../web/message.server'
import { missing } from '../web/pages.server'

export async function loader({ params, context }: LoaderFunctionArgs) {
  const mail = await tryOutMailbox(context).read(params.id ?? '')
  if (!mail?.html) throw missing()
  return framedMail(mail.html)
}
