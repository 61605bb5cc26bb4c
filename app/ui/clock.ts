import { getLocale } from '../messages/generated/runtime'

/** The desk's English puts the day before the month and counts 24 hours, as its spelling would. */
export function clockLocale(): string {
  const locale = getLocale()
  return locale === 'en' ? 'en-GB' : locale
}
