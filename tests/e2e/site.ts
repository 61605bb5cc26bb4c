import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import * as m from '../../app/messages/generated/messages'

export { expect, m }
export const es = { locale: 'es' } as const
export const en = { locale: 'en' } as const
export const campaignPath = '/es/c/lapshin-2017'

type Signer = { name: string; email: string }

/** A person nobody has met yet. */
export const newSigner = (name = 'Ana María Pérez'): Signer => ({
  name,
  email: `ana.${randomBytes(6).toString('hex')}@mail.example`,
})

/** Refusals have a status that the browser writes down as an error; they are what some tests are about. */
const isRefusal = (words: string) => /Failed to load resource.*status of (?:404|409|410|422)/.test(words)
/** The frame of a mail runs no script, not even those of the tests. */
const isFrameOfMail = (words: string) =>
  /^Blocked script execution in '(?:about:blank|[^']+\.html(?:\?live)?)' because .* sandboxed/.test(words)

/** Every test also proves that nothing was complained of in the console and nothing was asked of another site. */
export const test = base.extend<{ complaints: string[] }>({
  complaints: [
    async ({ context, baseURL }, use) => {
      const complaints: string[] = []
      context.on('console', (message) => {
        const words = message.text()
        if (['error', 'warning'].includes(message.type()) && !isRefusal(words) && !isFrameOfMail(words))
          complaints.push(words)
      })
      // The event too, and not the console alone: what a page catches or a browser keeps to itself is seen.
      await context.exposeBinding('reportViolation', (_, violation: string) => {
        complaints.push(violation)
      })
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
          const { reportViolation } = globalThis as unknown as { reportViolation?: (words: string) => void }
          reportViolation?.(`against the policy: ${violatedDirective} ${blockedURI} at ${location.pathname}`)
        })
      })
      context.on('weberror', (fault) => complaints.push(String(fault.error())))
      context.on('request', (request) => {
        const url = request.url()
        if (!url.startsWith(baseURL ?? '') && !/^(?:data|blob|about):/.test(url))
          complaints.push(`asked for ${url}`)
      })
      context.on('response', (response) => {
        if (response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`)
      })
      await use(complaints)
      expect(complaints).toEqual([])
    },
    { auto: true },
  ],
})

/** Fills in the form as a person does: by its labels. */
export async function fillForm(
  page: Page,
  { name, email }: Signer,
  choice: 'full' | 'initials' | 'counted' = 'initials',
) {
  await page.getByLabel(m.sign_name({}, es)).fill(name)
  await page.getByLabel(m.sign_email({}, es)).fill(email)
  await page.getByLabel(m.sign_country({}, es)).selectOption('AR')
  const label = { full: m.sign_full, initials: m.sign_initials, counted: m.sign_counted }[choice]
  await page.getByRole('radio', { name: label({}, es) }).check()
}

export const pressSign = (page: Page) => page.getByRole('button', { name: m.sign_button({}, es) }).click()

export type Mail = { id: string; to: string[]; subject: string; text: string }

const mailsIn = async (page: Page) => (await (await page.request.get('/mailbox.json')).json()) as Mail[]

/** The ids of all mails that are there, to tell those apart that come after. */
export const mailsSoFar = async (page: Page) => new Set((await mailsIn(page)).map(({ id }) => id))

/** The newest mail to somebody, once it is there; with `after`, one that was not among those. */
export async function mailTo(page: Page, address: string, after = new Set<string>()): Promise<Mail> {
  let found: Mail | undefined
  await expect
    .poll(
      async () => {
        found = (await mailsIn(page)).find(({ id, to }) => to.includes(address) && !after.has(id))
        return found !== undefined
      },
      { timeout: 15_000, message: `a mail to ${address}` },
    )
    .toBe(true)
  return found as Mail
}

export const codeIn = ({ text }: Mail) =>
  /^\s*([2-9A-HJ-NP-Z]{4} [2-9A-HJ-NP-Z]{4})\s*$/m.exec(text)?.[1] ?? ''
export const linkIn = ({ text }: Mail, kind: 'confirm' | 'withdraw') =>
  new RegExp(`https?://[^/\\s]+(/${kind}/\\S+)`).exec(text)?.[1] ?? ''

/** How many the page says have signed, once it says so many. */
export const expectCount = (page: Page, count: number) =>
  expect
    .poll(async () => {
      const answer = await page.request.get('/c/lapshin-2017.json')
      return ((await answer.json()) as { signatures: { confirmed: number } }).signatures.confirmed
    })
    .toBe(count)

export async function countOf(page: Page): Promise<number> {
  const answer = await page.request.get('/c/lapshin-2017.json')
  return ((await answer.json()) as { signatures: { confirmed: number } }).signatures.confirmed
}

/** An address that signs somebody in at the desk once, as the command line prints it. */
export function deskAddress(email = 'tigran@anc.example', name = 'Tigran'): string {
  const { E2E_PORT, E2E_DATA_DIR } = process.env
  const launcher = join(import.meta.dirname, '..', '..', 'app', 'server', 'launch.js')
  const words = ['create-organiser', email, '--name', name, '--json']
  const printed = execFileSync(process.execPath, [launcher, ...words], {
    env: { ...process.env, PORT: E2E_PORT, DATA_DIR: E2E_DATA_DIR },
    encoding: 'utf8',
  })
  return (JSON.parse(printed) as { desk: string }).desk
}
