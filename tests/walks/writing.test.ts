import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { publishDue } from '../../campaigns/publishing.server'
import { workingCopies } from '../../campaigns/working-copy.server'
import { campaigns, letters, recipientAddresses } from '../../db/schema'
import { ana } from '../support/people'
import { openSite, type Site, sampleSlug } from '../support/site'
import { atTheDesk, campaignPath, hour, minute, sign, signAndConfirm } from '../support/steps'
import type { Visitor } from '../support/visitor'

const en = { locale: 'en' as const }
let site: Site
let campaignId: string
let desk: string
let tigran: Visitor
let nora: Visitor

const change = (set: Partial<typeof campaigns.$inferInsert>) =>
  site.db.update(campaigns).set(set).where(eq(campaigns.id, campaignId)).returning({ id: campaigns.id })
const asDraft = async () => {
  await change({ state: 'draft', publishedAt: null })
  await site.db
    .update(recipientAddresses)
    .set({ checkedAt: site.now() })
    .returning({ id: recipientAddresses.id })
}
const letterIn = async (language: string) =>
  (await workingCopies(site.db, campaignId))[language]?.letter?.words

beforeEach(async () => {
  site = await openSite()
  const [campaign] = await site.db.select().from(campaigns).where(eq(campaigns.slug, sampleSlug))
  campaignId = campaign?.id ?? ''
  desk = `/desk/campaigns/${campaignId}`
  tigran = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran', role: 'campaigner' })
  nora = await atTheDesk(site, { email: 'nora@anc.example', name: 'Nora', role: 'owner' })
})

/** What the letter's form sends when this is typed, without a script. */
const letterForm = (page: Visitor, typed: Record<string, string>, intent = 'save') => {
  const form = page.page().forms.find(({ fields }) => fields.some(([n, v]) => n === 'kind' && v === 'letter'))
  return { ...Object.fromEntries(form?.fields ?? []), ...typed, intent }
}

describe('writing without a script', () => {
  test('saves, shows what is wrong with its line, and previews without saving', async () => {
    await asDraft()
    const editor = `${desk}/texts/es`
    await tigran.open(editor)
    const previewed = await tigran.post(editor, letterForm(tigran, { body: 'Solo **vista**.' }, 'preview'))
    expect(previewed.status).toBe(200)
    expect(previewed.html).toContain('<strong>vista</strong>')
    expect((await letterIn('es'))?.body).not.toContain('vista')

    const body = 'Señor Embajador:\r\n\r\n<b>No</b> {{pais}}'
    const saved = await tigran.post(editor, letterForm(tigran, { body }))
    expect(saved.status).toBe(303)
    const page = await tigran.follow()
    expect(page.words).toContain(m.text_letter_saved({}, en))
    expect(page.words).toContain(m.text_fault_at({ line: 3, words: m.text_fault_html({}, en) }, en))
    expect(page.words).toContain(m.text_fault_at({ line: 3, words: m.text_fault_field({}, en) }, en))
    expect((await letterIn('es'))?.body).toBe('Señor Embajador:\n\n<b>No</b> {{pais}}')
  })

  test('shows the second of two people what the first wrote, and keeps both', async () => {
    await asDraft()
    const editor = `${desk}/texts/es`
    await tigran.open(editor)
    await nora.open(editor)
    await tigran.post(editor, letterForm(tigran, { body: 'Escribió Tigran.' }))
    const second = await nora.post(editor, letterForm(nora, { body: 'Escribió Nora.' }))
    expect(second.status).toBe(409)
    expect(second.words).toContain(m.text_conflict({}, en))
    expect(second.html).toMatch(/<del[^>]*>Tigran\.<\/del><ins[^>]*>Nora\.<\/ins>/)
    expect(second.html).toContain('Escribió Nora.</textarea>')
    const history = await nora.get(`${editor}/history?kind=letter`)
    expect(history.words).toContain('Tigran')
    await nora.open(editor)
    expect((await letterIn('es'))?.body).toBe('Escribió Tigran.')
    // The form that showed the difference now rests on what the first wrote.
    const again = second.forms.find(({ fields }) => fields.some(([n, v]) => n === 'kind' && v === 'letter'))
    const fields = { ...Object.fromEntries(again?.fields ?? []), intent: 'save' }
    expect((await nora.post(editor, fields)).status).toBe(303)
    expect((await letterIn('es'))?.body).toBe('Escribió Nora.')
  })

  test('brings an earlier text back, and takes a new language in and out', async () => {
    await asDraft()
    const editor = `${desk}/texts/es`
    await tigran.open(editor)
    const before = (await letterIn('es'))?.body
    await tigran.post(editor, letterForm(tigran, { body: 'Otra.' }))
    await tigran.get(`${editor}/history?kind=letter`)
    await tigran.press(m.text_restore_online({}, en))
    expect((await letterIn('es'))?.body).toBe(before)

    await tigran.open(editor)
    await tigran.press(m.text_add_language_button({}, en), { language: 'Français' })
    expect(tigran.page().status).toBe(422)
    await tigran.press(m.text_add_language_button({}, en), { language: 'FR' })
    const french = await tigran.follow()
    expect(french.path).toBe(`${desk}/texts/fr`)
    await tigran.post(french.path, letterForm(tigran, { subject: 'Lettre', body: 'Madame, Monsieur' }))
    await tigran.follow()
    await tigran.press(m.text_remove_button({}, en))
    expect((await tigran.follow()).words).toContain(m.text_removed({}, en))
    expect(await letterIn('fr')).toBeUndefined()
  })

  test('takes 20,000 letters of any script, and answers a form that is none with 404', async () => {
    const editor = `${desk}/texts/hy`
    await tigran.open(editor)
    const body = `Ողջույն\n\n${'Հայաստան '.repeat(2_200)}`
    expect((await tigran.post(editor, letterForm(tigran, { subject: 'Նամակ', body }))).status).toBe(303)
    expect((await letterIn('hy'))?.body).toHaveLength(body.trimEnd().length)
    expect((await tigran.post(`${editor}.json`, { kind: 'poem' })).status).toBe(404)
    expect((await tigran.get(`${desk}/texts/HY`)).status).toBe(404)
    expect((await tigran.get(`${desk}/texts/..%2Fes`)).status).toBe(404)
  })
})

describe('the script of the editor', () => {
  test('is told what became of a text in JSON', async () => {
    const place = `${desk}/texts/es.json`
    const words = (await letterIn('es')) ?? {}
    const save = (visitor: Visitor, body: string, basedOn = '0') =>
      visitor.post(place, { ...words, kind: 'letter', basedOn, body, isAutosave: 'yes' })
    expect((await save(tigran, 'Uno.')).json()).toMatchObject({ kind: 'saved', number: 1 })
    const second = await save(nora, 'Dos.')
    expect(second.status).toBe(409)
    expect(second.json()).toMatchObject({ kind: 'conflict', theirs: { body: 'Uno.' } })
    expect((await save(nora, 'x'.repeat(60_001), '3')).status).toBe(422)
    expect((await tigran.get(place)).json()).toMatchObject({ letter: { words: { body: 'Uno.' } } })
  })
})

describe('a letter that people have signed', () => {
  test('gets a new version by a deliberate act that says what it means, and signers stay with theirs', async () => {
    await signAndConfirm(site, ana)
    const editor = `${desk}/texts/es`
    await tigran.open(editor)
    await tigran.post(editor, letterForm(tigran, { body: 'Más clara: {{salutation}}' }))
    const page = await tigran.follow()
    expect(page.words).toContain(m.text_new_version_signed({ count: 1, shown: '1', version: 1, next: 2 }, en))
    expect((await site.visitor().get(campaignPath('es'))).words).not.toContain('Más clara')
    await tigran.press(m.text_put_online({}, en))
    expect((await tigran.follow()).words).toContain(m.text_letter_online({}, en))
    const reader = await site.visitor().get(campaignPath('es'))
    expect(reader.words).toContain('Más clara')
    const versions = await site.db.select().from(letters).where(eq(letters.language, 'es'))
    expect(versions.map(({ version, state }) => `${version} ${state}`).sort()).toEqual([
      '1 superseded',
      '2 current',
    ])
  })
})

describe('on the way to being published', () => {
  test('one asks, another approves, and it goes online with what was written', async () => {
    await asDraft()
    expect((await site.visitor().get(campaignPath('en'))).status).toBe(404)
    await tigran.open(`${desk}/texts/es`)
    await tigran.post(`${desk}/texts/es`, letterForm(tigran, { body: 'Así quedó.' }))
    await tigran.open(desk)
    await tigran.press(m.publish_ask_button({}, en))
    expect((await tigran.follow()).words).toContain(m.publish_waiting_second({}, en))
    await nora.open(desk)
    await nora.press(m.publish_approve_button({}, en))
    await nora.follow()
    await nora.press(m.publish_button({}, en))
    expect((await nora.follow()).words).toContain(m.publish_done_published({}, en))
    expect((await site.visitor().get(campaignPath('es'))).words).toContain('Así quedó.')
  })

  test('a change after the approval asks anew', async () => {
    await asDraft()
    await tigran.open(desk)
    await tigran.press(m.publish_ask_button({}, en))
    await nora.open(desk)
    await tigran.open(`${desk}/texts/es`)
    await tigran.post(`${desk}/texts/es`, letterForm(tigran, { body: 'Otra cosa.' }))
    await nora.open(desk)
    await nora.press(m.publish_ask_button({}, en))
    await nora.follow()
    const late = await nora.post(desk, { step: 'approve', revision: '1' })
    expect(late.status).toBe(409)
    expect(late.words).toContain(m.publish_refused_changed({}, en))
  })

  test('a list says what is missing, and where to go', async () => {
    await asDraft()
    await site.db.update(recipientAddresses).set({ checkedAt: null }).returning({ id: recipientAddresses.id })
    await change({ closesAt: new Date(site.now().getTime() - hour) })
    const page = await tigran.open(desk)
    expect(page.words).toContain('No address has been checked for: Embassy of Belarus')
    expect(page.words).toContain(m.publish_check_closing_open({}, en))
    const posted = await tigran.post(desk, { step: 'ask' })
    expect(posted.status).toBe(409)
    expect(posted.words).toContain(m.publish_refused_incomplete({}, en))
  })

  test('a planned hour comes on the organisation’s clock, and the worker keeps it', async () => {
    await asDraft()
    await tigran.open(desk)
    await tigran.press(m.publish_ask_button({}, en))
    await nora.open(desk)
    await nora.press(m.publish_approve_button({}, en))
    await nora.follow()
    await nora.press(m.publish_later_button({}, en), { publishAt: '2026-03-02T08:00' })
    expect((await nora.follow()).words).toContain('2 Mar 2026, 11:00')
    site.pass(hour - minute)
    expect(await publishDue(site.db, { now: site.now() })).toBe(0)
    site.pass(minute)
    expect(await publishDue(site.db, { now: site.now() })).toBe(1)
    expect((await site.visitor().get(campaignPath('es'))).status).toBe(200)
  })

  test('an address shows the draft to outsiders until it is taken back, and takes nothing', async () => {
    await asDraft()
    await tigran.open(desk)
    const made = await tigran.press(m.preview_make({}, en))
    const address = /\/preview\/[\w-]{43}/.exec(made.html)?.[0] ?? ''
    const outsider = site.visitor({ 'accept-language': 'en' })
    const page = await outsider.get(address)
    expect(page.status).toBe(200)
    expect(page.words).toContain(m.preview_title({}, en))
    expect(page.headers.get('x-robots-tag')).toContain('noindex')
    expect(page.attribute('content')).toBeTruthy()
    expect(page.forms).toEqual([])
    expect((await outsider.post(address, ana)).status).toBe(405)
    await change({ state: 'published' })
    expect((await outsider.get(address)).location).toBe(`/c/${sampleSlug}`)
    await change({ state: 'draft' })
    await tigran.open(desk)
    await tigran.press(m.preview_revoke({}, en))
    expect((await outsider.get(address)).status).toBe(404)
  })

  test('the letter can be seen on paper and as mail before anybody gets it', async () => {
    await asDraft()
    const pdf = await tigran.get(`${desk}/preview.pdf?language=es`)
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
    const mail = await tigran.get(`${desk}/preview-mail.html?language=es`)
    expect(mail.headers.get('content-security-policy')).toContain('sandbox')
    expect(mail.words).toContain((await letterIn('es'))?.subject)
    await tigran.open(`${desk}/texts/es`)
    expect((await tigran.get(`${desk}/preview.pdf?language=fr`)).location).toBe(`${desk}/texts/fr`)
  })
})

describe('a published campaign', () => {
  const step = async (fields: Record<string, string>) => {
    const answer = await tigran.post(desk, fields)
    return answer.status
  }

  test('is paused, resumed, closed, concluded and archived, and its page says so', async () => {
    const reader = site.visitor()
    const words = async () => (await reader.get(campaignPath('en'))).words
    expect(await step({ step: 'resume' })).toBe(409)
    expect(await step({ step: 'pause' })).toBe(303)
    expect(await words()).toContain(m.sign_paused({}, en))
    expect(await step({ step: 'resume' })).toBe(303)
    expect((await sign(site.visitor(), ana, 'en')).status).toBe(303)
    expect(await step({ step: 'close' })).toBe(303)
    expect(await words()).toContain(m.sign_closed({}, en))
    expect(await step({ step: 'conclude' })).toBe(422)
    expect(await step({ step: 'conclude', outcome: 'won' })).toBe(303)
    expect(await words()).toContain(m.publish_outcome_won({}, en))
    expect(await step({ step: 'reopen' })).toBe(422)
    expect(await step({ step: 'archive' })).toBe(303)
    expect(await step({ step: 'reopen', closing: 'never' })).toBe(409)
    expect(await words()).toContain(m.publish_outcome_won({}, en))
  })

  test('has settings, of which those that people rest on stay', async () => {
    const settings = `${desk}/settings`
    const page = await tigran.open(settings)
    expect(page.words).toContain(m.settings_fixed({}, en))
    const refused = await tigran.press(m.settings_save({}, en), { goal: 'many' })
    expect(refused.status).toBe(422)
    expect(refused.words).toContain(m.settings_fault_goal({}, en))
    await tigran.press(m.settings_save({}, en), { goal: '5000', closing: 'never', slug: 'stolen' })
    expect((await tigran.follow()).words).toContain(m.settings_saved({}, en))
    const [row] = await site.db.select().from(campaigns).where(eq(campaigns.id, campaignId))
    expect(row).toMatchObject({ goal: 5000, slug: sampleSlug })
  })
})
