import { clockLocale } from './clock'

/** A moment as people read it, with the exact one for machines. In UTC, and says so: server and browser agree. */
export function Moment({ at, withSeconds }: { at: Date | string; withSeconds?: boolean }) {
  const date = new Date(at)
  const words = new Intl.DateTimeFormat(clockLocale(), {
    dateStyle: 'medium',
    timeStyle: withSeconds ? 'medium' : 'short',
    timeZone: 'UTC',
  }).format(date)
  return <time dateTime={date.toISOString()}>{words} UTC</time>
}
