import { describe, expect, test, vi } from 'vitest'
import { alreadySignedMail } from '../already-signed'
import { confirmSignatureMail } from '../confirm-signature'
import { invitationMail } from '../invitation'
import { mailTroubleMail } from '../mail-trouble'
import { organisationRequestMail } from '../organisation-request'
import { partnerInvitationMail } from '../partner-invitation'
import { passkeyMail } from '../passkey'
import { signInCodeMail } from '../sign-in-code'
import * as finishing from './finish'
import { templateCount } from './template'

const siteUrl = 'https://petitions.example'
const organisationName = 'Consejo Nacional Armenio'
const campaignTitle = 'No to the extradition'
const held = { domainCount: 2, mailCount: 40, letterCount: 1 }
const [since, until] = [new Date('2026-11-24T08:00:00Z'), new Date('2026-11-25T09:30:00Z')]
const figures = { since, until, waitingCount: 1_214, expiredCount: 3, held, deskUrl: `${siteUrl}/desk/mail` }

/** One kind of mail: which of its words come from outside, and how it is made of them, filled in and rendered whole. */
const kind = <P extends { language: string }>(
  mail: { (props: P): Promise<finishing.RenderedMail>; whole: (props: P) => Promise<finishing.RenderedMail> },
  props: Omit<P, 'language' | 'siteUrl'>,
) => ({
  words: Object.keys(props).filter(
    (name) =>
      typeof props[name as keyof typeof props] === 'string' &&
      !['disclosure', 'role', 'stage', 'change', 'kind'].includes(name),
  ),
  both: async (language: string, changed: Record<string, string | undefined>) => {
    const all = { ...props, ...changed, language, siteUrl } as unknown as P
    return [await mail(all), await mail.whole(all)] as const
  },
})

const confirm = {
  ...{ campaignTitle, organisationName, name: 'Ana', recipientName: 'Embassy', code: '7KQ2MX9P' },
  ...{ confirmUrl: `${siteUrl}/confirm/t0ken?lang=es`, withdrawUrl: `${siteUrl}/withdraw/t0ken?lang=es` },
  seenAs: 'A. P., Córdoba, Argentina',
}
const partner = {
  ...{ organisationName, leadName: 'Unión Juventud Armenia', invitedBy: 'Tigran', campaignTitle },
  answerUrl: `${siteUrl}/desk/partner-invitations/0id?lang=en`,
}
const kinds = {
  'confirm-signature': kind(confirmSignatureMail, { ...confirm, disclosure: 'initials' }),
  'confirm-signature, counted only': kind(confirmSignatureMail, {
    ...confirm,
    disclosure: 'counted',
    seenAs: '',
  }),
  'already-signed': kind(alreadySignedMail, {
    ...{ campaignTitle, organisationName, withdrawUrl: confirm.withdrawUrl },
  }),
  'sign-in-code': kind(signInCodeMail, { code: '7KQ2MX9P', minutes: 10 }),
  invitation: kind(invitationMail, {
    ...{ organisationName, invitedBy: 'Tigran', role: 'campaigner', days: 7 },
    joinUrl: `${siteUrl}/desk/join/t0ken?lang=en`,
  }),
  'organisation-request': kind(organisationRequestMail, {
    ...{ stage: 'asked', organisationName, deskUrl: `${siteUrl}/desk/organisations` },
  }),
  'partner-invitation': kind(partnerInvitationMail, { ...partner, isPublic: true }),
  'partner-invitation to a draft': kind(partnerInvitationMail, { ...partner, isPublic: false }),
  passkey: kind(passkeyMail, {
    ...{ change: 'added', passkeyName: 'Telephone', accountUrl: `${siteUrl}/desk/account` },
  }),
  'mail-trouble, pause': kind(mailTroubleMail, { kind: 'pause', ...figures }),
  'mail-trouble, hold': kind(mailTroubleMail, { kind: 'hold', ...figures }),
}

const hostile = {
  markup: '<script>alert(1)</script></p></title>',
  'an ampersand': 'A & B &amp; &lt;b&gt; &#x27; &nbsp',
  'patterns of replacing': "$& $1 $` $' $$ \\1",
  'a field': '{{x}} {name}',
  quotes: `"Ana" 'Ana' «Ana» \`Ana\``,
  'a new line': 'Ana\r\nBcc: eve@evil.example\n\nPérez',
  'right to left': '\u202eAna\u202c محمد بن سلمان עברית',
  emoji: '👩🏽‍🚒 🇦🇲 ☺️',
  nothing: '',
  'one space': ' ',
  'space around and within': '  Ana   Pérez\t\u200b ',
  'space that does not break': '\u00a0Ana\u00a0 \u3000Pérez\ufeff',
  'half a letter': 'Ana \ud83d',
  'no character': 'Ana\u0000\u0007 Pérez',
  'an address': 'https://evil.example/?a=1&b="2" eve@evil.example',
  'very long': 'Añá ح '.repeat(3_000).trim(),
  'long, as names may be': 'Ան & '.repeat(400).trim(),
  'names of every object': 'constructor __proto__ toString',
}

describe.each(Object.entries(kinds))('%s', (_, { words, both }) => {
  test.each(Object.entries(hostile))('is to the byte what is rendered whole, with %s', async (_, value) => {
    for (const language of ['en', 'es', 'ar']) {
      const [filled, whole] = await both(language, Object.fromEntries(words.map((name) => [name, value])))
      expect(filled).toEqual(whole)
    }
    for (const name of words) {
      const [filled, whole] = await both('en', { [name]: value })
      expect(filled).toEqual(whole)
    }
  })
})

test('rendering happens once for the same words, whoever signs, and again for other words', async () => {
  const rendered = vi.spyOn(finishing, 'finish')
  const { both } = kinds['confirm-signature']
  const mail = async (changed: Record<string, string>) => (await both('es', changed))[0]
  const made = async (changed: Record<string, string>) => {
    const before = rendered.mock.calls.length
    const { html, text } = await mail({ campaignTitle: 'Libertad', ...changed })
    // `both` renders it whole besides.
    return { times: rendered.mock.calls.length - before - 1, html, text }
  }
  expect((await made({ name: 'Ana' })).times).toBe(1)
  const bruno = await made({ name: 'Bruno <b>', confirmUrl: `${siteUrl}/confirm/0ther`, code: 'AAAABBBB' })
  expect(bruno.times).toBe(0)
  expect(bruno.html).toContain('Bruno &lt;b&gt;')
  expect(bruno.text).toContain('Bruno <b>')
  expect(bruno.text).toContain('AAAA BBBB')
  expect((await made({ campaignTitle: 'Libertad ya' })).times).toBe(1)
  expect((await made({ recipientName: 'Ministerio' })).times).toBe(1)
  expect((await made({ recipientName: 'Ministerio', name: 'Carla' })).times).toBe(0)
})

test('what is kept has an end, and what was forgotten is made anew', async () => {
  const { both } = kinds['sign-in-code']
  const code = (n: number) => both('en', { minutes: String(n) })
  for (let n = 1; n <= 230; n++) await code(n)
  expect(templateCount()).toBe(200)
  const [filled, whole] = await code(1)
  expect(filled).toEqual(whole)
})

test('a template that could not be made is not kept', async () => {
  const broken = vi.spyOn(finishing, 'finish').mockRejectedValueOnce(new Error('out of ink'))
  const props = { language: 'en', code: 'AAAABBBB', minutes: 77, siteUrl }
  await expect(signInCodeMail(props)).rejects.toThrow('out of ink')
  expect((await signInCodeMail(props)).text).toContain('AAAA BBBB')
  broken.mockRestore()
})
