import { describe, expect, test } from 'vitest'
import type { Inline, LetterDocument } from '../campaigns/letter'
import { type AlreadySignedProps, alreadySignedMail } from './already-signed'
import { type ConfirmSignatureProps, confirmSignatureMail } from './confirm-signature'
import { type InvitationProps, invitationMail } from './invitation'
import { type LetterMailProps, letterMail } from './letter'
import { type MailTroubleProps, mailTroubleMail } from './mail-trouble'
import { type OrganisationRequestProps, organisationRequestMail } from './organisation-request'
import { type PartnerInvitationProps, partnerInvitationMail } from './partner-invitation'
import type { RenderedMail } from './parts/finish'
import { unlinked } from './parts/words'
import { type PasskeyMailProps, passkeyMail } from './passkey'
import { signInCodeMail } from './sign-in-code'

const siteUrl = 'https://petitions.example.org/'
const organisationName = 'Consejo Nacional Armenio'
const text = (words: string): Inline => ({ kind: 'text', text: words })

const confirm: ConfirmSignatureProps = {
  language: 'en',
  campaignTitle: 'No to the extradition of Alexander Lapshin',
  name: 'Ana Petrosyan',
  confirmUrl: 'https://petitions.example.org/confirm/t0ken',
  withdrawUrl: 'https://petitions.example.org/withdraw/t0ken',
  code: '7KQ2MX9P',
  organisationName,
  recipientName: 'Embassy of Belarus in Argentina',
  disclosure: 'initials',
  seenAs: 'A. P., Córdoba, Argentina',
  siteUrl,
}
const already: AlreadySignedProps = {
  language: 'en',
  campaignTitle: confirm.campaignTitle,
  organisationName,
  siteUrl,
  withdrawUrl: confirm.withdrawUrl,
}
const invitation: InvitationProps = {
  language: 'en',
  organisationName,
  invitedBy: 'Tigran',
  role: 'campaigner',
  joinUrl: 'https://petitions.example.org/desk/join/t0ken',
  days: 7,
  siteUrl,
}
const request: Omit<OrganisationRequestProps, 'stage'> = {
  language: 'en',
  organisationName,
  deskUrl: 'https://petitions.example.org/desk/organisations',
  siteUrl,
}
const partner: PartnerInvitationProps = {
  language: 'en',
  organisationName: 'Unión Juventud Armenia',
  leadName: organisationName,
  invitedBy: 'Tigran',
  campaignTitle: 'No to the extradition of Alexander Lapshin',
  isPublic: false,
  answerUrl: 'https://petitions.example.org/desk/partner-invitations/0id',
  siteUrl,
}
const passkey: Omit<PasskeyMailProps, 'change'> = {
  language: 'en',
  passkeyName: 'Telephone',
  accountUrl: 'https://petitions.example.org/desk/account',
  siteUrl,
}
const trouble: Omit<MailTroubleProps, 'kind'> = {
  language: 'en',
  since: new Date('2026-11-24T08:00:00Z'),
  until: new Date('2026-11-25T09:30:00Z'),
  waitingCount: 1_214,
  expiredCount: 3,
  held: { domainCount: 2, mailCount: 40, letterCount: 1 },
  deskUrl: 'https://petitions.example.org/desk/mail',
  siteUrl,
}
const link = {
  url: 'https://petitions.example.org/letters/t0ken.pdf',
  sha256: 'ab'.repeat(32),
  bytes: 12_345_678,
}
const body: LetterDocument = [
  {
    kind: 'paragraph',
    children: [
      text('We convey our '),
      { kind: 'strong', children: [text('sincere concern')] },
      { kind: 'break' },
      text('over this.'),
    ],
  },
  { kind: 'heading', children: [text('What we ask')] },
  { kind: 'quote', children: [{ kind: 'paragraph', children: [text('A flagrant violation.')] }] },
  {
    kind: 'list',
    isOrdered: true,
    start: 3,
    items: [
      [{ kind: 'paragraph', children: [text('that it be halted')] }],
      [
        { kind: 'paragraph', children: [text('that you')] },
        {
          kind: 'list',
          isOrdered: false,
          start: 1,
          items: [[{ kind: 'paragraph', children: [text('receive us')] }]],
        },
      ],
    ],
  },
  {
    kind: 'paragraph',
    children: [
      {
        kind: 'link',
        href: 'https://news.example/story',
        children: [{ kind: 'emphasis', children: [text('the story')] }],
      },
    ],
  },
]
const letter: LetterMailProps = {
  language: 'en',
  organisationNames: [organisationName, 'Unión Juventud Armenia'],
  recipientLines: ['His Excellency the Ambassador', 'Embassy of Belarus'],
  dateline: 'Buenos Aires, 7 February 2017',
  salutation: 'Your Excellency,',
  subject: 'Extradition of Alexander Lapshin',
  reference: 'LAP-2017-01',
  body,
  signatories: [{ name: 'Tigran Sarkisian', title: 'President' }, { title: 'The board' }],
  signatureCount: 214,
  disclosed: { full: 150, initials: 33, counted: 31 },
  pdfName: 'LAP-2017-01.en.pdf',
  replyTo: 'reply+x@petitions.example.org',
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'", nbsp: ' ' }
const words = (plain: string) => new Set(plain.match(/[\p{L}\p{N}@.:/+’'-]*[\p{L}\p{N}]/gu) ?? [])

/** The words a reader of the HTML sees, and the addresses behind them. */
function wordsOfHtml(html: string) {
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => (href ?? '').replace(/^mailto:/, ''))
  const seen = html
    .replace(/^[\s\S]*<body/, '<body')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<\/(p|h\d|li|td|a)>|<br\/?>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/&(#?\w+);/g, (_, name: string) => entities[name] ?? `&${name};`)
  return new Set([...words(seen), ...links.flatMap((link) => [...words(link)])])
}

const mails: [string, (language: string) => Promise<RenderedMail>][] = [
  ['confirm-signature', (language) => confirmSignatureMail({ ...confirm, language })],
  [
    'confirm-signature, counted only',
    (language) => confirmSignatureMail({ ...confirm, language, disclosure: 'counted', seenAs: '' }),
  ],
  ['already-signed', (language) => alreadySignedMail({ ...already, language })],
  ['sign-in-code', (language) => signInCodeMail({ language, code: '7KQ2MX9P', minutes: 10, siteUrl })],
  ['invitation', (language) => invitationMail({ ...invitation, language })],
  ...(['asked', 'granted', 'refused'] as const).map(
    (stage): [string, (language: string) => Promise<RenderedMail>] => [
      `organisation-request, ${stage}`,
      (language) => organisationRequestMail({ ...request, stage, language }),
    ],
  ),
  ['partner-invitation', (language) => partnerInvitationMail({ ...partner, language })],
  [
    'partner-invitation, online',
    (language) => partnerInvitationMail({ ...partner, language, isPublic: true }),
  ],
  ...(['added', 'removed'] as const).map((change): [string, (language: string) => Promise<RenderedMail>] => [
    `passkey, ${change}`,
    (language) => passkeyMail({ ...passkey, change, language }),
  ]),
  ...(['pause', 'hold'] as const).map((kind): [string, (language: string) => Promise<RenderedMail>] => [
    `mail-trouble, ${kind}`,
    (language) => mailTroubleMail({ ...trouble, kind, language }),
  ]),
  ['letter', (language) => letterMail({ ...letter, language })],
  ['letter with a link', (language) => letterMail({ ...letter, language, link })],
]

describe.each(mails)('%s', (_, render) => {
  test.each(['en', 'es', 'es-AR', 'hy', 'ar'])(
    'says the same as HTML and as text in %s',
    async (language) => {
      const { html, text: plain } = await render(language)
      const listNumbers = /^(3|4)\.?$/
      const only = (one: Set<string>, other: Set<string>) =>
        [...one].filter((word) => !other.has(word) && !listNumbers.test(word))
      expect(only(wordsOfHtml(html), words(plain))).toEqual([])
      expect(only(words(plain), wordsOfHtml(html))).toEqual([])
    },
  )

  test('fetches nothing, tracks nothing, fits a screen', async () => {
    const { html } = await render('en')
    expect(html).not.toMatch(/<(img|script|link|iframe|object|video)\b|\bsrc=|url\(|@import|@font-face/i)
    expect(html).toContain('name="color-scheme" content="light dark"')
    expect(html).toContain('max-width:600px')
    expect(html).toContain('prefers-color-scheme: dark')
  })
})

test('words carry their language and their direction', async () => {
  expect((await signInCodeMail({ language: 'es-AR', code: 'ABCDEFGH', minutes: 1, siteUrl })).html).toMatch(
    /<html dir="ltr" lang="es">/,
  )
  const fallback = await signInCodeMail({ language: 'hy', code: 'ABCDEFGH', minutes: 1, siteUrl })
  expect(fallback).toMatchObject({ language: 'en', subject: 'Your sign-in code' })
  expect(fallback.html).toMatch(/<html dir="ltr" lang="en">/)
  const arabic = await letterMail({ ...letter, language: 'ar' })
  expect(arabic.language).toBe('ar')
  expect(arabic.html).toMatch(/<html dir="rtl" lang="ar">/)
  expect(arabic.html).not.toMatch(/lang="en"/)
  for (const words of ['Subject:', 'Reference:', 'attached', 'To answer', 'people'])
    expect(arabic.text + arabic.html).not.toContain(words)
  for (const kept of [letter.reference, letter.pdfName, letter.replyTo]) expect(arabic.text).toContain(kept)
})

test('a code is read in two groups', async () => {
  const {
    html,
    text: plain,
    subject,
  } = await signInCodeMail({ language: 'en', code: '7KQ2MX9P', minutes: 1, siteUrl })
  expect(html).toContain('7KQ2 MX9P')
  expect(plain).toContain('\n7KQ2 MX9P\n')
  expect(plain).toContain('for 1 minute,')
  expect(subject).not.toContain('7KQ2')
})

describe('the mail to confirm', () => {
  test('shows what the recipient will see, and no name for who is counted only', async () => {
    expect((await confirmSignatureMail(confirm)).text).toContain('A. P., Córdoba, Argentina')
    const counted = await confirmSignatureMail({ ...confirm, disclosure: 'counted' })
    expect(counted.text).not.toContain('A. P., Córdoba')
    expect(counted.text).toContain('Only that one more person signed.')
  })

  test('links to nothing but the two pages of this signature', async () => {
    const { html } = await confirmSignatureMail({ ...confirm, name: 'Win at https://evil.example/now' })
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      confirm.confirmUrl,
      confirm.withdrawUrl,
    ])
    expect(html).not.toContain('evil.example')
  })

  test('shows markup in a name as letters', async () => {
    const { html } = await confirmSignatureMail({
      ...confirm,
      name: '<b>Ana</b><img src=x onerror=alert(1)>',
    })
    expect(html).not.toMatch(/<b>|<img/)
  })
})

test.each([
  ['Ana Petrosyan', 'Ana Petrosyan'],
  ['A. P., Córdoba', 'A. P., Córdoba'],
  ['J.R. Tolkien', 'J. R. Tolkien'],
  ['evil.example', 'evil. example'],
  ['https://evil.example/x', 'https: / / evil. example/ x'],
  ['eve@evil.example', 'eve@ evil. example'],
])('a name offers no link: %s', (name, shown) => {
  expect(unlinked(name)).toBe(shown)
})

describe('an invitation', () => {
  test('says what the role may do, and links to nothing that strangers have written', async () => {
    const { html, text: plain } = await invitationMail({
      ...invitation,
      organisationName: 'Win at https://evil.example/now',
      invitedBy: 'www.evil.example',
    })
    expect(plain).toContain('As a campaigner you would write campaigns')
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([invitation.joinUrl])
    expect(html).not.toContain('evil.example')
  })
})

describe('an invitation to stand behind a campaign', () => {
  test('says who asks whom for what, and links to nothing that strangers have written', async () => {
    const {
      html,
      text: plain,
      subject,
    } = await partnerInvitationMail({
      ...partner,
      leadName: 'Win at https://evil.example/now',
      invitedBy: 'www.evil.example',
      campaignTitle: 'evil.example',
    })
    expect(subject).not.toContain('evil.example')
    expect(plain).toContain('Unión Juventud Armenia')
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([partner.answerUrl])
    expect(html).not.toContain('evil.example')
  })
})

describe('the mail about a passkey', () => {
  test('says what to do if it was somebody else, and links to the account alone', async () => {
    for (const change of ['added', 'removed'] as const) {
      const passkeyName = 'See https://evil.example/now'
      const { html, text: plain, subject } = await passkeyMail({ ...passkey, change, passkeyName })
      expect(subject).toBe(`A passkey was ${change} ${change === 'added' ? 'to' : 'from'} your account`)
      expect(plain).toContain('If it wasn’t you, somebody else has used your account.')
      expect(plain).toContain('end all other sessions')
      expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([passkey.accountUrl])
      expect(html).not.toContain('evil.example')
    }
  })
})

describe('the mail to a second signer with the same address', () => {
  test('points to the first mail when it holds no link of its own', async () => {
    const { text: plain, html } = await alreadySignedMail({ ...already, withdrawUrl: undefined })
    expect(plain).toContain('the link in the first mail')
    expect(html).not.toContain('href=')
  })
})

describe('the letter', () => {
  test('stands whole in the text version, and tells how many signed and how to answer', async () => {
    const { text: plain } = await letterMail({ ...letter, translatedFrom: 'es' })
    for (const line of [
      'Subject: Extradition of Alexander Lapshin',
      'Your Excellency,',
      '> A flagrant violation.',
      ' 3. that it be halted',
      'the story https://news.example/story',
      'This letter is signed by 214 people. 150 are given with full name and place. 33 are given with initials and place. 31 asked to be counted without being named.',
      'The attached file LAP-2017-01.en.pdf holds the letter with the annex of its signatures',
      'write to reply+x@petitions.example.org. If letters for your office',
      'Translated from Spanish.',
      'Reference: LAP-2017-01',
    ]) {
      expect(plain).toContain(line)
    }
  })

  test('speaks of no signatures when there are none', async () => {
    const { text: plain } = await letterMail({
      ...letter,
      signatureCount: 0,
      disclosed: { full: 0, initials: 0, counted: 0 },
    })
    expect(plain).not.toMatch(/signed by|annex/)
  })

  test('is not made with a field that nobody filled, or with a link that is not https', async () => {
    const field: LetterDocument = [{ kind: 'paragraph', children: [{ kind: 'field', name: 'recipient' }] }]
    await expect(letterMail({ ...letter, body: field })).rejects.toThrow(/recipient is not filled/)
    const link: LetterDocument = [
      { kind: 'paragraph', children: [{ kind: 'link', href: 'http://x.example', children: [] }] },
    ]
    await expect(letterMail({ ...letter, body: link })).rejects.toThrow(/https/)
  })
})
