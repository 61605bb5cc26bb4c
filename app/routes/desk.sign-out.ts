import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { signOut } from '../../campaigns/session.server'
import { readCookie, writeCookie } from '../web/cookies.server'

export const loader = () => redirect('/desk')

export async function action({ request, context }: ActionFunctionArgs) {
  const session = readCookie(request, 'session')
  if (session) await signOut(context.db, { keyring: context.keyring, session, now: context.now() })
  return redirect('/desk/sign-in', {
    status: 303,
    headers: { 'set-cookie': writeCookie(request, 'session', '', 0) },
  })
}
