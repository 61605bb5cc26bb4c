const typed = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/

/** A moment as a clock in a time zone shows it, as a form's field has it: `2026-11-24T09:12`. */
export function localTime(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (name: string) => parts.find(({ type }) => type === name)?.value ?? ''
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/**
 * The moment at which a clock in a time zone shows this; `null` when it is no moment. An hour that happens twice is the
 * first one; an hour that a change of the clock leaves out is the moment after it.
 */
export function momentAt(local: string, timeZone: string): Date | null {
  const found = typed.exec(local)
  if (!found) return null
  const [, year, month, day, hour, minute] = found.map(Number)
  const asUtc = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute)
  if (new Date(asUtc).toISOString().slice(0, 16) !== local) return null
  const offsetAt = (at: number) => Date.parse(`${localTime(new Date(at), timeZone)}Z`) - at
  // Offsets a day before and after are all that can hold here.
  const candidates = [asUtc - offsetAt(asUtc - 86_400_000), asUtc - offsetAt(asUtc + 86_400_000)]
  const exact = candidates.filter((at) => localTime(new Date(at), timeZone) === local)
  return new Date(exact.length > 0 ? Math.min(...exact) : Math.max(...candidates))
}
