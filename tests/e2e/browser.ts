import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

const modules = join(import.meta.dirname, '..', '..', 'node_modules')
const packed = join(modules, '@sparticuz', 'chromium')
const kept = join(modules, '.cache', 'demarche-chromium')

/** Only what a container needs, and no calls home. The package's own list would switch off the web's security. */
export const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

export type Browser = { executablePath?: string; env: Record<string, string> }

/**
 * A Chromium that starts on this machine: the one CHROME_PATH names, the one that comes by npm, the system's, and at last
 * whatever Playwright itself has.
 */
export async function findBrowser(): Promise<Browser> {
  const named = process.env.CHROME_PATH
  if (named) return { executablePath: named, env: {} }
  const packaged = await packedBrowser().catch((error: unknown) => {
    console.warn(`The browser that comes by npm can't be used: ${error}`)
    return null
  })
  if (packaged) return packaged
  for (const path of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'])
    if (starts(path, {})) return { executablePath: path, env: {} }
  return { env: {} }
}

/** The browser in @sparticuz/chromium, unpacked once. On a machine without the libraries it wants, with those it brings. */
async function packedBrowser(): Promise<Browser | null> {
  const { version } = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8')) as { version: string }
  const folder = join(kept, version)
  const path = join(folder, 'chromium')
  if (!existsSync(path)) await unpack(folder)
  // Its own fonts, where the system has none set up.
  const fonts: Record<string, string> = existsSync('/etc/fonts/fonts.conf')
    ? {}
    : { FONTCONFIG_PATH: join(folder, 'fonts') }
  for (const env of [fonts, { ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }])
    if (starts(path, env)) return { executablePath: path, env }
  return null
}

/** Unpacks beside the place and moves there at the end: two runs at once don't meet half a browser. */
async function unpack(folder: string) {
  mkdirSync(dirname(folder), { recursive: true })
  const fresh = mkdtempSync(`${folder}.`)
  const before = process.env.TMPDIR
  process.env.TMPDIR = fresh
  try {
    const { default: chromium, inflate } = await import('@sparticuz/chromium')
    await chromium.executablePath()
    await inflate(join(packed, 'bin', 'al2023.tar.br'))
    if (!existsSync(folder)) renameSync(fresh, folder)
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    rmSync(fresh, { recursive: true, force: true })
  }
}

function starts(path: string, env: Record<string, string>): boolean {
  try {
    execFileSync(path, ['--version', '--no-sandbox'], {
      env: { ...process.env, ...env },
      stdio: 'ignore',
      timeout: 20_000,
    })
    return true
  } catch {
    return false
  }
}
