import { isStorageFull } from '../../db/room.server'
import { type Locale, locales } from '../messages/generated/runtime'
import { writeCookie } from '../web/cookies.server'
import { inLanguage } from '../web/language.server'
import { type Signing, signedAddress, takeSignature } from '../web/signing.server'

const signed = new RegExp(`^/(?<language>${locales.join('|')})/c/(?<slug>[^/]+)$`)

/** The campaign and language whose sign form is posted to a path, else `null`. */
export function signFormAt(path: string): { language: Locale; slug: string } | null {
  const found = signed.exec(path)?.groups
  return found ? { language: found.language as Locale, slug: decodeURIComponent(found.slug ?? '') } : null
}

type Posted = { at: { language: Locale; slug: string }; form: Pick<FormData, 'get'>; siteUrl: string }

/**
 * Takes a signature before Remix is asked, which on a day of thousands a minute costs more than all the rest: one that was
 * taken is answered from here with the way to the next page; what was not taken is for the page to say.
 */
export async function tryToSign(
  around: Parameters<typeof takeSignature>[0],
  { at, form, siteUrl }: Posted,
): Promise<{ answer: Response | null; signing: Signing | null }> {
  const take = () => takeSignature(around, { ...at, form })
  const signing = await inLanguage(at.language, take).catch((error: unknown) => {
    // That there is no room is for the page to say; it tries again, and finds out for itself.
    if (isStorageFull(error)) return null
    throw error
  })
  if (signing?.kind !== 'signed') return { answer: null, signing }
  const headers = {
    location: signedAddress(at.language, signing),
    'set-cookie': writeCookie({ url: siteUrl }, 'pending', signing.handle, 24 * 3600),
  }
  return { answer: new Response(null, { status: 303, headers }), signing }
}
