import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { pictures } from '../support/pictures'
import { deskAddress, en, expect, m, test } from './site'

test.use({ locale: 'en-GB' })
test.setTimeout(90_000)

async function expectNoBarriers(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`)).toEqual(
    [],
  )
}

test('Tigran gives an organisation its face, lets it stand behind the campaign, and takes it away again', async ({
  page,
}, { project }) => {
  // Every browser shares the site with the others.
  const organisation = `Prado Watch, ${project.name}`
  await page.goto(deskAddress())
  await page.getByRole('button', { name: m.signin_enter({}, en) }).click()
  await expect(page.getByRole('heading', { level: 1, name: m.desk_campaigns({}, en) })).toBeVisible()

  await page.goto('/desk/organisations/new')
  await page.getByLabel(m.org_name_in({ language: 'English' }, en)).fill(organisation)
  await page.getByLabel(m.org_title_in({ language: 'English' }, en)).fill('The board')
  await page.getByLabel(m.org_zone({}, en)).selectOption('UTC')
  // What is picked stands in the field that is sent, and what is typed there shows in the pick.
  await page.getByLabel(m.org_accent_pick({}, en)).fill('#1d5a38')
  await expect(page.getByLabel(m.org_accent({}, en))).toHaveValue('#1d5a38')
  await page.getByLabel(m.org_accent({}, en)).fill('#7a1f0e')
  await expect(page.getByLabel(m.org_accent_pick({}, en))).toHaveValue('#7a1f0e')
  await page.getByRole('button', { name: m.org_open({}, en) }).click()
  await expect(page.getByRole('heading', { level: 1, name: organisation })).toBeVisible()

  const file = page.getByLabel(m.logo_file({}, en))
  await file.setInputFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: await pictures.svg() })
  await page.getByRole('button', { name: m.logo_save({}, en) }).click()
  await expect(page.getByText(m.logo_fault_svg({}, en))).toBeVisible()
  await file.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: await pictures.png() })
  await page.getByRole('button', { name: m.logo_save({}, en) }).click()
  await expect(page.getByText(m.org_saved({}, en))).toBeVisible()
  await expectNoBarriers(page)

  await page.goto('/desk')
  await page.getByRole('link', { name: /Lapshin/ }).click()
  await page.getByRole('link', { name: m.partner_title({}, en) }).click()
  await page.getByRole('button', { name: `${m.partner_ask({}, en)}: ${organisation}` }).click()
  await expect(page.getByText(m.partner_done_asked({}, en))).toBeVisible()
  await expect(page.getByText(m.partner_waiting({}, en))).toBeVisible()
  await expectNoBarriers(page)

  await page.goto('/desk')
  await page
    .getByText(m.partner_question({ lead: 'Armenian National Committee of South America', organisation }, en))
    .locator('..')
    .getByRole('link')
    .click()
  await expect(page.getByRole('heading', { level: 1, name: m.partner_answer_title({}, en) })).toBeVisible()
  await expect(page.getByText('The board')).toBeVisible()
  await expectNoBarriers(page)
  const yes = page.getByRole('button', { name: m.partner_accept({}, en) })
  await yes.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(m.partner_done_joined({}, en))).toBeVisible()

  const campaign = page.url()
  await page.goto('/en/c/lapshin-2017')
  const masthead = page.getByRole('list', { name: m.campaign_behind({}, en) })
  await expect(masthead.getByRole('listitem').filter({ hasText: organisation })).toBeVisible()
  const logo = masthead.locator('img')
  await expect(logo).toHaveJSProperty('complete', true)
  expect(await logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(640)
  await expectNoBarriers(page)

  await page.goto(campaign)
  await page.getByText(m.partner_leave({ organisation }, en)).click()
  await page.getByRole('button', { name: m.partner_leave_button({ organisation }, en) }).click()
  await expect(page.getByText(m.partner_done_left({}, en))).toBeVisible()
  await page.goto('/en/c/lapshin-2017')
  await expect(masthead.getByRole('listitem')).toHaveCount(2)
})
