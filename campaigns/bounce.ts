import {
  saysAboutUs,
  saysAway,
  saysChallenge,
  saysDelayed,
  saysFailed,
  saysFull,
  saysNoAddress,
  saysTooLarge,
} from './bounce-words'
import { allParts, fieldOf, fieldWords, type MailPart, readFields } from './mail-parts'

/** What a mail that came back says. The first five: what was sent did not arrive, and why. */
export const inboundKinds = [
  'address-refused',
  'mailbox-full',
  'policy-refused',
  'too-large',
  'undelivered',
  'delayed',
  'delivered',
  'relayed',
  'complaint',
  'automatic',
  'challenge',
  'answer',
  'unclear',
] as const
export type InboundKind = (typeof inboundKinds)[number]

export type Inbound = {
  kind: InboundKind
  /** The enhanced status code of a report (RFC 3463), `5.1.1`. */
  status: string | null
  /** The other server's own words, with whatever addresses are in them. */
  words: string
}
type Fields = MailPart['fields']
type Failure = Extract<
  InboundKind,
  'address-refused' | 'mailbox-full' | 'policy-refused' | 'too-large' | 'undelivered'
>

/**
 * Says what a mail is that came back to us: a report by what it says was done (the `Action` of RFC 3464) and not by its
 * status alone, since many failures carry one of 4.x; a complaint (RFC 5965); what a program answered for somebody
 * (RFC 3834); or what a person wrote. In doubt it says nothing of the address.
 */
export function classifyInbound(mail: MailPart): Inbound {
  const parts = allParts(mail)
  const complaint = parts.find(({ type }) => type === 'message/feedback-report')
  if (complaint) return ofComplaint(readFields(complaint.text))
  const report = parts.find(
    ({ type }) => type === 'message/delivery-status' || type === 'message/global-delivery-status',
  )
  if (report) return ofReport(report.text, plainText(parts))
  if (parts.some(({ type }) => /^message\/(?:global-)?disposition-notification$/.test(type)))
    return { kind: 'automatic', status: null, words: '' }
  return ofWords(mail, plainText(parts))
}

const plainText = (parts: MailPart[]) => {
  const texts = parts.filter(({ type }) => type === 'text/plain')
  const html = parts.filter(({ type }) => type === 'text/html')
  return (texts.length > 0 ? texts : html)
    .map(({ text }) => text.replace(/<[^<>@]{1,2000}>/g, ' '))
    .join('\n')
}

function ofComplaint(fields: Fields): Inbound {
  const feedback = (fieldOf(fields, 'feedback-type') ?? '').trim().toLowerCase()
  const isComplaint = ['abuse', 'fraud', 'virus', 'other', 'opt-out', 'opt-out-list'].includes(feedback)
  return { kind: isComplaint ? 'complaint' : 'unclear', status: null, words: feedback.slice(0, 40) }
}

const actions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const

function ofReport(report: string, text: string): Inbound {
  const blocks = report
    .split(/\r?\n[ \t]*\r?\n/)
    .map((block) => readFields(block))
    .filter((fields) => ['action', 'status', 'final-recipient'].some((name) => fieldOf(fields, name)))
  const told = blocks.map((fields) => {
    const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(fieldOf(fields, 'status') ?? '')?.[1] ?? null
    const action = actions.find((one) => (fieldOf(fields, 'action') ?? '').toLowerCase().startsWith(one))
    const words = fieldWords(fieldOf(fields, 'diagnostic-code') ?? '').replace(/^[\w-]+\s*;\s*/, '')
    return { action: action ?? actionOf(status), status, words }
  })
  // The worst of several is what counts: our mails have one recipient, and whoever stands in for it is part of the way.
  const worst = actions.flatMap((action) => told.filter((one) => one.action === action))[0]
  if (!worst) return { kind: 'unclear', status: null, words: '' }
  const { action, status, words } = worst
  if (action !== 'failed')
    return { kind: action === 'expanded' ? 'relayed' : (action as InboundKind), status, words }
  return { kind: failureOf({ status, words, text }), status, words }
}

/** For reports that forgot to say what was done. */
const actionOf = (status: string | null) =>
  ({ '5': 'failed', '4': 'delayed', '2': 'delivered' })[status?.charAt(0) ?? ''] as
    | (typeof actions)[number]
    | undefined

/** Why something did not arrive: by its code where the code speaks of it, else by the words. */
function failureOf({ status, words, text }: { status: string | null; words: string; text: string }): Failure {
  // The reply of the server that refused says more than the code that a server before it put on the whole.
  const code = /^\W*\d{3}[ -](?:#)?([245]\.\d{1,3}\.\d{1,3})\b/.exec(words)?.[1] ?? status ?? ''
  const said = words.length > 4 ? words : text
  const detail = code.slice(2)
  if (detail === '2.2' || saysFull.test(words)) return 'mailbox-full'
  if (detail === '3.4' || detail === '2.3') return 'too-large'
  if (detail === '1.7' || detail === '1.8') return 'policy-refused'
  if (detail.startsWith('7.'))
    return saysNoAddress.test(words) && !saysAboutUs.test(words) ? 'address-refused' : 'policy-refused'
  const isAboutUs = saysAboutUs.test(words) && !saysNoAddress.test(words)
  const speaksOfAddress = /^5\.(?:1\.(?:1|2|3|6|10)|2\.1|4\.4)$/.test(code)
  if (speaksOfAddress) return isAboutUs ? 'policy-refused' : 'address-refused'
  if (isAboutUs) return 'policy-refused'
  if (saysTooLarge.test(said)) return 'too-large'
  if (saysFull.test(said)) return 'mailbox-full'
  // A server that gave up after days speaks of the way there, whatever else stands in its letter.
  if (/^[45]\.4\.[1-7]$/.test(code) && !saysNoAddress.test(words)) return 'undelivered'
  return saysNoAddress.test(said) ? 'address-refused' : 'undelivered'
}

const isMachine =
  /mailer-?daemon|postmaster|mail ?delivery|mail ?administrator|mail-?system|mailerdaemon|bounce|no-?reply@.*mail/i

/** A mail without any report in it: from a server of the old kind, a program, or a person. */
function ofWords(mail: MailPart, text: string): Inbound {
  const field = (name: string) => fieldOf(mail.fields, name)
  const subject = fieldWords(field('subject') ?? '').trim()
  const own = beforeQuote(text)
  const words = replyLine(text)
  const isFromMachine =
    field('x-failed-recipients') !== null ||
    field('return-path') === '<>' ||
    isMachine.test(fieldWords(field('from') ?? ''))
  const isByProgram = isAutomatic(mail.fields)
  if (saysChallenge.test(subject) || (isByProgram && saysChallenge.test(own)))
    return { kind: 'challenge', status: null, words: '' }
  if (isFromMachine && !saysAway.test(subject)) {
    const all = `${subject}\n${text}`
    const status = /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(words)?.[1] ?? null
    // qmail says both that it gave up and that a try is over; only a letter that says nothing of giving up is of delay.
    const hasGivenUp = /given up|giving up|permanent|could ?n[o']t be delivered to one or more/i.test(all)
    if (saysDelayed.test(all) && !hasGivenUp) return { kind: 'delayed', status, words }
    if (saysFailed.test(all) || field('x-failed-recipients') !== null)
      return { kind: failureOf({ status, words, text: own }), status, words }
  }
  if (isByProgram || saysAway.test(subject)) return { kind: 'automatic', status: null, words: '' }
  if (isFromMachine || own.trim() === '') return { kind: 'unclear', status: null, words: '' }
  return { kind: 'answer', status: null, words: '' }
}

/** RFC 3834 section 5, and what programs said before there was that field. */
function isAutomatic(fields: Fields): boolean {
  const field = (name: string) => fieldOf(fields, name)?.trim().toLowerCase()
  const submitted = field('auto-submitted')
  return (
    (submitted !== undefined && !/^no\b/.test(submitted)) ||
    /^(?:auto[_-]?reply|bulk|junk|list)$/.test(field('precedence') ?? '') ||
    [
      ...['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply-from', 'x-autoreply-from'],
      ...['x-mail-autoreply', 'x-autogenerated', 'x-vacation', 'list-id', 'x-loop', 'feedback-id'],
    ].some((name) => field(name) !== undefined) ||
    field('x-precedence') === 'auto_reply' ||
    field('delivered-to') === 'autoresponder' ||
    field('x-ms-exchange-inbox-rules-loop') !== undefined ||
    field('x-microsoft-antispam-mailbox-delivery')?.includes('oof') === true
  )
}

/** What stands before the mail that is quoted. */
const beforeQuote = (text: string) =>
  text.split(
    /^(?:-{2,} ?(?:original message|this is a copy|below this line|forwarded|mensaje original|исходное)|------ This is a copy|--- Below this line|_{10,}|>)/im,
  )[0] ?? ''

/** The reply of a server, as quoted in a letter to people. */
const replyLine = (text: string) =>
  /^.{0,200}?(?:\b|[#:(>])([45]\d\d[ -](?:#?[45]\.\d{1,3}\.\d{1,3} )?[^\r\n]{3,300})/m.exec(
    beforeQuote(text),
  )?.[1] ?? ''

/** What ties a mail to one of ours: addresses of its own envelope and header, and Message-IDs that it quotes or answers. */
export function tracesOf(mail: MailPart): {
  addresses: string[]
  messageIds: string[]
  ownId: string | null
} {
  const parts = allParts(mail)
  const quoted = parts
    .filter(({ type }) =>
      /^(?:message\/(?:rfc822|global)|text\/rfc822-headers|message\/global-headers)$/.test(type),
    )
    .flatMap(({ text }) => readFields(text))
  const values = (fields: Fields, names: string[]) =>
    fields.flatMap(([name, value]) => (names.includes(name) ? [value] : []))
  const inText = /^(?:>\s*)*message-id:\s*(<[^<>\s]{3,250}>)/gim
  const ids = [
    ...values(quoted, ['message-id']),
    ...values(mail.fields, ['in-reply-to', 'references']),
    ...parts.flatMap(({ type, text }) =>
      type.startsWith('text/') || type === 'message/feedback-report'
        ? [...text.matchAll(inText)].map((found) => found[1] ?? '')
        : [],
    ),
  ]
  const reached = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'to', 'cc']
  const addresses = [...values(mail.fields, reached), ...values(quoted, ['return-path'])]
  return {
    addresses: unique(
      addresses.flatMap((value) => value.match(/[\w.+=-]{1,64}@[A-Za-z0-9.-]{1,253}/g) ?? []),
    ),
    messageIds: unique(ids.flatMap((value) => value.match(/<[^<>\s]{3,250}>/g) ?? [])),
    ownId: /<[^<>\s]{3,250}>/.exec(fieldOf(mail.fields, 'message-id') ?? '')?.[0] ?? null,
  }
}

const unique = (words: string[]) => [...new Set(words)].slice(0, 100)
