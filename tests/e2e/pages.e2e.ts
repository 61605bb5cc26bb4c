import { examine } from './barriers'
import {
  campaignPath,
  codeIn,
  deskAddress,
  es,
  expect,
  fillForm,
  linkIn,
  m,
  mailTo,
  newSigner,
  pressSign,
  test,
} from './site'

test('the pages of the site have no barrier', async ({ page }) => {
  test.setTimeout(90_000)
  for (const path of [
    '/es',
    '/en',
    campaignPath,
    '/en/c/lapshin-2017',
    '/es/c/nothing-here',
    `${campaignPath}/thanks`,
  ]) {
    await page.goto(path)
    await examine(page, path)
  }
})

test('the campaign reads from right to left without a barrier', async ({ page }) => {
  await page.goto(campaignPath)
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl'
  })
  await examine(page, 'from right to left')
})

test('every page on the way of a signature has no barrier', async ({ page }) => {
  test.setTimeout(90_000)
  const ana = newSigner('Ana Barrera')
  const elsewhere = await page.context().browser()?.newContext({ locale: 'es-AR' })
  const mailed = await elsewhere?.newPage()
  if (!mailed) throw new Error('No second window.')
  await page.goto(campaignPath)
  await page.getByLabel(m.sign_email({}, es)).fill('ana')
  await pressSign(page)
  await expect(page.getByText(m.sign_fault_email_no_at({}, es)).first()).toBeVisible()
  await examine(page, 'the form with faults')
  await fillForm(page, ana)
  await pressSign(page)
  await expect(page.getByRole('heading', { level: 1, name: m.code_title({}, es) })).toBeVisible()
  await examine(page, 'the code page')
  await page.getByLabel(m.code_label({}, es)).fill('ZZZZ ZZZZ')
  await page.getByRole('button', { name: m.code_button({}, es) }).click()
  await examine(page, 'the code page after a wrong code')
  const mail = await mailTo(page, ana.email)
  await mailed.goto(new URL(linkIn(mail, 'confirm'), page.url()).href)
  await examine(mailed, 'the page of the mailed link')
  await page.getByLabel(m.code_label({}, es)).fill(codeIn(mail))
  await page.getByRole('button', { name: m.code_button({}, es) }).click()
  await expect(page.getByRole('heading', { level: 1, name: m.thanks_title({}, es) })).toBeVisible()
  await examine(page, 'the thanks')
  await mailed.goto(new URL(linkIn(mail, 'confirm'), page.url()).href)
  await examine(mailed, 'the mailed link once more')
  await mailed.goto(new URL(linkIn(mail, 'withdraw'), page.url()).href)
  await examine(mailed, 'the way out')
  await mailed.getByRole('button', { name: m.withdraw_button({}, es) }).click()
  await examine(mailed, 'after withdrawing')
  await elsewhere?.close()
})

test('the desk and the mailbox have no barrier', async ({ page }) => {
  test.setTimeout(120_000)
  await page.goto('/mailbox')
  await examine(page, 'the mailbox')
  await page.goto('/desk/sign-in')
  await examine(page, 'the way into the desk')
  await page.goto(deskAddress())
  await examine(page, 'the one-time address')
  await page.getByRole('button', { name: m.signin_enter({}, es) }).click()
  await expect(page.getByRole('heading', { level: 1, name: m.desk_campaigns({}, es) })).toBeVisible()
  await examine(page, 'the list of campaigns')
  await page.getByRole('link', { name: /Lapshin/ }).click()
  await expect(page.getByRole('heading', { level: 2, name: m.desk_signatures({}, es) })).toBeVisible()
  await examine(page, 'the campaign in the desk')
  const campaign = page.url()
  await page.goto(`${campaign}/signatures`)
  await examine(page, 'the signatures')
  await page.goto(campaign)
  const prepare = m.desk_prepare({ count: 2, shown: '\u0000' }, es).split('\u0000')[0] ?? ''
  await page.getByRole('button', { name: prepare }).click()
  await expect(page.getByRole('button', { name: m.delivery_approve({}, es) })).toBeVisible({
    timeout: 30_000,
  })
  await examine(page, 'the letter to approve')
  await page.getByRole('button', { name: m.delivery_cancel({}, es) }).click()
  await expect(page.getByText(m.course_cancelled({}, es))).toBeVisible()
  await examine(page, 'the letter called back')
  await page.goto('/desk/deliveries/nothing-here')
  await examine(page, 'nothing there, in the desk')
})
