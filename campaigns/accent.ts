// An organisation's colour, as it can be read: on paper, on the light pages and on the dark ones.

/** What an accent stands on, by scheme: the grounds of the pages (a test holds them to the style) and white paper. */
export const grounds = {
  light: ['#fbf9f4', '#f3efe6', '#fffefb'],
  dark: ['#12161c', '#1a2029', '#171c24'],
  paper: ['#ffffff'],
} as const
export type Ground = keyof typeof grounds

/** WCAG 2.2, success criterion 1.4.3 and 1.4.11: enough for large text and for lines that mean something. */
export const accentContrast = 4.5

/** A colour as it was typed: `#rrggbb` or `#rgb`, with or without the hash. `null` when it is none. */
export function readAccent(typed: string): string | null {
  const digits = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/.exec(typed.trim().toLowerCase())?.[1]
  if (!digits) return null
  return `#${digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits}`
}

type Rgb = [red: number, green: number, blue: number]
const rgbOf = (hex: string) =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb
const hexOf = (rgb: number[]) =>
  `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

/** WCAG 2.2, relative luminance of `#rrggbb`. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = rgbOf(hex)
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG 2.2, contrast ratio of two colours, from 1 to 21. */
export function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

/**
 * The nearest colour of the same hue that stands out by 4.5:1 from all grounds of a scheme: darkened on light ones,
 * lightened on dark ones, and the colour itself where it does already.
 */
export function accentOn(accent: string, scheme: Ground): string {
  const toward = scheme === 'dark' ? 255 : 0
  const parts = rgbOf(accent)
  for (let step = 0; step < 100; step++) {
    const mixed = hexOf(parts.map((part) => part + ((toward - part) * step) / 100))
    if (grounds[scheme].every((ground) => contrast(mixed, ground) >= accentContrast)) return mixed
  }
  return scheme === 'dark' ? '#ffffff' : '#000000'
}

/** The address of the stylesheet that holds a colour. It is made from the colour alone, so it never goes stale. */
export const accentHref = (accent: string) => `/accents/${accent.slice(1)}.css`

/** The stylesheet itself. */
export const accentStyle = (accent: string) =>
  `:root{--accent:${accentOn(accent, 'light')}}
@media (prefers-color-scheme:dark){:root{--accent:${accentOn(accent, 'dark')}}}
@media print{:root{--accent:${accentOn(accent, 'paper')}}}
`
