import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './site'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** No violation in light and in dark, and nothing to scroll sideways on the narrowest phone. */
export async function examine(page: Page, name: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    // Without motion: colours on their way from one scheme to the other are neither's, and in what is folded they stay so.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expectNoViolation(page, `${name}, ${colorScheme}`)
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  const usual = page.viewportSize() ?? { width: 360, height: 740 }
  await page.setViewportSize({ width: 320, height: 640 })
  await expectNoSideways(page, name)
  await page.setViewportSize(usual)
}

async function expectNoViolation(page: Page, name: string) {
  // The frame of a mail runs no script, and so none of axe: the page around it is examined.
  const { violations } = await new AxeBuilder({ page })
    .options({ iframes: false })
    .withTags(rules)
    .setLegacyMode(page.frames().length > 1)
    .analyze()
  const told = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  )
  expect(told, name).toEqual([])
}

const expectNoSideways = async (page: Page, name: string) => {
  const wide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
  expect(wide, `${name} is wider than a phone by`).toBeLessThanOrEqual(0)
}
