import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const [lightPart = '', darkPart = ''] = css.split('@media (prefers-color-scheme: dark)')
const coloursOf = (part: string) =>
  Object.fromEntries(
    [...part.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  )

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

describe.each([
  ['light', coloursOf(lightPart)],
  ['dark', coloursOf(darkPart)],
])('the colours in the %s', (_, colours) => {
  const of = (name: string) => colours[name] ?? '#808080'

  it.each(['paper', 'paper-sunk', 'sheet'])('can be read on %s', (ground) => {
    for (const text of ['ink', 'ink-soft', 'action', 'action-deep', 'good', 'warn', 'bad']) {
      expect(contrast(of(text), of(ground)), text).toBeGreaterThanOrEqual(7)
    }
    for (const part of ['edge', 'focus']) {
      expect(contrast(of(part), of(ground)), part).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('can be read on a button, at rest and under the pointer', () => {
    expect(contrast(of('action-ink'), of('action'))).toBeGreaterThanOrEqual(7)
    expect(contrast(of('action-ink'), of('action-deep'))).toBeGreaterThanOrEqual(7)
  })
})
