import { AsyncLocalStorage } from 'node:async_hooks'
import { acceptedLanguages } from '../../campaigns/language'
import { locales, overwriteGetLocale } from '../messages/generated/runtime'

export type Locale = (typeof locales)[number]

const current = new AsyncLocalStorage<{ language: Locale; isNamed: boolean }>()
overwriteGetLocale(() => current.getStore()?.language ?? 'en')

/** Runs work in a language that an address names: every message inside speaks it. */
export const inLanguage = <T>(language: Locale, work: () => T): T =>
  current.run({ language, isNamed: true }, work)

/** Runs one request in its language: every message inside speaks it. */
export const inLanguageOf = <T>(request: Request, work: () => T): T =>
  current.run({ language: localeOf(request), isNamed: namedLocale(request) !== undefined }, work)

/**
 * From here on, the request speaks the language its reader has chosen for themselves, unless its address names one. Each
 * loader and action of the desk finds out who is there before it says a word, and the page is drawn after all of them.
 */
export function speak(language: string) {
  const base = language.split('-')[0]
  const request = current.getStore()
  if (request && !request.isNamed && isLocale(base)) request.language = base
}

export const isLocale = (tag: string | undefined): tag is Locale =>
  (locales as readonly string[]).includes(tag ?? '')

/** The language of the product that serves a reader best, by the tags they take. English when none does. */
export function localeAmong(tags: string[]): Locale {
  for (const tag of tags) {
    const base = tag.split('-')[0]?.toLowerCase()
    if (isLocale(base)) return base
  }
  return 'en'
}

/** The same by Accept-Language. */
export const preferredLocale = (request: Request): Locale =>
  localeAmong(acceptedLanguages(request.headers.get('accept-language')))

function namedLocale(request: Request): Locale | undefined {
  const { pathname, searchParams } = new URL(request.url)
  return [pathname.split('/')[1], searchParams.get('lang') ?? undefined].find(isLocale)
}

/**
 * A request's language: the first part of its path when that is one; else what `?lang=` says, as mailed links do; else
 * the reader's.
 */
export const localeOf = (request: Request): Locale => namedLocale(request) ?? preferredLocale(request)
