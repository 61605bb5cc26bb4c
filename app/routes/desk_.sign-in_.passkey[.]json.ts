import type { ActionFunctionArgs } from '@remix-run/node'
import { onlyPosts } from '../web/pages.server'
import { signInByPasskey } from '../web/passkey.server'

export const loader = onlyPosts

/** Where the browser signs in by a passkey, in two steps: a challenge, and what the device made of it. */
export const action = ({ request, context }: ActionFunctionArgs) => signInByPasskey(request, context)
