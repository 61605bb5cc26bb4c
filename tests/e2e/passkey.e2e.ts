import type { Page } from '@playwright/test'
import { examine } from './examine'
import { codeIn, en, expect, type Mail, m, newSigner, test } from './site'

test.use({ locale: 'en-GB' })
test.setTimeout(90_000)

/** A device that belongs to the browser: it has a lock, and somebody at hand only while `answers` says so. */
async function deviceOf(page: Page) {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable', { enableUI: false })
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: false,
    },
  })
  return {
    answers: (enabled: boolean) =>
      session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
    recognises: (isUserVerified: boolean) =>
      session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    credentials: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  }
}

/** Of the two ways by a passkey, only the button is left: what the field offers, a device at hand would take by itself. */
const withoutOffers = (page: Page) =>
  page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false
  })

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const withPasskey = m.passkey_sign_in({}, en)

const mailsTo = async (page: Page, email: string) =>
  ((await (await page.request.get('/mailbox.json')).json()) as Mail[]).filter(({ to }) => to.includes(email))

/** Does something, and waits for the mail that comes of it. */
async function mailAfter(page: Page, email: string, act: () => Promise<unknown>): Promise<Mail> {
  const before = (await mailsTo(page, email)).length
  await act()
  await expect
    .poll(async () => (await mailsTo(page, email)).length, { timeout: 15_000 })
    .toBeGreaterThan(before)
  return (await mailsTo(page, email))[0] as Mail
}

async function byCode(page: Page, email: string) {
  await page.getByLabel(m.signin_email({}, en)).fill(email)
  const mail = await mailAfter(page, email, () => button(page, m.signin_ask({}, en)).click())
  await page.getByLabel(m.signin_code({}, en)).fill(codeIn(mail))
  await button(page, m.signin_enter({}, en)).click()
}

/** Somebody new at the desk, on the page of their account. */
async function newcomer(page: Page) {
  const { email } = newSigner()
  await page.goto('/desk/account')
  await byCode(page, email)
  await page.getByLabel(m.account_name({}, en), { exact: true }).fill('Nora')
  await button(page, m.account_go_on({}, en)).click()
  await page.waitForURL('**/desk/organisations')
  // A page that is left while it is still being put together complains, and nobody is there to see it.
  await page.waitForLoadState('networkidle')
  await page.goto('/desk/account')
  await expect(page.getByRole('heading', { name: m.passkey_title({}, en) })).toBeVisible()
  return email
}

async function add(page: Page, device: Awaited<ReturnType<typeof deviceOf>>, name: string) {
  await device.answers(true)
  await page.getByLabel(m.passkey_name({}, en)).last().fill(name)
  await button(page, m.passkey_add({}, en)).click()
  await expect(page.getByRole('status').filter({ hasText: m.passkey_done_added({}, en) })).toBeVisible()
  await device.answers(false)
}

async function leave(page: Page) {
  await button(page, m.desk_sign_out({}, en)).click()
  await expect(heading(page, m.signin_title({}, en))).toBeVisible()
}

test('Nora comes by a mailed code, adds a passkey, comes by it, removes it, and can’t any more', async ({
  page,
}) => {
  const device = await deviceOf(page)
  await withoutOffers(page)
  const email = await newcomer(page)
  await examine(page, 'the account without a passkey')
  await page.getByLabel(m.passkey_name({}, en)).fill(' ')
  await button(page, m.passkey_add({}, en)).click()
  await expect(page.getByLabel(m.passkey_name({}, en))).toBeFocused()
  await expect(page.getByText(m.passkey_name_missing({}, en))).toBeVisible()
  const told = await mailAfter(page, email, () => add(page, device, 'Nora’s telephone'))
  expect(told.subject).toBe(m.mail_passkey_added_subject({}, en))
  const [kept] = await device.credentials()
  expect(kept).toMatchObject({ rpId: 'localhost', isResidentCredential: true, userName: 'Nora' })
  expect(JSON.stringify(kept)).not.toContain(email)
  await page.getByText(m.passkey_change_label({ name: 'Nora’s telephone' }, en)).click()
  await examine(page, 'the account with a passkey')

  await leave(page)
  await expect(button(page, withPasskey)).toBeVisible()
  await examine(page, 'the way in by a passkey')
  await device.answers(true)
  await button(page, withPasskey).click()
  await page.waitForURL('**/desk/organisations')
  await device.answers(false)
  await page.goto('/desk/account')
  await expect(page.getByText(m.passkey_used_never({}, en), { exact: true })).toHaveCount(0)

  await page.getByText(m.passkey_change_label({ name: 'Nora’s telephone' }, en)).click()
  await button(page, m.passkey_remove({ name: 'Nora’s telephone' }, en)).click()
  await expect(page.getByText(m.passkey_done_removed({}, en))).toBeVisible()
  await expect(page.getByText(m.passkey_none({}, en))).toBeVisible()
  await leave(page)
  await device.answers(true)
  await button(page, withPasskey).click()
  await expect(page.getByRole('alert')).toHaveText(m.passkey_unknown({}, en))
  await device.answers(false)
  await examine(page, 'a passkey refused')
  await page.goto('/desk/sign-in')
  await byCode(page, email)
  await page.waitForURL('**/desk/organisations')
})

test('a browser that knows the passkey offers it in the field for the address, and nothing is typed', async ({
  page,
}) => {
  const device = await deviceOf(page)
  await newcomer(page)
  await add(page, device, 'Laptop')
  await leave(page)
  await device.answers(true)
  await page.goto('/desk/sign-in?next=/desk/account')
  await expect(heading(page, m.account_title({}, en))).toBeVisible()
  await expect(page.getByRole('rowheader', { name: 'Laptop' })).toBeVisible()
})

test('a device that doesn’t recognise its owner signs nobody in, and a second try is offered', async ({
  page,
}) => {
  const device = await deviceOf(page)
  await withoutOffers(page)
  await newcomer(page)
  await add(page, device, 'Laptop')
  await button(page, m.passkey_add({}, en)).click()
  await expect(page.getByRole('status').filter({ hasText: m.passkey_waiting({}, en) })).toBeVisible()
  await page.reload()
  await device.answers(true)
  await button(page, m.passkey_add({}, en)).click()
  await expect(page.getByRole('alert')).toHaveText(m.passkey_already_there({}, en))
  await device.answers(false)
  await leave(page)
  await device.recognises(false)
  await device.answers(true)
  await button(page, withPasskey).click()
  await expect(page.getByRole('alert')).toHaveText(m.passkey_cancelled({}, en))
  await device.recognises(true)
  await button(page, withPasskey).click()
  await page.waitForURL('**/desk/organisations')
})

test('who signed in long ago signs in once more, and comes back', async ({ page }) => {
  const device = await deviceOf(page)
  const email = await newcomer(page)
  // The clock of the site goes on by itself; what it answers ten minutes later is proved by a walk.
  await page.route('**/desk/account/passkeys.json', (route) =>
    route.fulfill({ status: 409, json: { kind: 'not-fresh' } }),
  )
  await button(page, m.passkey_add({}, en)).click()
  await expect(page.getByText(m.passkey_step_up({}, en))).toBeVisible()
  await page.unroute('**/desk/account/passkeys.json')
  await page.getByRole('link', { name: m.passkey_step_up_link({}, en) }).click()
  await byCode(page, email)
  await expect(heading(page, m.account_title({}, en))).toBeVisible()
  await add(page, device, 'Laptop')
})

test('a browser without passkeys says so, and is offered the code', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'PublicKeyCredential', { value: undefined })
  })
  await newcomer(page)
  await expect(page.getByText(m.passkey_unsupported({}, en))).toBeVisible()
  await leave(page)
  await expect(button(page, m.signin_ask({}, en))).toBeVisible()
  await expect(button(page, withPasskey)).toHaveCount(0)
})
