import type { Log } from './log'

/** What concerns safety, by the only names under which the log tells of it. docs/keeping.md says when each is written. */
export const securityEvents = [
  'code-asked',
  'signed-in',
  'sign-in-refused',
  'signed-out',
  'sessions-ended',
  'passkey-added',
  'passkey-removed',
  'not-signed-in',
  'not-allowed',
  'other-site-refused',
  'other-name-refused',
  'limit-reached',
  'bad-token',
  'input-refused',
  'rule-refused',
  'form-refused',
  'method-refused',
  'signature-set-aside',
] as const
export type SecurityEvent = (typeof securityEvents)[number]

/** `who` is an organiser’s id, which says nothing outside the database. Visitors and signers have none here. */
export type EventFields = { who?: string; kind?: string; result?: string; count?: number }

/** What a request can tell the log about itself. */
export type Noting = {
  note: (event: SecurityEvent, fields?: EventFields) => void
  /** Says which organiser the request is by. */
  recognise: (organiserId: string) => void
}

const ofStatus: Record<number, SecurityEvent> = {
  400: 'form-refused',
  403: 'not-allowed',
  405: 'method-refused',
  409: 'rule-refused',
  413: 'form-refused',
  415: 'form-refused',
  421: 'other-name-refused',
  422: 'input-refused',
  429: 'limit-reached',
}
const roomsOfTokens = ['confirm', 'letters', 'preview', 'withdraw']

/**
 * What the status of an answer says by itself. To people at the desk what is not theirs is 404, like what is not there; a
 * mailed address that is unknown is 404, and one that was used or is too old 410.
 */
export function refusalOf({
  status,
  route,
  who,
}: {
  status: number
  route: string
  who: string | undefined
}): SecurityEvent | null {
  if (status === 410) return 'bad-token'
  if (status !== 404) return ofStatus[status] ?? null
  if (roomsOfTokens.includes(route)) return 'bad-token'
  return who === undefined ? null : 'not-allowed'
}

/** Takes the notes of one request. Once it is answered, `conclude` adds what the status says, unless it was told better. */
export function takeNotes(log: Log, about: { requestId: string; route: string }) {
  let who: string | undefined
  let last: SecurityEvent | null = null
  const note: Noting['note'] = (event, fields) => {
    // The loaders of one page each ask who is there.
    if (event === last) return
    last = event
    log.info(event, { ...about, who, ...fields })
  }
  return {
    note,
    recognise: (organiserId: string) => {
      who = organiserId
    },
    conclude: (status: number) => {
      const refusal = status < 400 || last !== null ? null : refusalOf({ status, route: about.route, who })
      if (refusal) note(refusal)
      return who
    },
  }
}
