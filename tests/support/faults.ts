import { type Fault, fault, harmless, type More } from './fault'
import { drop, inTurn, reset, say, silence, slowly, spill } from './faulty-relay'
import { messageFaults } from './message-faults'

const withPassword = say('250-relay.example', '250 AUTH PLAIN LOGIN')
const withTls = say('250-relay.example', '250 STARTTLS')
const locked: More = { relay: 'password' }
const encrypted: More = { relay: 'encrypted' }
/** More than any relay has to say, and than a client should keep. */
const endless = 'x'.repeat(1_200_000)

const banner: Fault[] = [
  fault('banner 421', { greeting: say('421 4.3.2 too busy') }, 'temporary', 'greeting'),
  fault('banner 554', { greeting: say('554 no service for you') }, 'transport-refused', 'greeting'),
  fault(
    'banner 554 of two lines',
    { greeting: say('554-5.7.1 you are', '554 5.7.1 listed') },
    'transport-refused',
    'greeting',
  ),
  fault(
    'banner 554 without an end, then a drop',
    { greeting: inTurn(spill('554 go away'), drop) },
    'transport-refused',
    'greeting',
  ),
  fault('banner silence', { greeting: silence }, 'unreachable', 'greeting'),
  fault('banner drop', { greeting: drop }, 'unreachable', 'greeting'),
  fault('banner reset', { greeting: reset }, 'unreachable', ['connect', 'greeting']),
  fault(
    'banner byte by byte',
    { greeting: slowly('220 relay.example\r\n'.padStart(200, '220-x\r\n')) },
    'unreachable',
    'greeting',
  ),
  fault(
    'banner half a line, then a drop',
    { greeting: inTurn(spill('220 rel'), drop) },
    'unreachable',
    'greeting',
  ),
  fault(
    'banner of a web server',
    { greeting: say('HTTP/1.1 400 Bad Request', '') },
    'unreachable',
    'greeting',
  ),
  fault('banner of a shell', { greeting: say('SSH-2.0-OpenSSH_9.9') }, 'unreachable', 'greeting'),
  fault('banner without end', { greeting: spill(`220 ${endless}`) }, 'unreachable', 'greeting'),
  fault(
    'banner of lines without end',
    { greeting: spill('220-x\r\n'.repeat(200_000)) },
    'unreachable',
    'greeting',
  ),
  harmless('banner of two lines', { greeting: say('220-relay.example', '220 welcome') }),
  harmless('banner with a bare LF', { greeting: spill('220 relay.example\n') }),
]

const hello: Fault[] = [
  fault('EHLO 421', { EHLO: say('421 4.3.2 closing') }, 'temporary', 'hello'),
  fault('EHLO and HELO 550', { EHLO: say('550 who'), HELO: say('550 who') }, 'transport-refused', 'hello'),
  fault('EHLO silence', { EHLO: silence }, 'unreachable', 'hello'),
  fault('EHLO drop', { EHLO: drop }, 'unreachable', 'hello'),
  fault('EHLO reset', { EHLO: reset }, 'unreachable', 'hello'),
  fault('EHLO byte by byte', { EHLO: slowly('250-relay.example\r\n'.repeat(20)) }, 'unreachable', 'hello'),
  harmless('EHLO unknown, HELO known', { EHLO: say('502 5.5.1 what'), HELO: say('250 fine') }),
  harmless('EHLO with nonsense', { EHLO: say('250-relay.example', '250-XNONSENSE 1 2', '250 SIZE') }),
  harmless('EHLO with bare LFs', { EHLO: spill('250-relay.example\n250 8BITMIME\n') }),
  fault('EHLO with a small SIZE', { EHLO: say('250-relay.example', '250 SIZE 100') }, 'too-large', 'mail'),
]

const tls: Fault[] = [
  fault(
    'STARTTLS not offered though required',
    { STARTTLS: say('502 5.5.1 what') },
    'transport-refused',
    'tls',
    encrypted,
  ),
  fault('STARTTLS 454', { EHLO: withTls, STARTTLS: say('454 4.7.0 not now') }, 'temporary', 'tls', encrypted),
  fault(
    'STARTTLS 554',
    { EHLO: withTls, STARTTLS: say('554 5.7.3 no') },
    'transport-refused',
    'tls',
    encrypted,
  ),
  fault('STARTTLS with a bad certificate', { EHLO: withTls }, 'transport-refused', 'tls', encrypted),
  fault(
    'STARTTLS, then plain text',
    { EHLO: withTls, handshake: say('250 fine') },
    'transport-refused',
    'tls',
    encrypted,
  ),
  fault(
    'STARTTLS with a reply slipped in',
    { EHLO: withTls, STARTTLS: inTurn(spill('220 go\r\n250 fine\r\n'), drop) },
    'unreachable',
    'tls',
    encrypted,
  ),
  fault('STARTTLS, then a drop', { EHLO: withTls, handshake: drop }, 'unreachable', 'tls', encrypted),
  fault('STARTTLS, then silence', { EHLO: withTls, handshake: silence }, 'unreachable', 'tls', encrypted),
  fault('plain text where TLS was expected', {}, 'transport-refused', 'tls', { relay: 'smtps' }),
]

const auth: Fault[] = [
  fault(
    'AUTH 535',
    { EHLO: withPassword, AUTH: say('535 5.7.8 wrong password') },
    'transport-refused',
    'auth',
    locked,
  ),
  fault(
    'AUTH 534',
    { EHLO: withPassword, AUTH: say('534 5.7.9 another way, please') },
    'transport-refused',
    'auth',
    locked,
  ),
  fault('AUTH 454', { EHLO: withPassword, AUTH: say('454 4.7.0 not now') }, 'temporary', 'auth', locked),
  fault(
    'AUTH 421',
    { EHLO: withPassword, AUTH: say('421 4.7.0 too many tries') },
    'temporary',
    'auth',
    locked,
  ),
  fault('AUTH unknown', { AUTH: say('503 5.5.1 what') }, 'transport-refused', 'auth', locked),
  fault(
    'AUTH answered with nonsense',
    { EHLO: withPassword, AUTH: say('hello') },
    'transport-refused',
    'auth',
    locked,
  ),
  fault('AUTH silence', { EHLO: withPassword, AUTH: silence }, 'unreachable', 'auth', locked),
  fault('AUTH drop', { EHLO: withPassword, AUTH: drop }, 'unreachable', 'auth', locked),
]

const mail: Fault[] = [
  fault('MAIL 421', { MAIL: say('421 4.3.2 closing') }, 'temporary', 'mail'),
  fault('MAIL 451', { MAIL: say('451 4.3.0 later') }, 'temporary', 'mail'),
  fault('MAIL 452', { MAIL: say('452 4.3.1 disk full') }, 'temporary', 'mail'),
  fault('MAIL 530', { MAIL: say('530 5.7.0 sign in first') }, 'transport-refused', 'mail'),
  fault('MAIL 550 5.7.1', { MAIL: say('550 5.7.1 not from you') }, 'policy-refused', 'mail'),
  fault('MAIL 553 5.1.8', { MAIL: say('553 5.1.8 your domain does not exist') }, 'policy-refused', 'mail'),
  fault('MAIL 552 5.3.4', { MAIL: say('552 5.3.4 too big') }, 'too-large', 'mail'),
  fault('MAIL 552', { MAIL: say('552 message exceeds the limit') }, 'too-large', 'mail'),
  fault('MAIL silence', { MAIL: silence }, 'unreachable', 'mail'),
  fault('MAIL drop', { MAIL: drop }, 'unreachable', 'mail'),
  fault('MAIL half a line, then a drop', { MAIL: inTurn(spill('250'), drop) }, 'unreachable', 'mail'),
  fault('MAIL answered with nonsense', { MAIL: say('\u0001\u0002 ok') }, 'unreachable', 'mail'),
]

const greylist = (words: string, wait: number) =>
  fault(`RCPT ${words}`, { RCPT: say(words) }, 'temporary', 'rcpt', { wait })

const rcpt: Fault[] = [
  greylist('450 4.2.0 Greylisted, try again in 5 minutes', 300),
  greylist('450 4.2.0 Recipient address rejected: Greylisted for 300 seconds', 300),
  greylist('451 4.7.1 Greylisting in action, please come back in 00:09:48', 588),
  greylist('451 4.7.1 Please retry after 900s', 900),
  greylist('450 4.7.1 delayed; retry=2m', 120),
  greylist('451 try again in 10 sec', 60),
  greylist('450 come back in 9 hours', 3_600),
  fault('RCPT 450 that names no time', { RCPT: say('450 4.2.0 Greylisted') }, 'temporary', 'rcpt'),
  fault('RCPT 452 4.2.2', { RCPT: say('452 4.2.2 mailbox full') }, 'temporary', 'rcpt'),
  fault('RCPT 552 5.2.2', { RCPT: say('552 5.2.2 mailbox full') }, 'temporary', 'rcpt'),
  fault('RCPT 552', { RCPT: say('552 exceeded storage allocation') }, 'temporary', 'rcpt'),
  fault('RCPT 552 5.3.4', { RCPT: say('552 5.3.4 too big for this mailbox') }, 'too-large', 'rcpt'),
  fault('RCPT 421', { RCPT: say('421 4.3.2 closing') }, 'temporary', 'rcpt'),
  fault('RCPT 550 5.1.1', { RCPT: say('550 5.1.1 no such user') }, 'address-refused', 'rcpt'),
  fault('RCPT 550', { RCPT: say('550 No such user here') }, 'address-refused', 'rcpt'),
  fault('RCPT 551', { RCPT: say('551 user not local') }, 'address-refused', 'rcpt'),
  fault('RCPT 553', { RCPT: say('553 mailbox name not allowed') }, 'address-refused', 'rcpt'),
  fault(
    'RCPT 550 of two lines',
    { RCPT: say('550-5.1.1 no', '550 5.1.1 such user') },
    'address-refused',
    'rcpt',
  ),
  fault('RCPT 550 with a bare LF', { RCPT: spill('550 5.1.1 no such user\n') }, 'address-refused', 'rcpt'),
  fault(
    'RCPT 550 with a very long line',
    { RCPT: say(`550 5.1.1 ${'no '.repeat(20_000)}`) },
    'address-refused',
    'rcpt',
  ),
  fault('RCPT 550 5.7.1', { RCPT: say('550 5.7.1 client host is listed') }, 'policy-refused', 'rcpt'),
  fault('RCPT 554 5.7.1', { RCPT: say('554 5.7.1 relay access denied') }, 'policy-refused', 'rcpt'),
  fault('RCPT 550 about our sender', { RCPT: say('550 Sender verify failed') }, 'policy-refused', 'rcpt'),
  fault('RCPT silence', { RCPT: silence }, 'unreachable', 'rcpt'),
  fault('RCPT drop', { RCPT: drop }, 'unreachable', 'rcpt'),
  fault('RCPT reset', { RCPT: reset }, 'unreachable', 'rcpt'),
  fault('RCPT byte by byte', { RCPT: slowly('250-wait\r\n'.repeat(40)) }, 'unreachable', 'rcpt'),
]

/** Ways in which a relay misbehaves, at every step, with what the delivery contract makes of each. */
export const faults: Fault[] = [...banner, ...hello, ...tls, ...auth, ...mail, ...rcpt, ...messageFaults]
