import { AsyncLocalStorage } from 'node:async_hooks'
import { acceptedLanguages } from '../../campaigns/language'
import { locales, overwriteGetLocale } from '../messages/generated/runtime'

export type Locale = (typeof locales)[number]

const current = new AsyncLocalStorage<Locale>()
overwriteGetLocale(() => current.getStore() ?? 'en')

/** Runs one request in its language: every message inside speaks it. */
export const inLanguage = <T>(language: Locale, work: () => T): T => current.run(language, work)

export const isLocale = (tag: string | undefined): tag is Locale =>
  (locales as readonly string[]).includes(tag ?? '')

/** The language of the product that serves a reader best, by Accept-Language. English when none does. */
export function preferredLocale(request: Request): Locale {
  for (const tag of acceptedLanguages(request.headers.get('accept-language'))) {
    const base = tag.split('-')[0]?.toLowerCase()
    if (isLocale(base)) return base
  }
  return 'en'
}

/**
 * A request's language: the first part of its path when that is one; else what `?lang=` says, as mailed links do; else
 * the reader's.
 */
export function localeOf(request: Request): Locale {
  const { pathname, searchParams } = new URL(request.url)
  const named = [pathname.split('/')[1], searchParams.get('lang') ?? undefined].find(isLocale)
  return named ?? preferredLocale(request)
}
