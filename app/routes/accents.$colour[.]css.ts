import type { LoaderFunctionArgs } from '@remix-run/node'
import { accentStyle, readAccent } from '../../campaigns/accent'
import { missing } from '../web/pages.server'

/** An organisation's colour as a stylesheet, since pages may hold no style of their own. Made from the address alone. */
export async function loader({ params: { colour = '' } }: LoaderFunctionArgs) {
  const accent = /^[0-9a-f]{6}$/.test(colour) ? readAccent(colour) : null
  if (!accent) throw missing()
  return new Response(accentStyle(accent), {
    headers: {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    },
  })
}
