import Database from 'better-sqlite3'
import { command, type Product, withRelay } from './product'
import { databaseIn } from './stock'

const fromOurselves = { 'sec-fetch-site': 'same-origin' }

/** Signs somebody in at the desk of a site that runs, and gives what she needs to ask for the campaign's letters. */
export async function atDesk({ dir, port }: Product) {
  const printed = command(dir, ['create-organiser', 'tigran@a.example', '--name', 'Tigran'], withRelay(1))
  const token = /\/desk\/sign-in\/([\w-]+)/.exec(printed)?.[1]
  if (!token) throw new Error('There was no address to sign in with.')
  const site = `http://localhost:${port}`
  const entered = await fetch(`${site}/desk/sign-in/${token}`, {
    method: 'POST',
    headers: fromOurselves,
    redirect: 'manual',
  })
  const cookie = entered.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const sqlite = new Database(databaseIn(dir), { readonly: true })
  const { campaign, office, language } = sqlite
    .prepare(`
      SELECT c.id AS campaign, r.recipient_id AS office, c.original_language AS language
      FROM campaigns c JOIN campaign_recipients r ON r.campaign_id = c.id ORDER BY r.position LIMIT 1`)
    .get() as { campaign: string; office: string; language: string }
  sqlite.close()
  return {
    office,
    language,
    campaign,
    /** Asks for a page of the desk and reads it to its end. */
    get: async (path: string) => {
      const answer = await fetch(site + path, { headers: { cookie } })
      return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) }
    },
    /** Posts a form of the desk, and gives where it leads. */
    post: async (path: string, fields: Record<string, string>) => {
      const answer = await fetch(site + path, {
        method: 'POST',
        headers: { ...fromOurselves, cookie },
        body: new URLSearchParams(fields),
        redirect: 'manual',
      })
      await answer.arrayBuffer()
      return { status: answer.status, location: answer.headers.get('location') ?? '' }
    },
  }
}
export type Desk = Awaited<ReturnType<typeof atDesk>>
