import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contrast, grounds } from '../../campaigns/accent'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const [lightPart = '', darkPart = ''] = css.split('@media (prefers-color-scheme: dark)')
const coloursOf = (part: string) =>
  Object.fromEntries(
    [...part.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  )

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

it('knows the grounds an organisation’s colour is corrected for', () => {
  const of = (part: string) => ['paper', 'paper-sunk', 'sheet'].map((name) => coloursOf(part)[name])
  expect({ light: of(lightPart), dark: of(darkPart) }).toEqual({ light: grounds.light, dark: grounds.dark })
})
