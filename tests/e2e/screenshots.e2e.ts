import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  campaignPath,
  codeIn,
  deskAddress,
  en,
  es,
  expect,
  fillForm,
  m,
  mailTo,
  newSigner,
  pressSign,
  test,
} from './site'

// Not a test of anything: SCREENSHOTS=1 npx playwright test --project=screenshots makes the pictures of the README.

const folder = join(import.meta.dirname, '..', '..', 'docs', 'screenshots')
const picture = (name: string) => join(folder, `${name}.png`)

const signers = [
  'Ana María Pérez',
  'Bruno Díaz',
  'Carla Sosa',
  'Dmitri Orlov',
  'Elena Petrosyan',
  'Francisco Gil',
]

test.use({ locale: 'en-GB' })

test('the pictures of the README', async ({ page, browser }) => {
  test.setTimeout(180_000)
  mkdirSync(folder, { recursive: true })
  for (const [i, name] of signers.entries()) {
    const signer = newSigner(name)
    await page.goto(campaignPath)
    await fillForm(page, signer, (['full', 'initials', 'counted'] as const)[i % 3])
    await pressSign(page)
    await page.getByLabel(m.code_label({}, es)).fill(codeIn(await mailTo(page, signer.email)))
    await page.getByRole('button', { name: m.code_button({}, es) }).click()
    await expect(page.getByRole('heading', { level: 1, name: m.thanks_title({}, es) })).toBeVisible()
  }
  const phone = await browser.newContext({
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
    isMobile: true,
    locale: 'es-AR',
  })
  const hand = await phone.newPage()
  await hand.goto(new URL(campaignPath, page.url()).href)
  await hand.screenshot({ path: picture('campaign-phone') })
  await phone.close()

  await page.goto(campaignPath.replace('/es/', '/en/'))
  await page.screenshot({ path: picture('campaign') })

  await page.goto(deskAddress())
  await page.getByRole('button', { name: m.signin_enter({}, en) }).click()
  await page.getByRole('link', { name: /Lapshin/ }).click()
  const prepare = m.desk_prepare({ count: 2, shown: '\u0000' }, en).split('\u0000')[0] ?? ''
  await page.getByRole('button', { name: prepare }).click()
  await page.getByRole('button', { name: m.delivery_approve({}, en) }).click({ timeout: 30_000 })
  await expect(page.getByText(m.course_accepted({}, en))).toBeVisible({ timeout: 30_000 })
  await page.screenshot({ path: picture('delivery') })
})
