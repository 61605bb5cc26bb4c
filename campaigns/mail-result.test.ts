import { describe, expect, test } from 'vitest'
import { askedToWait, classify, type SendPhase, type SendResult } from './mail-result'

const answered = (phase: SendPhase, response: string): SendResult => {
  const [, code, enhanced] = /^(\d{3}) (?:(\d\.\d+\.\d+) )?/.exec(response) ?? []
  return { kind: 'answered', phase, code: Number(code), response, ...(enhanced && { enhanced }) }
}
const silent = (phase: SendPhase, error: string): SendResult => ({ kind: 'no-answer', phase, error })

test('a mail that was taken is accepted', () => {
  expect(classify({ kind: 'accepted', response: '250 2.0.0 queued' })).toBe('accepted')
})

describe('what the relay answered', () => {
  test.each<[string, SendPhase, string]>([
    ['temporary', 'greeting', '421 4.3.2 too busy'],
    ['temporary', 'auth', '454 4.7.0 temporary authentication failure'],
    ['temporary', 'mail', '451 4.3.0 try later'],
    ['temporary', 'rcpt', '450 4.2.0 greylisted'],
    ['temporary', 'rcpt', '452 4.2.2 mailbox full'],
    ['temporary', 'rcpt', '552 5.2.2 mailbox full'],
    ['temporary', 'rcpt', '552 exceeded storage allocation'],
    ['temporary', 'content', '421 shutting down'],
    ['temporary', 'after-dot', '552 5.2.2 mailbox full'],
    ['address-refused', 'rcpt', '550 5.1.1 no such user'],
    ['address-refused', 'rcpt', '550 No such user here'],
    ['address-refused', 'rcpt', '551 user not local'],
    ['address-refused', 'rcpt', '553 mailbox name not allowed'],
    ['address-refused', 'rcpt', '554 5.1.1 no such user'],
    ['address-refused', 'rcpt', '550 5.2.1 mailbox disabled'],
    ['address-refused', 'rcpt', '556 5.1.10 domain takes no mail'],
    ['address-refused', 'after-dot', '550 5.1.1 no such user'],
    ['policy-refused', 'rcpt', '550 5.7.1 client host is listed'],
    ['policy-refused', 'rcpt', '554 5.7.1 relay access denied'],
    ['policy-refused', 'rcpt', '550 Sender verify failed'],
    ['policy-refused', 'rcpt', '550 Relaying denied'],
    ['policy-refused', 'rcpt', '550 5.1.8 bad sender system'],
    ['policy-refused', 'rcpt', '554 no'],
    ['transport-refused', 'greeting', '554 go away'],
    ['transport-refused', 'hello', '550 who are you'],
    ['transport-refused', 'mail', '530 5.7.0 sign in first'],
    ['policy-refused', 'rcpt', '530 5.7.0 sign in first'],
    ['policy-refused', 'mail', '550 5.1.8 sender refused'],
    ['policy-refused', 'mail', '553 5.1.7 sender malformed'],
    ['policy-refused', 'after-dot', '554 5.7.9 not aligned'],
    ['policy-refused', 'after-dot', '550 content refused'],
    ['policy-refused', 'data', '503 no'],
    ['too-large', 'mail', '552 5.3.4 too big'],
    ['too-large', 'mail', '552 message size exceeds fixed maximum'],
    ['too-large', 'rcpt', '552 5.3.4 too big for this mailbox'],
    ['too-large', 'after-dot', '554 5.3.4 too big'],
    ['transport-refused', 'auth', '535 5.7.8 wrong password'],
    ['transport-refused', 'tls', '502 no STARTTLS here'],
  ])('it is %s at %s: %s', (kind, phase, response) => {
    expect(classify(answered(phase, response))).toBe(kind)
  })
})

describe('when nothing came back', () => {
  test.each<[string, SendPhase, string]>([
    ['unreachable', 'connect', 'ECONNREFUSED'],
    ['unreachable', 'connect', 'EDNS'],
    ['unreachable', 'greeting', 'ETIMEDOUT'],
    ['unreachable', 'tls', 'ECONNRESET'],
    ['unreachable', 'tls', 'ECONNECTION'],
    ['unreachable', 'auth', 'ECONNRESET'],
    ['unreachable', 'rcpt', 'ECONNECTION'],
    ['unreachable', 'data', 'ECONNECTION'],
    ['transport-refused', 'tls', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['transport-refused', 'tls', 'ETLS'],
    ['transport-refused', 'auth', 'EAUTH'],
    ['too-large', 'mail', 'EMESSAGE'],
    ['address-refused', 'rcpt', 'EENVELOPE'],
    ['unknown', 'content', 'ECONNRESET'],
    ['unknown', 'after-dot', 'ETIMEDOUT'],
  ])('it is %s at %s with %s', (kind, phase, error) => {
    expect(classify(silent(phase, error))).toBe(kind)
  })

  test('only the message on its way leaves us without knowing', () => {
    const phases: SendPhase[] = ['connect', 'greeting', 'hello', 'tls', 'auth', 'mail', 'rcpt', 'data']
    for (const phase of phases) expect(classify(silent(phase, 'ECONNRESET'))).toBe('unreachable')
  })
})

describe('a greylisting hint', () => {
  test.each([
    ['450 4.2.0 Greylisted, try again in 5 minutes', 300],
    ['451 Please retry after 300 seconds', 300],
    ['451 Greylisting in action, please come back in 00:09:48', 588],
    ['450 come back in 10 s', 60],
    ['450 come back in 9 hours', 3_600],
    ['450 4.2.0 Greylisted', null],
    ['550 try again in 5 minutes', null],
  ])('%s is obeyed within bounds', (response, seconds) => {
    expect(askedToWait(answered('rcpt', response))).toBe(seconds)
  })

  test('is not looked for where nothing was said', () => {
    expect(askedToWait(silent('connect', 'EDNS'))).toBeNull()
  })
})
