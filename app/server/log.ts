import { type Logger, pino } from 'pino'

// What may be logged. Everything else is left out, so that no address, name, token or path with one gets in by accident.
export const loggedFields = [
  'requestId',
  'method',
  'route',
  'status',
  'ms',
  'kind',
  'state',
  'result',
  'count',
  'who',
  'fault',
  'stack',
]

export type Log = {
  info: (event: string, fields?: Record<string, unknown>) => void
  warn: (event: string, fields?: Record<string, unknown>) => void
  error: (event: string, fields?: Record<string, unknown>) => void
}

const kept = (fields: Record<string, unknown> = {}) =>
  Object.fromEntries(
    Object.entries(fields).filter(
      // An object under an allowed name could hold anything.
      ([name, value]) => loggedFields.includes(name) && !(typeof value === 'object' && value !== null),
    ),
  )

/** Structured log on stderr, one JSON object a line, with an allow-list of fields. stdout is for people. */
export function openLog(level: string): Log {
  const destination = pino.destination({ dest: 2, sync: true })
  // The log may lie on the disk that is full, and a page that can be shown is worth more than its line.
  destination.on('error', () => {})
  const logger: Logger = pino({ level, base: null }, destination)
  const write = (at: 'info' | 'warn' | 'error'): Log['info'] => {
    return (event, fields) => {
      if (!logger.isLevelEnabled(at)) return
      try {
        logger[at](kept(fields), event)
      } catch {
        // As above: not all versions tell it as an event.
      }
    }
  }
  return { info: write('info'), warn: write('warn'), error: write('error') }
}

/** A fault for the log: its kind and where it was thrown, never its message, which may quote what a person typed. */
export const faultOf = (error: unknown): { fault: string; stack?: string } =>
  error instanceof Error
    ? {
        fault: error.name,
        // The stack begins with the message, and a message may have lines that look like a place.
        stack: error.stack
          ?.replace(error.message, '')
          .split('\n')
          .filter((line) => /^\s+at /.test(line))
          .slice(0, 8)
          .join('\n'),
      }
    : { fault: typeof error }
