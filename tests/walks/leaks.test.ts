import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { exportCampaign } from '../../campaigns/folder.server'
import { engine } from '../../db/dialect'
import { organisers, signatures } from '../../db/schema'
import { textOfPdf } from '../support/pdf-text'
import { ana } from '../support/people'
import { plantCanaries, planted, privateValues } from '../support/private'
import { linesOf, scratchFolder, startProgram } from '../support/program'
import { openSite, sampleSlug } from '../support/site'
import { statementsOf } from '../support/statements'
import { atTheDesk, campaignPath, signAndConfirm } from '../support/steps'
import { newVisitor } from '../support/visitor'
import { openWorld, type World } from '../support/world'

// What is not on the list of what is shown is private, also what will be added to the tables; it is searched for in all
// that gets out.

const en = { locale: 'en' } as const
let world: World
let secrets: [where: string, value: string][]

beforeAll(async () => {
  world = await openWorld()
  const nora = world.people.owner
  await nora.get(`${world.campaignDesk}/texts/es`)
  await plantCanaries(world.site.db)
  secrets = await privateValues(world.site.db)
})

/** Where what is in a text comes from. What was asked for by its address may be named in the answer. */
const leaksIn = (text: string, { but = /^$/, path = '' }: { but?: RegExp; path?: string } = {}) =>
  secrets
    .filter(([where, value]) => !but.test(where) && !path.includes(value) && text.includes(value))
    .map(([where]) => where)

test('there is something to be found in every table that knows people', () => {
  const tables = new Set(secrets.map(([where]) => where.split('.')[0]))
  for (const table of [
    'signatures',
    'organisers',
    'sessions',
    'confirmations',
    'outbox',
    'frozen_mails',
    'attempts',
  ])
    expect(tables).toContain(table)
  expect(secrets.filter(([, value]) => value.startsWith('CANARY-')).length).toBeGreaterThan(
    planted.length / 2,
  )
  expect(leaksIn(JSON.stringify(secrets))).toHaveLength(secrets.length)
})

test('nothing private is in anything that anybody may open', async () => {
  const { people, logo, picture, campaign } = world
  const pages = [
    '/es',
    '/en',
    campaignPath('es'),
    campaign,
    `${campaign}/thanks`,
    '/desk/sign-in',
    '/nothing',
  ]
  const ways = [
    ...pages,
    ...pages.map((path) => `${path}.data`),
    ...['es', 'en'].map((language) => `${campaignPath(language as 'es')}/letter.pdf`),
    ...[`/c/${sampleSlug}.json`, logo, picture, '/accents/7a1f0e.css', '/healthz', '/desk'],
  ]
  for (const path of ways) {
    const { bytes, headers, status } = await people.anonymous.get(path)
    const isPdf = headers.get('content-type') === 'application/pdf'
    const text = `${bytes.toString('latin1')}${bytes.toString()}${isPdf ? textOfPdf(bytes) : ''}`
    expect(text.length + status, path).toBeGreaterThan(200)
    expect(leaksIn(text + JSON.stringify([...headers])), path).toEqual([])
  }
})

test('nothing private is in what people of another organisation get, whatever they ask for', async () => {
  const { campaignDesk, delivery, story, office, organisationDesk, people } = world
  const paths = [
    ...[
      campaignDesk,
      `${campaignDesk}/signatures`,
      `${campaignDesk}/letter.pdf`,
      `${campaignDesk}/preview.pdf`,
    ],
    ...[`${campaignDesk}/texts/es.json`, `${campaignDesk}/texts/es/history?kind=letter`, story, office],
    ...[delivery, `${delivery}.json`, `${delivery}/message.eml`, `${delivery}/letter.pdf`, organisationDesk],
  ]
  for (const path of [...paths, ...paths.map((one) => `${one.split('?')[0]}.data`)]) {
    const { bytes } = await people.stranger.get(path)
    // A person's own name stands at the head of every page of theirs.
    expect(leaksIn(bytes.toString(), { but: /^organisers\.name$/, path }), path).toEqual([])
  }
})

test('nothing private is in the log, nor in the folder of a campaign', async () => {
  const { site } = world
  expect(site.logged.length).toBeGreaterThan(20)
  // Who is at the desk is told by their id, and by nothing else of theirs.
  const people = (await site.db.select().from(organisers)).map(({ id }) => id)
  const told = site.logged.flatMap(({ fields }) => fields.who ?? [])
  expect(people).toEqual(expect.arrayContaining(told))
  expect(told.length).toBeGreaterThan(20)
  const rest = JSON.stringify(site.logged, (name, value) => (name === 'who' ? undefined : value))
  expect(leaksIn(rest)).toEqual([])
  const folder = mkdtempSync(join(tmpdir(), 'demarche-folder-'))
  try {
    const done = await exportCampaign(site.db, { slug: sampleSlug, folder: join(folder, 'out') })
    expect(done.kind).toBe('exported')
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    const text = files.map((one) => readFileSync(join(one.parentPath, one.name), 'latin1')).join('\n')
    expect(text.length).toBeGreaterThan(1_000)
    // A folder carries the office's address, the archived story and the organisation's mailbox, and says so.
    const carried = /^(?:recipient_addresses\.email|organisations\.(?:replyTo|logo)|stories\.\w+)$/
    expect(leaksIn(text, { but: carried })).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

describe('known and unknown addresses', () => {
  /** What is random or a moment, in an answer, replaced. */
  const plain = (text: string) =>
    text
      .replace(/k1\.[\w-]+/g, (sealed) => `sealed ${sealed.length}`)
      .replace(/[\w-]{43}|[\w-]{22}|\b[a-z0-9]{6}\.[\w-]{22}\b/g, '·')
      .replace(/nonce="[^"]*"/g, '')

  test('run the same statements and get the same bytes when they sign', async () => {
    const site = await openSite()
    await signAndConfirm(site, ana)
    const told = []
    for (const email of [ana.email, 'nobody.yet@mail.example', 'ANA.perez+x@mail.example']) {
      const visitor = site.visitor()
      await visitor.get(campaignPath())
      const run = await statementsOf(() =>
        visitor.press(m.sign_button({}, { locale: 'es' }), { ...ana, email, line: 'Again.' }),
      )
      const next = await statementsOf(() => visitor.follow())
      const { html, status } = visitor.page()
      told.push({ run: run.statements, next: next.statements, status, html: plain(html) })
    }
    expect(told[0]?.run.length).toBeGreaterThan(5)
    expect(told[1]).toEqual(told[0])
    expect(told[2]).toEqual(told[0])
    expect(await site.db.select().from(signatures)).toHaveLength(4)
  })

  test.each(['invitation', 'anyone'])(
    '… when they ask for a code, where %s may open an organisation',
    async (who) => {
      const site = await openSite({ settings: { ORGANISATIONS: who } })
      await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran' })
      const told = []
      for (const email of ['tigran@anc.example', 'nobody@anc.example']) {
        const visitor = site.visitor({ 'accept-language': 'en' })
        await visitor.get('/desk/sign-in')
        const run = await statementsOf(() => visitor.press(m.signin_ask({}, en), { email }))
        const html = plain(run.answer.html)
          .replaceAll(email, '@')
          .replace(/value="k1\.[^"]+"/g, '')
        told.push({ run: run.statements, status: run.answer.status, html })
      }
      expect(told[0]?.run.length).toBeGreaterThan(2)
      expect(told[1]).toEqual(told[0])
    },
  )
})

test.skipIf(engine === 'postgres')(
  'no address, code, token or network is in the files of the database, its journal included',
  async () => {
    const DATA_DIR = scratchFolder()
    const program = await startProgram({ DATA_DIR, LOG_LEVEL: 'trace' })
    const visitor = newVisitor({
      baseUrl: program.site,
      fetch: (request) => fetch(request, { redirect: 'manual' }),
    })
    await visitor.get(campaignPath())
    const email = 'Canary.File@plumage.example'
    await visitor.press(m.sign_button({}, { locale: 'es' }), { ...ana, email })
    expect(visitor.page().status).toBe(303)
    const handle = visitor.page().location?.split('/').at(-1) ?? ''
    type Mail = { to: string[]; text: string }
    let mail: Mail | undefined
    for (let n = 0; !mail && n < 100; n++) {
      await new Promise((done) => setTimeout(done, 100))
      const mails = (await (await fetch(`${program.site}/mailbox.json`)).json()) as Mail[]
      mail = mails.find(({ to }) => to.includes(email))
    }
    const [, confirm = ''] = /\/confirm\/([\w-]{43})/.exec(mail?.text ?? '') ?? []
    const [, code = ''] = /^\s*([2-9A-HJ-NP-Z]{4} [2-9A-HJ-NP-Z]{4})\s*$/m.exec(mail?.text ?? '') ?? []
    const oneTime = linesOf(program.printed()).Desk?.split('/').at(-1) ?? ''
    const words = [
      email,
      email.toLowerCase(),
      'plumage',
      handle,
      confirm,
      code,
      code.replace(' ', ''),
      oneTime,
    ]
    expect(words.every((word) => word.length >= 7)).toBe(true)
    const read = () =>
      readdirSync(DATA_DIR)
        .filter((name) => name.startsWith('demarche.db'))
        .map((name) => readFileSync(join(DATA_DIR, name)))
    const whileOpen = read()
    program.child.kill('SIGTERM')
    await program.ended
    const files = Buffer.concat([...whileOpen, ...read()])
    expect(whileOpen.length).toBeGreaterThan(1)
    expect(files.includes(ana.name)).toBe(true)
    for (const word of [...words, '127.0.0.1'])
      for (const form of [
        word,
        Buffer.from(word).toString('base64').replace(/=+$/, ''),
        Buffer.from(word).toString('hex'),
      ]) {
        expect(files.includes(form), word).toBe(false)
        expect(program.complained().includes(form), `the log: ${word}`).toBe(false)
      }
  },
)
