import { beforeAll, describe, expect, test } from 'vitest'
import { ana, carla } from '../support/people'
import { builtRoutes } from '../support/routes'
import { allRows } from '../support/rows'
import { sampleSlug } from '../support/site'
import { atTheDesk } from '../support/steps'
import type { Fields } from '../support/visitor'
import { invited, openWorld, type Role, roles, type World } from '../support/world'

// Every route of the build has a row here, or the suite is red. What a row says of a person is the status they get:
// other people's things are 404, as if they were not there.

type Statuses = Record<Role, number>
type Row = {
  path: (world: World) => string
  get: Statuses
  post: Statuses
  fields?: Fields
  /** Where to post, when posting to `path` would change something that other rows need. */
  postTo?: (world: World) => string
}

const all = (status: number): Statuses => ({
  anonymous: status,
  stranger: status,
  viewer: status,
  campaigner: status,
  owner: status,
  partner: status,
})
/** Those who see a campaign: both teams. */
const members = { anonymous: 302, stranger: 404, viewer: 200, campaigner: 200, owner: 200, partner: 200 }
/** Those who see what is the leading organisation's own. */
const own = { ...members, partner: 404 }
const signedIn = { ...all(200), anonymous: 302 }
/** Posting for those who may send letters; the others are refused before anything is read. */
const senders = (status: number): Statuses => ({
  ...members,
  ...{ viewer: 404, campaigner: status, owner: status, partner: status },
})
/** Posting for those of the leading organisation who may send letters. */
const leaders = (status: number): Statuses => ({ ...senders(status), partner: 404 })
/** Posting for owners alone. */
const owners = (status: number): Statuses => ({ ...senders(404), owner: status })
/** For the keeper of the installation alone, who here is the first one entered: the stranger. */
const keepers = (status: number): Statuses => ({ ...all(404), anonymous: 302, stranger: status })
const page = (path: string): Row => ({ path: () => path, get: all(200), post: all(405) })
const forged = 'A'.repeat(43)

const rows: Record<string, Row> = {
  root: { path: () => '/nothing', get: all(404), post: all(405) },
  'routes/($lang)._index': page('/en'),
  'routes/($lang).c.$slug': { path: ({ campaign }) => campaign, get: all(200), post: all(422) },
  'routes/($lang).c.$slug_.letter[.]pdf': page(`/en/c/${sampleSlug}/letter.pdf`),
  'routes/($lang).c.$slug_.signed.$handle': {
    path: ({ signedPath }) => signedPath,
    postTo: () => `/en/c/${sampleSlug}/signed/${forged}`,
    get: all(200),
    post: all(404),
  },
  'routes/($lang).c.$slug_.thanks': page(`/en/c/${sampleSlug}/thanks`),
  'routes/c.$slug[.]json': page(`/c/${sampleSlug}.json`),
  'routes/confirm.$token': {
    path: ({ confirm }) => confirm,
    postTo: () => `/confirm/${forged}`,
    get: all(200),
    post: all(404),
  },
  'routes/withdraw.$token': {
    path: ({ withdraw }) => withdraw,
    postTo: () => `/withdraw/${forged}`,
    get: all(200),
    post: all(404),
  },
  'routes/desk': { path: () => '/desk', get: signedIn, post: all(405) },
  'routes/desk._index': { path: () => '/desk?index', get: signedIn, post: all(405) },
  'routes/desk.account': {
    path: () => '/desk/account',
    get: signedIn,
    post: { ...all(400), anonymous: 302 },
    fields: { intent: 'nothing known' },
  },
  'routes/desk.account_.passkeys[.]json': {
    path: () => '/desk/account/passkeys.json',
    get: all(405),
    post: { ...all(400), anonymous: 302 },
    fields: { intent: 'nothing known' },
  },
  'routes/desk.mail': {
    path: () => '/desk/mail',
    get: keepers(200),
    post: keepers(400),
    fields: { intent: 'nothing known' },
  },
  'routes/desk.organisations._index': {
    path: () => '/desk/organisations?index',
    get: signedIn,
    post: { ...all(400), anonymous: 302 },
    fields: { intent: 'nothing known' },
  },
  'routes/desk.organisations.new': {
    path: () => '/desk/organisations/new',
    get: signedIn,
    post: { ...all(422), anonymous: 302 },
    fields: { intent: 'save' },
  },
  'routes/desk.organisations.$id': {
    path: ({ organisationDesk }) => organisationDesk,
    get: own,
    post: owners(422),
    fields: { intent: 'save' },
  },
  'routes/desk.organisations.$id_.people': {
    path: ({ organisationDesk }) => `${organisationDesk}/people`,
    get: own,
    post: owners(400),
    fields: { intent: 'nothing known' },
  },
  'routes/desk_.join.$token': {
    path: ({ join }) => join,
    postTo: () => `/desk/join/${forged}`,
    get: all(200),
    post: all(404),
  },
  'routes/desk.campaigns.$id': {
    path: ({ campaignDesk }) => campaignDesk,
    get: members,
    post: senders(409),
    fields: { recipient: 'nobody' },
  },
  'routes/desk.campaigns.$id_.signatures': {
    path: ({ campaignDesk }) => `${campaignDesk}/signatures`,
    get: members,
    post: all(405),
  },
  'routes/desk.campaigns.new': {
    path: () => '/desk/campaigns/new',
    get: { ...signedIn, viewer: 404 },
    post: { ...signedIn, viewer: 404, stranger: 422, campaigner: 422, owner: 422, partner: 422 },
    fields: { intent: 'read', address: '' },
  },
  'routes/desk.campaigns.$id_.stories': {
    path: ({ campaignDesk }) => `${campaignDesk}/stories`,
    get: members,
    post: all(405),
  },
  'routes/desk.campaigns.$id_.stories_.new': {
    path: ({ campaignDesk }) => `${campaignDesk}/stories/new`,
    get: { ...members, viewer: 404 },
    post: senders(422),
    fields: { intent: 'add' },
  },
  'routes/desk.campaigns.$id_.stories_.$story': {
    path: ({ story }) => story,
    get: members,
    post: senders(400),
    fields: { intent: 'nothing known' },
  },
  'routes/desk.campaigns.$id_.stories_.$story_.picture[.]webp': {
    path: ({ story }) => `${story}/picture.webp`,
    get: members,
    post: all(405),
  },
  // What was just read is for whoever had it read; here nobody had.
  'routes/desk.readings.$reading[.]webp': {
    path: () => `/desk/readings/${forged}.webp`,
    get: { ...all(404), anonymous: 302 },
    post: all(405),
  },
  'routes/c.$slug_.pictures.$sha256[.]webp': {
    path: ({ picture }) => picture,
    get: all(200),
    post: all(405),
  },
  'routes/desk.campaigns.$id_.recipients': {
    path: ({ campaignDesk }) => `${campaignDesk}/recipients`,
    get: members,
    post: senders(409),
    fields: { intent: 'add', office: 'nobody' },
  },
  'routes/desk.campaigns.$id_.recipients_.$office': {
    path: ({ route }) => route,
    get: { ...members, viewer: 404 },
    post: senders(422),
    fields: { forWhom: 'countries' },
  },
  'routes/desk.campaigns.$id_.partners': {
    path: ({ campaignDesk }) => `${campaignDesk}/partners`,
    get: members,
    post: senders(400),
    fields: { intent: 'nothing known' },
  },
  // The organisation that is asked sees the question, and of the campaign's desk nothing else.
  'routes/desk.partner-invitations.$id': {
    path: ({ question }) => question,
    get: { ...all(404), anonymous: 302, stranger: 200 },
    post: { ...all(404), anonymous: 302, stranger: 400 },
    fields: { intent: 'nothing known' },
  },
  'routes/organisations.$slug.logo.$hash[.]webp': {
    path: ({ logo }) => logo,
    get: all(200),
    post: all(405),
  },
  'routes/accents.$colour[.]css': page('/accents/7a1f0e.css'),
  'routes/desk.directory._index': { path: () => '/desk/directory?index', get: signedIn, post: all(405) },
  'routes/desk.directory.$id': {
    path: ({ office }) => office,
    get: own,
    post: leaders(400),
    fields: { intent: 'nothing known' },
  },
  // A viewer adds nothing; into whose directory is named by the form, and nobody may add to one that is nobody's.
  'routes/desk.directory.new': {
    path: () => '/desk/directory/new',
    get: { ...signedIn, viewer: 404 },
    post: { ...all(404), anonymous: 302 },
  },
  'routes/desk.directory.import': {
    path: () => '/desk/directory/import',
    get: { ...signedIn, viewer: 404 },
    post: { ...all(404), anonymous: 302 },
  },
  'routes/desk.campaigns.$id_.letter[.]pdf': {
    path: ({ campaignDesk }) => `${campaignDesk}/letter.pdf`,
    get: members,
    post: all(405),
  },
  'routes/desk.campaigns.$id_.texts._index': {
    path: ({ campaignDesk }) => `${campaignDesk}/texts?index`,
    get: { ...members, viewer: 302, campaigner: 302, owner: 302, partner: 302 },
    post: all(405),
  },
  'routes/desk.campaigns.$id_.texts.$language': {
    path: ({ campaignDesk }) => `${campaignDesk}/texts/es`,
    get: members,
    post: senders(400),
    fields: { intent: 'nothing known' },
  },
  'routes/desk.campaigns.$id_.texts.$language[.]json': {
    path: ({ campaignDesk }) => `${campaignDesk}/texts/es.json`,
    get: members,
    post: senders(404),
  },
  'routes/desk.campaigns.$id_.texts.$language_.preview[.]json': {
    path: ({ campaignDesk }) => `${campaignDesk}/texts/es/preview.json`,
    get: { anonymous: 302, stranger: 404, viewer: 405, campaigner: 405, owner: 405, partner: 405 },
    post: { anonymous: 302, stranger: 404, viewer: 422, campaigner: 422, owner: 422, partner: 422 },
    fields: { kind: 'letter', basedOn: '0', body: '<b>' },
  },
  'routes/desk.campaigns.$id_.texts.$language_.history': {
    path: ({ campaignDesk }) => `${campaignDesk}/texts/es/history?kind=letter`,
    get: members,
    post: senders(404),
    fields: { number: 'no number' },
  },
  'routes/desk.campaigns.$id_.settings': {
    path: ({ campaignDesk }) => `${campaignDesk}/settings`,
    get: members,
    post: senders(422),
    fields: { goal: 'many' },
  },
  'routes/desk.campaigns.$id_.preview[.]pdf': {
    path: ({ campaignDesk }) => `${campaignDesk}/preview.pdf`,
    get: members,
    post: all(405),
  },
  'routes/desk.campaigns.$id_.preview-mail[.]html': {
    path: ({ campaignDesk }) => `${campaignDesk}/preview-mail.html`,
    get: members,
    post: all(405),
  },
  'routes/preview.$token': { path: () => `/preview/${forged}`, get: all(404), post: all(405) },
  'routes/letters.$token[.]pdf': { path: () => `/letters/${forged}.pdf`, get: all(404), post: all(405) },
  'routes/letters.$token_.$number[.]pdf': {
    path: () => `/letters/${forged}/1.pdf`,
    get: all(404),
    post: all(405),
  },
  'routes/desk.deliveries.$id': {
    path: ({ delivery }) => delivery,
    get: members,
    post: senders(400),
    fields: { intent: 'nothing known' },
  },
  'routes/desk.deliveries.$id[.]json': {
    path: ({ delivery }) => `${delivery}.json`,
    get: members,
    post: all(405),
  },
  'routes/desk.deliveries.$id_.letter[.]pdf': {
    path: ({ delivery }) => `${delivery}/letter.pdf`,
    get: members,
    post: all(405),
  },
  'routes/desk.deliveries.$id_.mail[.]html': {
    path: ({ delivery }) => `${delivery}/mail.html`,
    get: members,
    post: all(405),
  },
  'routes/desk.deliveries.$id_.volumes.$number[.]pdf': {
    path: ({ delivery }) => `${delivery}/volumes/1.pdf`,
    get: { ...all(404), anonymous: 302 },
    post: all(405),
  },
  'routes/desk.deliveries.$id_.message[.]eml': {
    path: ({ delivery }) => `${delivery}/message.eml`,
    get: members,
    post: all(405),
  },
  'routes/desk.sign-out': { path: () => '/desk/sign-out', get: all(302), post: all(303) },
  'routes/desk_.sign-in': {
    path: () => '/desk/sign-in',
    get: all(200),
    post: all(422),
    fields: { email: 'x' },
  },
  'routes/desk_.sign-in_.passkey[.]json': {
    path: () => '/desk/sign-in/passkey.json',
    get: all(405),
    post: all(400),
    fields: { intent: 'nothing known' },
  },
  'routes/desk_.sign-in_.$token': {
    path: ({ oneTime }) => oneTime,
    postTo: () => `/desk/sign-in/${forged}`,
    get: all(200),
    post: all(410),
  },
  'routes/mailbox': page('/mailbox'),
  'routes/mailbox[.]json': page('/mailbox.json'),
  'routes/mailbox_.$id': { path: ({ mail }) => mail, get: all(200), post: all(405) },
  'routes/mailbox_.$id[.]eml': { path: ({ mail }) => `${mail}.eml`, get: all(200), post: all(405) },
  'routes/mailbox_.$id[.]html': { path: ({ mail }) => `${mail}.html`, get: all(200), post: all(405) },
  'routes/mailbox_.$id_.attachments.$index': {
    path: ({ embassysMail }) => `${embassysMail}/attachments/0`,
    get: all(200),
    post: all(405),
  },
}

let world: World
beforeAll(async () => {
  world = await openWorld()
})

const routes = builtRoutes()
const ids = Object.keys(routes).sort()

test('every route of the build has a row, and every row a route', () => {
  expect(ids).toEqual(Object.keys(rows).sort())
})

describe.each(ids)('%s', (id) => {
  const row = rows[id] ?? page('/')

  test('is opened by those who may, and by nobody else', async () => {
    const statuses: Partial<Statuses> = {}
    for (const role of roles) statuses[role] = (await world.people[role].get(row.path(world))).status
    expect(statuses).toEqual(row.get)
  })

  test('takes posts from those who may, and a refused one changes nothing', async () => {
    const before = await allRows(world.site.db)
    const statuses: Partial<Statuses> = {}
    for (const role of roles) {
      const path = (row.postTo ?? row.path)(world)
      const endsSession = id === 'routes/desk.sign-out'
      const person = endsSession ? world.site.visitor() : world.people[role]
      statuses[role] = (await person.post(path, row.fields ?? {})).status
    }
    expect(statuses).toEqual(row.post)
    expect(await allRows(world.site.db)).toEqual(before)
  })

  test('gives its data to nobody by another way than the page', async () => {
    const path = row.path(world)
    const [bare = '', query] = path.split('?')
    const ways = [
      `${bare}.data${query ? `?${query}` : ''}`,
      `${bare}.data?_routes=${encodeURIComponent(id)}`,
      `${bare}?_data=${encodeURIComponent(id)}`,
      `${bare}?index&_data=${encodeURIComponent(id)}`,
    ]
    for (const role of roles.filter((one) => row.get[one] !== 200)) {
      for (const way of ways) {
        const answer = await world.people[role].get(way)
        const told = answer.bytes.toString()
        for (const secret of [
          ana.name,
          carla.name,
          'Una línea',
          '%PDF',
          'embassy-of-belarus.example',
          invited,
        ])
          expect(told, `${role} ${way}`).not.toContain(secret)
      }
    }
  })
})

test('opening every address in every way changes nothing', async () => {
  const before = await allRows(world.site.db)
  for (const id of ids) {
    const path = rows[id]?.path(world) ?? '/'
    for (const role of ['anonymous', 'owner'] as const) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) await world.people[role].send(method, path, {})
      await world.people[role].get(`${path.split('?')[0]}.data`)
    }
  }
  expect(await allRows(world.site.db)).toEqual(before)
}, 120_000)

/** What only the leading organisation may do, on pages that both teams open. */
const leading: [what: string, path: (world: World) => string, fields: Fields, status: number][] = [
  [
    'ask another organisation',
    ({ campaignDesk }) => `${campaignDesk}/partners`,
    { intent: 'invite', slug: '' },
    422,
  ],
  [
    'remove a partner',
    ({ campaignDesk }) => `${campaignDesk}/partners`,
    { intent: 'remove', organisation: 'x' },
    409,
  ],
  ['conclude', ({ campaignDesk }) => campaignDesk, { step: 'conclude', outcome: 'x' }, 422],
  ['archive', ({ campaignDesk }) => campaignDesk, { step: 'archive' }, 409],
]
test.each(leading)('only the organisation that leads may %s', async (_, path, fields, status) => {
  const before = await allRows(world.site.db)
  const statuses: Partial<Statuses> = {}
  for (const role of roles) statuses[role] = (await world.people[role].post(path(world), fields)).status
  expect(statuses).toEqual(leaders(status))
  expect(await allRows(world.site.db)).toEqual(before)
})

test('an invitation is taken back by the organisation that leads alone', async () => {
  const before = await allRows(world.site.db)
  const fields = { intent: 'withdraw', slug: 'no-such-name' }
  const statuses: Partial<Statuses> = {}
  for (const role of roles)
    statuses[role] = (await world.people[role].post(`${world.campaignDesk}/partners`, fields)).status
  expect(statuses).toEqual(leaders(303))
  expect(await allRows(world.site.db)).toEqual(before)
})

test('a viewer is shown no button that would be refused', async () => {
  const viewer = world.people.viewer
  const { campaignDesk, delivery, story, office } = world
  const pages = [
    ...[campaignDesk, `${campaignDesk}/texts/es`, `${campaignDesk}/settings`, delivery, story, office],
    ...[
      `${campaignDesk}/stories`,
      `${campaignDesk}/recipients`,
      `${campaignDesk}/partners`,
      `${campaignDesk}/texts/es/history?kind=page`,
    ],
  ]
  for (const path of pages) {
    const { forms } = await viewer.get(path)
    expect(forms.filter(({ action }) => !action.endsWith('/sign-out'))).toEqual([])
  }
})

describe('a post that comes from elsewhere is refused, and changes nothing', () => {
  const elsewhere: Record<string, Record<string, string>> = {
    'another site': { 'sec-fetch-site': 'cross-site' },
    'a sister site': { 'sec-fetch-site': 'same-site' },
    'another site in an old browser': { origin: 'https://evil.example' },
    'a page without an origin': { origin: 'null' },
    'a site that begins like ours': { origin: 'http://localhost:3000.evil.example' },
    'our host by another scheme': { origin: 'https://localhost:3000' },
    'nowhere that it says': {},
    'a forged proxy': { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
    'a forged host': { origin: 'https://evil.example', host: 'evil.example' },
    'another site that claims our origin': {
      'sec-fetch-site': 'cross-site',
      origin: 'http://localhost:3000',
    },
  }

  test.each(Object.entries(elsewhere))('from %s', async (_, headers) => {
    const before = await allRows(world.site.db)
    for (const id of ids) {
      const path = rows[id]?.path(world) ?? '/'
      const [bare = ''] = path.split('?')
      for (const where of [path, `${bare}.data`, `${bare}?_data=${encodeURIComponent(id)}`]) {
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
          const answer = await world.people.owner.send(
            method,
            where,
            headers,
            new URLSearchParams({ a: 'b' }),
          )
          expect(answer.status, `${method} ${where}`).toBe(403)
        }
      }
    }
    expect(await allRows(world.site.db)).toEqual(before)
  })

  test('while a browser that only sends our origin is let in', async () => {
    const person = await atTheDesk(world.site, { email: 'old@anc.example', name: 'Old' })
    const old = { origin: 'http://localhost:3000' }
    const body = new URLSearchParams()
    expect((await person.send('POST', '/desk/sign-out', old, body)).status).toBe(303)
  })
})
