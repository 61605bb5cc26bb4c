import { describe, expect, it } from 'vitest'
import { accentContrast, accentHref, accentOn, accentStyle, contrast, grounds, readAccent } from './accent'

describe('a colour that was typed', () => {
  it.each([
    ['#AA3311', '#aa3311'],
    [' aa3311 ', '#aa3311'],
    ['#abc', '#aabbcc'],
    ['', null],
    ['red', null],
    ['#12345', null],
    ['#1234567', null],
    ['#12345g', null],
    ['#fff;}body{display:none', null],
    ['#ffffff\n#000000', null],
  ])('%j is read as %j', (typed, read) => {
    expect(readAccent(typed)).toBe(read)
  })
})

describe('contrast', () => {
  it('is what WCAG says it is', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.478, 3)
    expect(contrast('#ffffff', '#777777')).toBe(contrast('#777777', '#ffffff'))
  })
})

describe('an accent', () => {
  const schemes = ['light', 'dark', 'paper'] as const
  // Every hue at four strengths, and the greys.
  const levels = [0, 64, 128, 191, 255].map((n) => n.toString(16).padStart(2, '0'))
  const colours = levels.flatMap((r) => levels.flatMap((g) => levels.map((b) => `#${r}${g}${b}`)))

  it.each(schemes)('stands out from every ground of %s, whatever it was', (scheme) => {
    expect(colours).toHaveLength(125)
    for (const colour of colours)
      for (const ground of grounds[scheme])
        expect(contrast(accentOn(colour, scheme), ground), `${colour} on ${ground}`).toBeGreaterThanOrEqual(
          accentContrast,
        )
  })

  it('that stands out already stays as it is', () => {
    expect(accentOn('#922913', 'light')).toBe('#922913')
    expect(accentOn('#f59a80', 'dark')).toBe('#f59a80')
  })

  it('keeps its hue: red stays the strongest part of a red', () => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) =>
      Number.parseInt(accentOn('#ff2010', 'light').slice(at, at + 2), 16),
    )
    expect(r).toBeGreaterThan(3 * Math.max(g, b))
  })

  it('has an address of its own, and a style with nothing in it but colours', () => {
    expect(accentHref('#aa3311')).toBe('/accents/aa3311.css')
    expect(accentStyle('#ffee00').replace(/#[0-9a-f]{6}/g, '#')).toBe(
      ':root{--accent:#}\n@media (prefers-color-scheme:dark){:root{--accent:#}}\n@media print{:root{--accent:#}}\n',
    )
  })
})
