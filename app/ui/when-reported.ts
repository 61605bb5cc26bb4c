import { dateTag } from '../../campaigns/language'

/** A day, month or year as a story gives it (`2017-02-07`, `2017-02`, `2017`), in words. */
export function whenReported(reportedOn: string, language: string): string {
  const [year, month, day] = reportedOn.split('-').map(Number)
  if (!year) return reportedOn
  const parts: Intl.DateTimeFormatOptions = { year: 'numeric', timeZone: 'UTC' }
  if (month) parts.month = 'long'
  if (day) parts.day = 'numeric'
  const at = new Date(Date.UTC(year, (month ?? 1) - 1, day ?? 1))
  return new Intl.DateTimeFormat(dateTag(language), parts).format(at)
}
