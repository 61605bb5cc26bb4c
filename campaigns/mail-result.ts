import type { ResultKind } from './outbox'

/**
 * How far the dialogue with the relay had come. `data` is the DATA command itself; `content` means that bytes of the
 * message were on their way, `after-dot` that all of them were handed over and the last answer was awaited.
 */
export const sendPhases = [
  'connect',
  'greeting',
  'hello',
  'tls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'content',
  'after-dot',
] as const
export type SendPhase = (typeof sendPhases)[number]

/**
 * What came of one attempt, in the relay's own terms. `enhanced` is the status code of RFC 3463 (`5.1.1`), `response`
 * the relay's words without mail addresses, `error` a code such as `ECONNREFUSED`.
 */
export type SendResult =
  | { kind: 'accepted'; response: string }
  | { kind: 'answered'; code: number; enhanced?: string; response: string; phase: SendPhase }
  | { kind: 'no-answer'; phase: SendPhase; error: string }

type Answer = Extract<SendResult, { kind: 'answered' }>
type Silence = Extract<SendResult, { kind: 'no-answer' }>

/** Errors on the wire, as opposed to a certificate or a protocol that the other side does not speak. */
const wireTrouble = /^(ECONNRESET|ECONNREFUSED|ECONNECTION|ETIMEDOUT|EPIPE|EDNS|ENOTFOUND|EAI_AGAIN)$/

/**
 * A server that gives no enhanced code may still refuse us, not the address: Exim answers RCPT with a bare
 * `550 Sender verify failed`, others with `550 Relaying denied`. Reading that as a dead mailbox would suppress every
 * supporter in turn.
 */
const aboutUs =
  /relay|sender|blocked|block ?list|black ?list|\brbl\b|dnsbl|spam|reputation|policy|not authenticated|authentication required|\bspf\b|dkim|dmarc/i

/**
 * What an attempt means for the mail and for its address. The only results that may suppress an address are
 * `address-refused`; everything that says something about us, the relay or the wire is another kind.
 */
export function classify(result: SendResult): ResultKind {
  switch (result.kind) {
    case 'accepted':
      return 'accepted'
    case 'no-answer':
      return classifySilence(result)
    case 'answered':
      return classifyAnswer(result)
  }
}

function classifySilence({ phase, error }: Silence): ResultKind {
  // The client knew the relay's SIZE and did not even begin.
  if (phase === 'mail' && error === 'EMESSAGE') return 'too-large'
  // An address that cannot be written into a command at all.
  if (error === 'EENVELOPE') return phase === 'rcpt' ? 'address-refused' : 'policy-refused'
  if (phase === 'content' || phase === 'after-dot') return 'unknown'
  if (error === 'EAUTH') return 'transport-refused'
  if (phase === 'tls' && !wireTrouble.test(error)) return 'transport-refused'
  return 'unreachable'
}

function classifyAnswer({ code, enhanced = '', response, phase }: Answer): ResultKind {
  if (code < 500) return 'temporary'
  // Before a sender or a recipient was named: it is our relay that won't have us, whoever the mail is for.
  if (phase === 'greeting' || phase === 'hello' || phase === 'auth' || phase === 'tls')
    return 'transport-refused'
  // RFC 4954 section 6: it wants us to sign in, or to encrypt, first.
  if (phase === 'mail' && (code === 530 || code === 535 || code === 538)) return 'transport-refused'
  if (enhanced === '5.2.2') return 'temporary'
  if (enhanced === '5.3.4') return 'too-large'
  if (enhanced.startsWith('5.7.')) return 'policy-refused'
  // RFC 3463 section 3.2: these two of the addressing codes speak of the sender's address.
  if (enhanced === '5.1.7' || enhanced === '5.1.8') return 'policy-refused'
  if (phase === 'rcpt') {
    if (code === 552) return 'temporary'
    if (enhanced.startsWith('5.1.')) return 'address-refused'
    const speaksOfAddress = code === 550 || code === 551 || code === 553
    if (speaksOfAddress && enhanced === '' && aboutUs.test(response)) return 'policy-refused'
    return speaksOfAddress ? 'address-refused' : 'policy-refused'
  }
  // RFC 1870 section 6.1: a bare 552 away from RCPT speaks of the size of the message.
  if (code === 552) return 'too-large'
  if (phase === 'after-dot' && enhanced.startsWith('5.1.')) return 'address-refused'
  return 'policy-refused'
}

const units: Record<string, number> = { s: 1, m: 60, h: 3600 }

/**
 * Seconds to wait that a greylisting server asks for, held between one minute and one hour; `null` when it names none.
 * Read from free text such as `450 4.2.0 Greylisted, try again in 5 minutes`, for no standard has a place for it.
 */
export function askedToWait(result: SendResult): number | null {
  if (result.kind !== 'answered' || result.code >= 500) return null
  const clock = /\b(?:in|after|for) (\d{1,2}):(\d{2}):(\d{2})\b/i.exec(result.response)
  const plain =
    /\b(?:in|after|for|retry=|delay=)\s*(\d{1,5})\s*(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?)\b/i.exec(
      result.response,
    )
  if (!clock && !plain) return null
  const seconds = clock
    ? Number(clock[1]) * 3_600 + Number(clock[2]) * 60 + Number(clock[3])
    : Number(plain?.[1]) * (units[(plain?.[2] ?? 's').charAt(0).toLowerCase()] ?? 1)
  return Math.min(3_600, Math.max(60, seconds))
}
