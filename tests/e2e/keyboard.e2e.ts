import type { Page } from '@playwright/test'
import { campaignPath, codeIn, es, expect, m, mailTo, newSigner, test } from './site'

/** Presses Tab until this has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, name: string) {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab')
    const named = await page.evaluate(() => {
      const { activeElement: here } = document
      const labels =
        here instanceof HTMLInputElement || here instanceof HTMLSelectElement ? here.labels : null
      return `${labels?.[0]?.textContent ?? ''} ${here?.textContent ?? ''}`
    })
    if (named.includes(name)) return
  }
  throw new Error(`Tab never came to “${name}”.`)
}

test('Ana signs with the keyboard alone, and always sees where she is', async ({ page }) => {
  const ana = newSigner()
  await page.goto(campaignPath)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: m.site_skip({}, es) })).toBeFocused()
  await expect(page.getByRole('link', { name: m.site_skip({}, es) })).toBeInViewport()
  await page.keyboard.press('Enter')
  await tabTo(page, m.sign_name({}, es))
  await page.keyboard.type(ana.name)
  await tabTo(page, m.sign_email({}, es))
  await page.keyboard.type(ana.email)
  await tabTo(page, m.sign_country({}, es))
  await page.keyboard.type('Arg')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await expect(page.getByRole('radio', { name: m.sign_full({}, es) })).toBeChecked()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('radio', { name: m.sign_initials({}, es) })).toBeChecked()
  await tabTo(page, m.sign_button({}, es))
  const focused = page.getByRole('button', { name: m.sign_button({}, es) })
  expect(await focused.evaluate((button) => getComputedStyle(button).outlineStyle)).not.toBe('none')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: m.code_title({}, es) })).toBeVisible()
  const mail = await mailTo(page, ana.email)
  await tabTo(page, m.code_label({}, es))
  await page.keyboard.type(codeIn(mail))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: m.thanks_title({}, es) })).toBeVisible()
})
