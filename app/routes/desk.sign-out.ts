import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { signOut } from '../../campaigns/session.server'
import { readCookie, writeCookie } from '../web/cookies.server'

export const loader = () => redirect('/desk')

/** Also asks the browser to empty its storage of what the desk kept there. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { db, keyring, now } = context
  const session = readCookie(request, 'session')
  const organiserId = session && (await signOut(db, { keyring, session, now: now() }))
  if (organiserId) context.recognise(organiserId)
  if (organiserId) context.note('signed-out')
  return redirect('/desk/sign-in', {
    status: 303,
    headers: {
      'set-cookie': writeCookie(request, 'session', '', 0),
      'clear-site-data': '"storage"',
    },
  })
}
