import { parseHTML } from 'linkedom'
import { oneLine, shortened } from './words.ts'

/** Text that may hold markup and entities, as metadata often does, without either. */
export function plain(value: string): string {
  const bare = withoutTags(value)
  if (!/&(?:#\w+|\w+);/.test(bare)) return bare
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const holder = document.createElement('p')
  holder.innerHTML = bare.replaceAll('<', '&lt;')
  return withoutTags(holder.textContent ?? '')
}

const withoutTags = (text: string) =>
  text
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/<\/?(?:br|p|div|li|h\d)\b[^>]*>/gi, ' ')
    .replace(/<[/!a-z][^<>]*>/gi, '')

/** A value of a page as one line of at most `longest` UTF-16 code units, cut between words. `null` when nothing is left. */
export function lineOf(value: unknown, longest: number): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const line = oneLine(plain(String(value).slice(0, 20_000)))
  return shortened(line, longest) || null
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** A date of a page in ISO 8601, to the precision it has and on the day it names itself, whatever its time zone. */
export function dayOf(value: unknown): string | null {
  const text = lineOf(value, 100)
  if (!text) return null
  const iso = /^(\d{4})(?:[-/.]?(\d\d)(?:[-/.]?(\d\d))?)?(?=$|[T\s])/.exec(text)
  const dayFirst = /\b(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3})[a-z]*\.?,?[\s-]+(\d{4})\b/i.exec(text)
  const monthFirst = /\b([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b/i.exec(text)
  const [year, month, day] = iso
    ? iso.slice(1)
    : dayFirst
      ? [dayFirst[3], monthNumber(dayFirst[2]), dayFirst[1]]
      : monthFirst
        ? [monthFirst[3], monthNumber(monthFirst[1]), monthFirst[2]]
        : []
  if (!year || (!iso && !month)) return null
  const found = [year, month, day?.padStart(2, '0')].filter(Boolean).join('-')
  return isReal(found) ? found : null
}

const monthNumber = (name = '') => {
  const index = months.indexOf(name.toLowerCase())
  return index < 0 ? undefined : String(index + 1).padStart(2, '0')
}

function isReal(date: string): boolean {
  const whole = `${date}-01-01`.slice(0, 10)
  const at = new Date(`${whole}T00:00:00Z`)
  return date >= '1500' && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(whole)
}

/** A language as this program names it: language and script, without the region that a page in Spanish happens to be from. */
export function languageOf(value: unknown): string | null {
  const text = lineOf(value, 40)?.replaceAll('_', '-')
  if (!text) return null
  try {
    const { language, script } = new Intl.Locale(text)
    if (language === 'und' || !/^[a-z]{2,3}$/.test(language)) return null
    return script ? `${language}-${script}` : language
  } catch {
    return null
  }
}
