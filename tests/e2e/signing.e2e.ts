import {
  campaignPath,
  codeIn,
  countOf,
  en,
  es,
  expect,
  expectCount,
  fillForm,
  linkIn,
  m,
  mailTo,
  newSigner,
  pressSign,
  test,
} from './site'

const thanks = m.thanks_title({}, es)
const heading = { level: 1 }

test('Ana signs, types the mailed code into the open page, is thanked and counted', async ({ page }) => {
  const before = await countOf(page)
  const ana = newSigner()
  await page.goto(campaignPath)
  await fillForm(page, ana)
  await pressSign(page)
  await expect(page.getByRole('heading', { ...heading, name: m.code_title({}, es) })).toBeVisible()
  const mail = await mailTo(page, ana.email)
  await page.getByLabel(m.code_label({}, es)).fill(codeIn(mail).toLowerCase())
  await page.getByRole('button', { name: m.code_button({}, es) }).click()
  await expect(page.getByRole('heading', { ...heading, name: thanks })).toBeVisible()
  await expectCount(page, before + 1)
})

test('Ana opens the mailed link in the browser where she signed, and is counted', async ({
  page,
  javaScriptEnabled,
}) => {
  const before = await countOf(page)
  const ana = newSigner()
  await page.goto(campaignPath)
  await fillForm(page, ana, 'full')
  await pressSign(page)
  await page.goto(linkIn(await mailTo(page, ana.email), 'confirm'))
  // With a script the page presses its own button; without, she does.
  if (javaScriptEnabled === false) await page.getByRole('button', { name: m.confirm_button({}, es) }).click()
  await expect(page.getByRole('heading', { ...heading, name: thanks })).toBeVisible()
  await expectCount(page, before + 1)
})

test('Ana opens the mailed link elsewhere: nothing happens until she presses the button', async ({
  page,
  browser,
}) => {
  const before = await countOf(page)
  const ana = newSigner()
  await page.goto(campaignPath)
  await fillForm(page, ana, 'counted')
  await pressSign(page)
  const link = linkIn(await mailTo(page, ana.email), 'confirm')
  const elsewhere = await browser.newPage({ locale: 'es-AR', javaScriptEnabled: true })
  await elsewhere.goto(new URL(link, page.url()).href)
  await elsewhere.waitForTimeout(1_500)
  expect(await countOf(page)).toBe(before)
  await elsewhere.getByRole('button', { name: m.confirm_button({}, es) }).click()
  await expect(elsewhere.getByRole('heading', { ...heading, name: thanks })).toBeVisible()
  await elsewhere.close()
  await expectCount(page, before + 1)
})

test('Ana withdraws by the link in her mail, and signs again', async ({ page }) => {
  const before = await countOf(page)
  const ana = newSigner()
  const signAndConfirm = async () => {
    await page.goto(campaignPath)
    await fillForm(page, ana)
    await pressSign(page)
    await expect(page.getByRole('heading', { ...heading, name: m.code_title({}, es) })).toBeVisible()
    const mail = await mailTo(page, ana.email)
    await page.getByLabel(m.code_label({}, es)).fill(codeIn(mail))
    await page.getByRole('button', { name: m.code_button({}, es) }).click()
    await expect(page.getByRole('heading', { ...heading, name: thanks })).toBeVisible()
    return mail
  }
  const mail = await signAndConfirm()
  await expectCount(page, before + 1)
  await page.goto(linkIn(mail, 'withdraw'))
  await page.getByRole('button', { name: m.withdraw_button({}, es) }).click()
  await expect(page.getByRole('heading', { ...heading, name: m.withdraw_done({}, es) })).toBeVisible()
  expect(await countOf(page)).toBe(before)
  await page.request.get('/mailbox.json')
  await expect
    .poll(async () => {
      await page.goto(campaignPath)
      return page.getByRole('button', { name: m.sign_button({}, es) }).isVisible()
    })
    .toBe(true)
})

test('what is missing is said, what was typed stays, and mending it is enough', async ({ page }) => {
  const ana = newSigner()
  await page.goto(campaignPath)
  await page.getByLabel(m.sign_name({}, es)).fill(ana.name)
  await page.getByLabel(m.sign_email({}, es)).fill('ana')
  await pressSign(page)
  await expect(page.getByText(m.sign_fault_email_no_at({}, es)).first()).toBeVisible()
  await expect(page.getByLabel(m.sign_name({}, es))).toHaveValue(ana.name)
  await expect(page.getByLabel(m.sign_email({}, es))).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel(m.sign_email({}, es)).fill(ana.email)
  await page.getByLabel(m.sign_country({}, es)).selectOption('AR')
  await pressSign(page)
  await expect(page.getByRole('heading', { ...heading, name: m.code_title({}, es) })).toBeVisible()
})

test('a wrong code is told with the tries that are left, and the mail can be sent again', async ({
  page,
}) => {
  const ana = newSigner()
  await page.goto(campaignPath)
  await fillForm(page, ana)
  await pressSign(page)
  await page.getByLabel(m.code_label({}, es)).fill('ZZZZ ZZZZ')
  await page.getByRole('button', { name: m.code_button({}, es) }).click()
  await expect(page.getByText(m.code_wrong_left({ count: 4, shown: '4' }, es))).toBeVisible()
})

test('the page is read in the other language by its switch, and the letter stays what it is', async ({
  page,
}) => {
  await page.goto(campaignPath)
  const title = await page.getByRole('heading', heading).textContent()
  await page
    .getByRole('navigation', { name: m.site_language({}, es) })
    .getByRole('link', { name: 'English' })
    .click()
  await expect(page).toHaveURL(/\/en\/c\/lapshin-2017/)
  await expect(page.getByRole('button', { name: m.sign_button({}, en) })).toBeVisible()
  await expect(page.getByRole('heading', heading)).not.toHaveText(title ?? '')
})
