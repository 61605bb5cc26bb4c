import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { browserArguments, findBrowser } from './tests/e2e/browser'

/** A port nobody listens on, below the range from which the system takes ports of its own. */
async function freePort(from = 24_000 + (process.pid % 4_000)): Promise<string> {
  for (let port = from; ; port++) {
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer()
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (isFree) return String(port)
  }
}

// Workers read this file again: what was chosen once is handed on to them in the environment.
process.env.E2E_PORT ??= await freePort()
process.env.E2E_CROWD_PORT ??= await freePort(Number(process.env.E2E_PORT) + 1)
process.env.E2E_DATA_DIR ??= mkdtempSync(join(tmpdir(), 'demarche-e2e-'))
process.env.E2E_BROWSER ??= JSON.stringify(await findBrowser())
const { E2E_PORT: port, E2E_DATA_DIR: dataDir } = process.env
const browser = JSON.parse(process.env.E2E_BROWSER) as Awaited<ReturnType<typeof findBrowser>>
const crowdPort = process.env.E2E_CROWD_PORT
const baseURL = `http://localhost:${port}`

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }
const desktop = { viewport: { width: 1280, height: 800 } }

const site = (PORT: string, settings: Record<string, string>) => ({
  command: `"${process.execPath}" app/server/launch.js start`,
  url: `http://localhost:${PORT}/healthz`,
  env: { PORT, LOG_LEVEL: 'warn', ...settings },
  timeout: 120_000,
  gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 10_000 },
  stderr: 'pipe' as const,
})

export default defineConfig({
  testDir: './tests/e2e',
  testMatch: '*.e2e.ts',
  globalTeardown: './tests/e2e/teardown.ts',
  // One after the other: they share one site, as people do, and letters of one campaign to one office.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [['list', { printSteps: false }]],
  use: {
    baseURL,
    locale: 'es-AR',
    launchOptions: {
      ...browser,
      env: { ...(process.env as Record<string, string>), ...browser.env },
      args: browserArguments,
    },
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'phone', use: phone, testIgnore: /(?:desk|writing|screenshots)\.e2e\.ts$/ },
    { name: 'desktop', use: desktop, testIgnore: /screenshots\.e2e\.ts$/ },
    {
      name: 'without JavaScript',
      use: { ...phone, javaScriptEnabled: false },
      testMatch: /(?:signing|desk|crowd)\.e2e\.ts$/,
    },
    {
      name: 'screenshots',
      use: desktop,
      testMatch: process.env.SCREENSHOTS ? /screenshots\.e2e\.ts$/ : /^$/,
    },
  ],
  // The second is one where a crowd signs, whoever comes.
  webServer: [
    site(port, { DATA_DIR: dataDir, PROOF_AFTER: '1000' }),
    site(crowdPort, { DATA_DIR: join(dataDir, 'crowd'), PROOF_AFTER: '0' }),
  ],
})
