import { type Fault, fault, harmless } from './fault'
import { drop, inTurn, reset, say, silence, slowly, spill } from './faulty-relay'

const data: Fault[] = [
  fault('DATA 421', { DATA: say('421 4.3.2 closing') }, 'temporary', 'data'),
  fault('DATA 451', { DATA: say('451 4.3.0 later') }, 'temporary', 'data'),
  fault('DATA 503', { DATA: say('503 5.5.1 no') }, 'policy-refused', 'data'),
  fault('DATA 554 5.7.1', { DATA: say('554 5.7.1 no') }, 'policy-refused', 'data'),
  fault('DATA silence', { DATA: silence }, 'unreachable', 'data'),
  fault('DATA drop', { DATA: drop }, 'unreachable', 'data'),
  fault('drop in the message', { body: drop }, 'unknown', ['content', 'after-dot']),
  fault('reset in the message', { body: reset }, 'unknown', ['content', 'after-dot']),
  fault('no more reading in the message', { body: (socket) => void socket.pause() }, 'unknown', [
    'content',
    'after-dot',
  ]),
  fault('552 in the message', { body: inTurn(say('552 5.3.4 too big'), drop) }, 'too-large', [
    'content',
    'after-dot',
  ]),
  fault('421 in the message', { body: inTurn(say('421 4.3.2 closing'), drop) }, 'temporary', [
    'content',
    'after-dot',
  ]),
]

const dot: Fault[] = [
  fault('dot 421', { dot: say('421 4.3.2 closing') }, 'temporary', 'after-dot'),
  fault('dot 451', { dot: say('451 4.3.0 later') }, 'temporary', 'after-dot'),
  fault('dot 452', { dot: say('452 4.3.1 disk full') }, 'temporary', 'after-dot'),
  fault('dot 552 5.2.2', { dot: say('552 5.2.2 mailbox full') }, 'temporary', 'after-dot'),
  fault('dot 552 5.3.4', { dot: say('552 5.3.4 too big') }, 'too-large', 'after-dot'),
  fault('dot 552', { dot: say('552 too much mail data') }, 'too-large', 'after-dot'),
  fault('dot 550 5.1.1', { dot: say('550 5.1.1 no such user') }, 'address-refused', 'after-dot'),
  fault('dot 550', { dot: say('550 content refused') }, 'policy-refused', 'after-dot'),
  fault('dot 554 5.7.1', { dot: say('554 5.7.1 spam') }, 'policy-refused', 'after-dot'),
  fault('dot drop', { dot: drop }, 'unknown', 'after-dot'),
  fault('dot reset', { dot: reset }, 'unknown', 'after-dot'),
  fault('dot silence', { dot: silence }, 'unknown', 'after-dot'),
  fault('dot byte by byte', { dot: slowly('250-wait\r\n'.repeat(40)) }, 'unknown', 'after-dot'),
  fault('dot half a line, then a drop', { dot: inTurn(spill('25'), drop) }, 'unknown', 'after-dot'),
  fault('dot answered with nonsense', { dot: say('\u0001\u0002 ok') }, 'unknown', 'after-dot'),
  fault('dot 354', { dot: say('354 go on') }, 'unknown', 'after-dot'),
  harmless('dot 250 of two lines', { dot: say('250-taken', '250 2.0.0 as 4711') }),
  harmless('drop after 250', { after: drop }),
  harmless('reset after 250', { after: inTurn(silence, reset) }),
  harmless('421 after 250', { after: say('421 4.4.2 idle') }),
  harmless('nonsense after 250', { after: say('550 hm', '250 hm', 'hm') }),
]

/** What goes wrong from DATA on, when nobody can be sure any more whether the relay has the message. */
export const messageFaults: Fault[] = [...data, ...dot]
