import { data, redirect } from '@remix-run/node'
import { isPublic } from '../../campaigns/campaign'
import { findCampaign, type WholeCampaign } from '../../campaigns/campaign.server'
import type { Db } from '../../db/client.server'
import { isLocale, type Locale, preferredLocale } from './language.server'

/** The language a public page's address names. Without one, the reader is sent to theirs; another word there is 404. */
export function pageLanguage(request: Request, lang: string | undefined): Locale {
  if (isLocale(lang)) return lang
  if (lang !== undefined) throw missing()
  const { pathname, search } = new URL(request.url)
  const language = preferredLocale(request)
  throw redirect(`/${language}${pathname === '/' ? '' : pathname}${search}`, {
    status: 302,
    headers: { vary: 'accept-language', 'cache-control': 'no-cache' },
  })
}

/** The loader of an address that is only posted to. */
export const onlyPosts = () =>
  Response.json(
    { error: { code: 'method', message: 'This address is only posted to.' } },
    { status: 405, headers: { allow: 'POST' } },
  )

export const missing = () => data(null, { status: 404 })

/** A campaign anyone may read, else 404. */
export async function publicCampaign(db: Db, slug: string | undefined, now: Date): Promise<WholeCampaign> {
  const found = slug ? await findCampaign(db, { slug }, now) : null
  if (!found || !isPublic(found.campaign)) throw missing()
  return found
}
