import type { LoaderFunctionArgs } from '@remix-run/node'
import { findLogo } from '../../campaigns/organisation-logo.server'
import { missing } from '../web/pages.server'

/** The logo of an organisation. Its address holds its hash, so it may be kept for ever. */
export async function loader({ params: { slug = '', hash = '' }, context }: LoaderFunctionArgs) {
  const logo = await findLogo(context.db, { slug, hash })
  if (!logo) throw missing()
  return new Response(new Uint8Array(logo), {
    headers: { 'content-type': 'image/webp', 'cache-control': 'public, max-age=31536000, immutable' },
  })
}
