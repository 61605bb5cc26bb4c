import {
  campaignPath,
  codeIn,
  deskAddress,
  en,
  es,
  expect,
  fillForm,
  m,
  mailsSoFar,
  mailTo,
  newSigner,
  pressSign,
  test,
} from './site'

test.use({ locale: 'en-GB' })

// How long the press and the mail take hangs on the machine.
test.setTimeout(90_000)

test('Tigran signs in by the printed address, sends the letter, and finds it in the embassy’s mailbox', async ({
  page,
  browser,
}) => {
  // Somebody has signed.
  const ana = newSigner()
  const signer = await browser.newPage({ locale: 'es-AR' })
  await signer.goto(new URL(campaignPath, deskAddress()).href)
  await fillForm(signer, ana, 'full')
  await pressSign(signer)
  await signer.getByLabel(m.code_label({}, es)).fill(codeIn(await mailTo(page, ana.email)))
  await signer.getByRole('button', { name: m.code_button({}, es) }).click()
  await expect(signer.getByRole('heading', { level: 1, name: m.thanks_title({}, es) })).toBeVisible()
  await signer.close()

  await page.goto(deskAddress())
  await page.getByRole('button', { name: m.signin_enter({}, en) }).click()
  await expect(page.getByRole('heading', { level: 1, name: m.desk_campaigns({}, en) })).toBeVisible()
  await page.getByRole('link', { name: /Lapshin/ }).click()
  await expect(page.getByRole('rowheader', { name: ana.name }).first()).toBeVisible()

  const prepare = m.desk_prepare({ count: 2, shown: '\u0000' }, en).split('\u0000')[0] ?? ''
  await page.getByRole('button', { name: prepare }).click()
  await page.waitForURL('**/desk/deliveries/*')
  const approve = page.getByRole('button', { name: m.delivery_approve({}, en) })
  await expect(async () => {
    await page.reload()
    await expect(approve).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 30_000 })
  await expect(page.getByText('mail@embassy-of-belarus.example').first()).toBeVisible()
  const mail = page.frameLocator('iframe')
  await expect(mail.getByText(/Lapshin/).first()).toBeVisible()

  const pdfLink = page.getByRole('link', { name: /\.pdf/ })
  const shown = await page.request.get((await pdfLink.getAttribute('href')) ?? '')
  const pdf = await shown.body()
  expect(pdf.subarray(0, 4).toString()).toBe('%PDF')
  await approve.click()
  await expect(approve).toBeHidden()
  await expect(async () => {
    await page.reload()
    await expect(page.getByText(m.state_delivery_accepted({}, en)).first()).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 30_000 })
  await expect(page.getByText(/250/).first()).toBeVisible()

  await page.getByRole('link', { name: m.course_see_mailbox({}, en) }).click()
  await page
    .getByRole('link', { name: /mail@embassy-of-belarus\.example/ })
    .first()
    .click()
  const attachment = page.getByRole('link', { name: /\.pdf/ })
  await expect(attachment).toBeVisible()
  const received = await page.request.get((await attachment.getAttribute('href')) ?? '')
  expect((await received.body()).equals(pdf)).toBe(true)
})

test('Tigran signs in by a mailed code, and signs out', async ({ page }) => {
  deskAddress()
  const before = await mailsSoFar(page)
  await page.goto('/desk')
  await page.getByLabel(m.signin_email({}, en)).fill('tigran@anc.example')
  await page.getByRole('button', { name: m.signin_ask({}, en) }).click()
  await expect(page.getByText(m.org_signin_asked({}, en))).toBeVisible()
  const mail = await mailTo(page, 'tigran@anc.example', before)
  await page.getByLabel(m.signin_code({}, en)).fill(codeIn(mail))
  await page.getByRole('button', { name: m.signin_enter({}, en) }).click()
  await expect(page.getByRole('heading', { level: 1, name: m.desk_campaigns({}, en) })).toBeVisible()
  await page.getByRole('button', { name: m.desk_sign_out({}, en) }).click()
  await expect(page.getByRole('heading', { level: 1, name: m.signin_title({}, en) })).toBeVisible()
})
