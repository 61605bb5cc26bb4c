import { oneLine } from './words'

export const longestOrganiserName = 100

// Some are letters to Unicode (the Hangul fillers), yet nobody can read them.
const invisible = /\p{Default_Ignorable_Code_Point}/gu

/** The name colleagues see, and the course of a letter. */
export function readOrganiserName(
  typed: string,
): { kind: 'read'; name: string } | { kind: 'refused'; fault: 'name-missing' | 'name-too-long' } {
  const name = oneLine(typed)
  if (!/[\p{L}\p{N}]/u.test(name.replace(invisible, ''))) return { kind: 'refused', fault: 'name-missing' }
  if (name.length > longestOrganiserName) return { kind: 'refused', fault: 'name-too-long' }
  return { kind: 'read', name }
}

const browsers: [mark: RegExp, name: string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:(?:Headless)?Chrome|Chromium|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const systems: [mark: RegExp, name: string][] = [
  [/\b(?:iPhone|iPod)\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/**
 * A browser in two words of ours, as a User-Agent header names it: `Firefox, Linux`. Nothing of the header itself is
 * kept, neither versions nor what somebody wrote into it. `null` when it names none that we know.
 */
export function browserIn(userAgent: string | null): string | null {
  const told = (userAgent ?? '').slice(0, 1_000)
  const of = (known: [RegExp, string][]) => known.find(([mark]) => mark.test(told))?.[1]
  return [of(browsers), of(systems)].filter(Boolean).join(', ') || null
}
