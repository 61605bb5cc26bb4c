import type { Browser, Page } from '@playwright/test'
import { codeIn, en, es, expect, fillForm, type Mail, m, mailTo, newSigner, pressSign, test } from './site'

// From an address nobody knows to a letter in an office's mailbox: everything by hand, nothing by files or SQL.
test.use({ locale: 'en-GB' })
test.setTimeout(180_000)

const label = (page: Page, words: string) => page.getByLabel(words, { exact: true })
const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click({ timeout: 15_000 })
const title = (page: Page, name: string) =>
  expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible()
const joinLink = ({ text }: Mail) => /https?:\/\/[^/\s]+(\/desk\/join\/\S+)/.exec(text)?.[1] ?? ''
let copies = 0

/** With LOOK=<folder> in the environment, a picture of every page on the way, wide and narrow, light and dark. */
async function look(page: Page, name: string) {
  const folder = process.env.LOOK
  if (!folder) return
  const usual = page.viewportSize()
  for (const width of [1280, 360])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true })
    }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  if (usual) await page.setViewportSize(usual)
}

async function askForAccess(page: Page, email: string, name: string) {
  await page.goto('/desk')
  await label(page, m.signin_email({}, en)).fill(email)
  await press(page, m.signin_ask({}, en))
  await label(page, m.signin_code({}, en)).fill(codeIn(await mailTo(page, email)))
  await press(page, m.signin_enter({}, en))
  await label(page, m.account_name({}, en)).fill(name)
  await press(page, m.account_go_on({}, en))
}

async function openOrganisation(page: Page, name: string) {
  await page.getByRole('link', { name: m.org_open({}, en) }).click()
  await label(page, m.org_name_in({ language: 'English' }, en)).fill(name)
  await page.getByLabel(m.org_lines({}, en)).fill('1 Mill Lane\nHarwick')
  const signatory = page.getByRole('group', { name: m.org_signatory({ number: 1 }, en), exact: true })
  await signatory.getByLabel(m.org_signatory_name({}, en)).fill('Nora Field')
  await signatory.getByLabel(m.org_title_in({ language: 'English' }, en)).fill('Chair')
  await look(page, 'organisation-new')
  await label(page, m.org_zone({}, en)).selectOption('Europe/London')
  await press(page, m.org_open({}, en))
  await expect(page.getByText(name).first()).toBeVisible()
}

/** A colleague takes the mailed invitation in a browser of her own. */
async function inviteColleague(page: Page, browser: Browser, email: string): Promise<Page> {
  await page
    .getByRole('link', { name: m.org_people_link({}, en) })
    .first()
    .click()
  await page.getByLabel(m.people_invite_email({}, en)).fill(email)
  await page.getByRole('radio', { name: new RegExp(m.people_role_campaigner({}, en)) }).check()
  await press(page, m.people_invite_button({}, en))
  const colleague = await browser.newPage({ locale: 'en-GB' })
  await colleague.goto(new URL(joinLink(await mailTo(page, email)), page.url()).href)
  await press(colleague, m.people_join_ask({}, en))
  const mailed = async () => (await mailTo(page, email)).text
  await expect.poll(async () => codeIn({ text: await mailed() } as Mail)).not.toBe('')
  await label(colleague, m.signin_code({}, en)).fill(codeIn(await mailTo(page, email)))
  await press(colleague, m.signin_enter({}, en))
  await press(colleague, m.people_join_accept({}, en))
  await label(colleague, m.account_name({}, en)).fill('Mira Stone')
  await press(colleague, m.account_go_on({}, en))
  return colleague
}

test('Nora opens an organisation, and by the end of the evening her letter is in the ministry’s mailbox', async ({
  page,
  browser,
}) => {
  const run = `${Date.now()}${copies++}`
  await askForAccess(page, `nora.${run}@friends.example`, 'Nora Field')
  await openOrganisation(page, `Friends of Harwick Library ${run}`)
  const colleague = await inviteColleague(page, browser, `mira.${run}@friends.example`)

  // The story: its page can't be read from here, so it is typed.
  await page.goto('/desk')
  await page
    .getByRole('link', { name: m.story_new({}, en) })
    .first()
    .click()
  await label(page, m.story_address({}, en)).fill('https://courier.example/harwick-library')
  await press(page, m.story_read({}, en))
  await expect(page.getByText(m.story_unread_title({}, en)).first()).toBeVisible()
  await label(page, m.story_field_headline({}, en)).fill('Harwick library to close in March')
  await label(page, m.story_field_publisher({}, en)).fill('Harwick Courier')
  await page.getByLabel(m.story_field_reported_on({}, en)).fill('2026-11-20')
  await label(page, m.story_field_language({}, en)).selectOption('en')
  await label(page, m.story_field_summary({}, en)).fill('The county says that the library costs too much.')
  await press(page, m.story_start({}, en))
  await title(page, 'Harwick library to close in March')
  const campaign = page.url().replace(/[?#].*/, '')

  await look(page, 'draft')

  // Whom it goes to: an office of the organisation's own, with an address somebody has looked at.
  await page.goto('/desk/directory')
  await page
    .getByRole('link', { name: m.directory_add({}, en) })
    .first()
    .click()
  await label(page, m.office_kind({}, en)).selectOption('ministry')
  await label(page, m.office_country({}, en)).selectOption('GB')
  await label(page, m.office_host_country({}, en)).selectOption('GB')
  await label(page, m.office_language({}, en)).first().selectOption('en')
  await label(page, m.office_city({}, en)).first().fill('Harwick')
  await page.getByLabel(m.office_name({}, en)).first().fill('County Ministry of Culture')
  await label(page, m.office_languages_place({ place: 1 }, en)).selectOption('en')
  await page.getByLabel(m.office_email({}, en)).fill(`culture.${run}@county.example`)
  await look(page, 'office-new')
  await press(page, m.office_create({}, en))
  await press(page, `${m.office_check({}, en)}: culture.${run}@county.example`)
  await look(page, 'office')
  await page.goto(`${campaign}/recipients?words=County`)
  await press(page, `${m.office_recipient_add({}, en)}: County Ministry of Culture`)
  await look(page, 'recipients')

  // The words.
  await page.goto(`${campaign}/texts/en`)
  const part = (kind: 'page' | 'letter') => page.locator(`#${kind}`)
  await part('page').getByLabel(m.text_name_title({}, en)).fill(`Keep Harwick library open ${run}`)
  await part('page').getByLabel(m.text_name_summary({}, en)).fill('The only library within twenty miles.')
  await part('page').getByLabel(m.text_name_demand({}, en)).fill('Fund the library for another year.')
  await part('page').getByLabel(m.text_name_body({}, en)).fill('It is where we learned to read.')
  await part('page')
    .getByRole('button', { name: m.text_save({}, en), exact: true })
    .click()
  await part('letter').getByLabel(m.text_name_subject({}, en)).fill('Harwick library')
  await part('letter')
    .getByRole('button', { name: m.text_save({}, en), exact: true })
    .click()
  await look(page, 'texts')

  // What is missing, somebody else's eyes, online.
  await page.goto(`${campaign}/settings`)
  await look(page, 'settings')
  await page.goto(campaign)
  await look(page, 'checklist')
  await press(page, m.publish_ask_button({}, en))
  await expect(page.getByText(m.publish_done_asked({}, en))).toBeVisible()
  await colleague.goto(campaign)
  await press(colleague, m.publish_approve_button({}, en))
  await expect(colleague.getByText(m.publish_done_approved({}, en))).toBeVisible()
  await page.reload()
  await press(page, m.publish_button({}, en))
  await look(page, 'published')

  // Somebody signs, and the letter goes out with that name.
  const ana = newSigner()
  const signer = await browser.newPage({ locale: 'es-AR' })
  await signer.goto(
    new URL(
      (await page.getByRole('link', { name: m.desk_public_page({}, en) }).getAttribute('href')) ?? '',
      page.url(),
    ).href,
  )
  await fillForm(signer, ana, 'full')
  await pressSign(signer)
  await signer.getByLabel(m.code_label({}, es)).fill(codeIn(await mailTo(page, ana.email)))
  await signer.getByRole('button', { name: m.code_button({}, es) }).click()
  await expect(signer.getByRole('heading', { level: 1, name: m.thanks_title({}, es) })).toBeVisible()
  await expect(async () => {
    await page.reload()
    await page
      .getByRole('button', { name: m.desk_prepare({ count: 1, shown: '1' }, en) })
      .click({ timeout: 1_000 })
  }).toPass({ timeout: 20_000 })
  await page.waitForURL('**/desk/deliveries/*')
  const approve = page.getByRole('button', { name: m.delivery_approve({}, en) })
  await expect(approve).toBeVisible({ timeout: 40_000 })
  await look(page, 'delivery')
  await approve.click()
  await expect(page.getByText(m.state_delivery_accepted({}, en)).first()).toBeVisible({ timeout: 40_000 })
  const sent = await mailTo(page, `culture.${run}@county.example`)
  expect(sent.text).toContain('Harwick library to close in March')
  await look(page, 'delivered')
})
