import { campaignPath, es, expect, fillForm, m, mailTo, newSigner, pressSign, test } from './site'

// A site where a crowd signs, whoever comes.
test.use({ baseURL: `http://localhost:${process.env.E2E_CROWD_PORT}` })

test('in a crowd the form proves itself and is sent; without a script a second press does it', async ({
  page,
  javaScriptEnabled,
}) => {
  const ana = newSigner()
  await page.goto(campaignPath)
  await fillForm(page, ana)
  await pressSign(page)
  if (javaScriptEnabled === false) {
    await expect(page.getByText(m.sign_proof_press({}, es))).toBeVisible()
    await expect(page.getByLabel(m.sign_name({}, es))).toHaveValue(ana.name)
    await pressSign(page)
  }
  await expect(page.getByRole('heading', { level: 1, name: m.code_title({}, es) })).toBeVisible()
  await mailTo(page, ana.email)
})

test('a browser that can’t make the proof leaves the button, which takes the signature', async ({
  page,
  javaScriptEnabled,
}) => {
  test.skip(javaScriptEnabled === false, 'without scripts nothing is tried')
  await page.addInitScript(() => {
    crypto.subtle.deriveBits = () => Promise.reject(new Error('not here'))
  })
  await page.goto(campaignPath)
  await fillForm(page, newSigner())
  await pressSign(page)
  await expect(page.getByText(m.sign_proof_press({}, es))).toBeVisible()
  await pressSign(page)
  await expect(page.getByRole('heading', { level: 1, name: m.code_title({}, es) })).toBeVisible()
})
