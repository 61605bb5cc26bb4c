import type { ActionFunctionArgs } from '@remix-run/node'
import { atDesk } from '../web/desk.server'
import { onlyPosts } from '../web/pages.server'
import { addPasskeyHere } from '../web/passkey.server'

export const loader = onlyPosts

/** Where the browser adds a passkey, in two steps: a challenge, and the passkey the device made for it. */
export const action = async ({ request, context }: ActionFunctionArgs) =>
  addPasskeyHere(request, context, await atDesk(request, context))
