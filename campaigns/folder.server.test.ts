import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { eq } from 'drizzle-orm'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { packageRoot } from '../db/package-root.server'
import {
  campaignOrganisations,
  campaignRecipients,
  campaigns,
  campaignTexts,
  letters,
  organisations,
  recipientAddresses,
  recipients,
  signatures,
  stories,
  tallies,
} from '../db/schema'
import { freshDb } from '../tests/support/database'
import { exportCampaign, importCampaign } from './folder.server'
import { tellFault } from './folder-fault'

const sample = join(packageRoot, 'db', 'seed', 'lapshin-2017')
const now = new Date('2026-11-24T09:12:00.123Z')
const later = new Date('2026-11-25T10:00:00Z')

let db: Db
let room: string
let folder: string
beforeEach(async () => {
  db = await freshDb()
  room = await mkdtemp(join(tmpdir(), 'folder-'))
  folder = join(room, 'lapshin')
  await cp(sample, folder, { recursive: true })
})
afterEach(() => rm(room, { recursive: true }))

async function put(file: string, content: string | Uint8Array) {
  await mkdir(dirname(join(folder, file)), { recursive: true })
  await writeFile(join(folder, file), content)
}
async function edit(file: string, change: (text: string) => string) {
  const text = await readFile(join(folder, file), 'utf8')
  const changed = change(text)
  if (changed === text) throw new Error(`The test did not change ${file}.`)
  await put(file, changed)
}
// biome-ignore lint/suspicious/noExplicitAny: a test writes what the schema would refuse.
const editJson = (change: (campaign: any) => void) =>
  edit('campaign.json', (text) => {
    const campaign = JSON.parse(text)
    change(campaign)
    return JSON.stringify(campaign)
  })

async function filesOf(path: string): Promise<Record<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const read = files.map(async (file) => [file.slice(path.length + 1), await readFile(file, 'utf8')] as const)
  return Object.fromEntries(await Promise.all(read))
}

const brought = async (from = folder, at = now) => {
  const result = await importCampaign(db, { folder: from, now: at })
  if (result.kind !== 'imported') throw new Error(JSON.stringify(result))
  return result
}
const exported = async (name: string) => {
  const path = join(room, name)
  expect(await exportCampaign(db, { slug: 'lapshin-2017', folder: path })).toMatchObject({ kind: 'exported' })
  return path
}
const refusal = async () => {
  const result = await importCampaign(db, { folder, now: later })
  return result.kind === 'refused' ? result.faults.map(tellFault) : result
}
const tables = [
  organisations,
  campaigns,
  campaignTexts,
  stories,
  letters,
  recipients,
  recipientAddresses,
  tallies,
]
const everything = () => Promise.all(tables.map((table) => db.select().from(table)))

async function anaSigns(campaignId: string) {
  const [letter] = await db.select().from(letters).where(eq(letters.language, 'es'))
  if (!letter) throw new Error('no letter')
  await db.insert(signatures).values({
    ...{ id: 'ana', campaignId, letterId: letter.id, state: 'confirmed', language: 'es', country: 'AR' },
    ...{ lineState: 'none', disclosure: 'counted', isPublic: false, wantsUpdates: false, signals: [] },
    createdAt: now,
  })
  return letter
}

describe('the sample campaign', () => {
  it('comes into an empty database whole', async () => {
    const result = await brought(sample)
    expect(result).toMatchObject({ slug: 'lapshin-2017', isNew: true, kept: [] })
    const [campaign] = await db.select().from(campaigns)
    expect(campaign).toMatchObject({
      ...{ state: 'published', goal: 500, exampleYear: 2017, originalLanguage: 'es' },
      ...{ publishedAt: now, closedAt: null, closesAt: null },
    })
    expect(await db.select().from(tallies)).toMatchObject([
      { campaignId: result.campaignId, confirmedCount: 0 },
    ])
    expect(await db.select().from(campaignTexts)).toHaveLength(2)
    expect(await db.select().from(stories)).toMatchObject([
      { isMain: true, reportedOn: '2017-02', url: null },
    ])
    const written = await db.select().from(letters)
    expect(
      written.map(({ language, version, isOriginal, state }) => [language, version, isOriginal, state]),
    ).toEqual(
      expect.arrayContaining([
        ['es', 1, true, 'current'],
        ['en', 1, false, 'current'],
      ]),
    )
    const [lead] = await db.select().from(organisations).where(eq(organisations.slug, 'anc-south-america'))
    expect(campaign?.organisationId).toBe(lead?.id)
    expect(await db.select().from(campaignOrganisations)).toHaveLength(2)
    expect(await db.select().from(recipientAddresses)).toMatchObject([
      { email: 'mail@embassy-of-belarus.example' },
    ])
  })

  it('changes nothing when it comes a second time', async () => {
    const { campaignId } = await brought(sample)
    const before = await everything()
    const again = await importCampaign(db, { folder: sample, now: later })
    expect(again).toEqual({ kind: 'unchanged', campaignId, slug: 'lapshin-2017', kept: [] })
    expect(await everything()).toEqual(before)
  })

  it('goes out byte for byte as it came in, and coming back changes nothing', async () => {
    await brought(sample)
    const out = await exported('out')
    expect(await filesOf(out)).toEqual(await filesOf(sample))
    expect(await importCampaign(db, { folder: out, now: later })).toMatchObject({ kind: 'unchanged' })
  })

  it('goes out only into an empty folder, and only when it is there', async () => {
    await brought()
    const write = (slug: string) => exportCampaign(db, { slug, folder })
    expect(await write('lapshin-2017')).toEqual({ kind: 'folder-not-empty' })
    expect(await write('unheard-of')).toEqual({ kind: 'unknown-campaign' })
    expect(await filesOf(folder)).toEqual(await filesOf(sample))
  })
})

describe('a folder with everything in it', () => {
  const archive = '<p>Minsk, 7. února\r\ne\u0301</p>\n'
  beforeEach(async () => {
    await put('story/2.txt', archive)
    await put('letters/es.v1.md', '---\nsubject: Antes\n---\n\nSe lo pedimos.\n')
    await edit('letter.es.md', (text) => text.replace('\n---\n\n', '\nversion: 2\n---\n\n'))
    await edit('letter.en.md', (text) => text.replace('\n---\n\n', '\ntranslator: ANC and AYF\n---\n\n'))
    await edit('page.en.md', (text) => text.replace(/^title: .*$/m, 'title: "Lapshin: a \\"letter\\""'))
    await editJson((campaign) => {
      campaign.closesAt = '2027-02-07T23:59:00Z'
      campaign.recipients[0].addresses[0].checkedOn = '2026-11-20'
      campaign.stories.push({
        ...{ publisher: null, headline: 'Ještě jedna zpráva', author: null, url: 'http://news.example/1' },
        ...{
          reportedOn: '2017-02-08',
          place: null,
          language: 'cs',
          summary: {},
          quotes: [{ text: 'Slova.' }],
        },
        readAt: '2017-02-08T10:00:00.250Z',
        archive: {
          file: 'story/2.txt',
          sha256: '0'.repeat(64),
        },
      })
    })
  })

  const rightHash = async () => {
    const sha256 = createHash('sha256').update(archive, 'utf8').digest('hex')
    await editJson((campaign) => {
      campaign.stories[1].archive.sha256 = sha256
    })
  }

  it('comes in and goes out equal, its archived copy to the byte', async () => {
    await rightHash()
    await brought()
    const out = await exported('out')
    expect(await readFile(join(out, 'story/2.txt'), 'utf8')).toBe(archive)
    const { 'campaign.json': wasJson, ...was } = await filesOf(folder)
    const { 'campaign.json': isJson, ...is } = await filesOf(out)
    expect(is).toEqual(was)
    expect(JSON.parse(isJson ?? '')).toEqual(JSON.parse(wasJson ?? ''))
    expect(await importCampaign(db, { folder: out, now: later })).toMatchObject({ kind: 'unchanged' })
    expect(await importCampaign(db, { folder, now: later })).toMatchObject({ kind: 'unchanged' })
  })

  it('is the same on another installation', async () => {
    await rightHash()
    await brought()
    const out = await exported('out')
    db = await freshDb()
    await brought(out)
    expect(await filesOf(await exported('again'))).toEqual(await filesOf(out))
  })

  it('is refused when an archived copy is not the one that was read', async () => {
    expect(await refusal()).toEqual([
      'story/2.txt: This copy is not the one whose SHA-256 campaign.json gives.',
    ])
  })
})

describe('a folder that somebody typed', () => {
  it('may come with the line ends, the byte order mark and the accents of any system', async () => {
    await brought(sample)
    for (const file of ['letter.es.md', 'page.en.md', 'campaign.json'])
      await edit(file, (text) => `\ufeff${text.normalize('NFD').replaceAll('\n', '\r\n')}\r\n`)
    await put('.DS_Store', 'x')
    expect(await importCampaign(db, { folder, now: later })).toMatchObject({ kind: 'unchanged' })
  })

  const broken: [what: string, make: () => Promise<unknown>, told: string | RegExp][] = [
    [
      'broken JSON',
      () => edit('campaign.json', (text) => text.replace('"goal": 500,', '"goal": 500')),
      /^campaign.json(:\d+)?: This is not JSON\.$/,
    ],
    ['no campaign.json', () => rm(join(folder, 'campaign.json')), 'campaign.json: This file is missing.'],
    ['a missing letter', () => rm(join(folder, 'letter.es.md')), 'letter.es.md: This file is missing.'],
    [
      'an unknown field',
      () => editJson((c) => Object.assign(c.recipients[0], { colour: 'red' })),
      'campaign.json, recipients[0].colour: This field is not known here.',
    ],
    [
      'a bad language tag',
      () => editJson((c) => Object.assign(c.stories[0], { language: 'Spanish' })),
      'campaign.json, stories[0].language: This is not a language tag such as es, hy or pt-BR.',
    ],
    [
      'a bad language tag in a text in several languages',
      () => editJson((c) => Object.assign(c.organisations[0].name, { ES: 'Consejo' })),
      'campaign.json, organisations[0].name.ES: This is not a language tag such as es, hy or pt-BR.',
    ],
    [
      'a bad language tag in a file name',
      async () => put('letter.Spanish.md', await readFile(join(folder, 'letter.es.md'))),
      'letter.Spanish.md: This is not a language tag such as es, hy or pt-BR.',
    ],
    [
      'an http link in a letter',
      () => edit('letter.en.md', (text) => `${text}\n[Read](http://news.example)\n`),
      /^letter.en.md:\d+: The letter holds something that letters do not have: unsafe-link\.$/,
    ],
    [
      'an unknown merge field',
      () => edit('letter.es.md', (text) => text.replace('{{salutation}}', '{{saludo}}')),
      'letter.es.md:5: The letter holds something that letters do not have: unknown-field.',
    ],
    [
      'a key that letters do not have',
      () => edit('letter.es.md', (text) => text.replace('subject:', 'colour: red\nsubject:')),
      'letter.es.md:2, colour: This field is not known here.',
    ],
    [
      'a page without a title',
      () => edit('page.es.md', (text) => text.replace(/^title: .*\n/m, '')),
      'page.es.md, title: This is missing. Write null where nothing is known, if null is allowed here.',
    ],
    [
      'a value that needs quotes',
      () => edit('page.es.md', (text) => text.replace(/^title: .*$/m, 'title: Lapshin: una carta')),
      'page.es.md:2, title: This value must stand in double quotes, written as a JSON string.',
    ],
    [
      'a path out of the folder',
      () =>
        editJson((c) =>
          Object.assign(c.stories[0], { archive: { file: '../../secret', sha256: '0'.repeat(64) } }),
        ),
      'campaign.json, stories[0].archive.file: The copy of the first story is story/1.txt, of the second story/2.txt, and so on.',
    ],
    [
      'text that is not UTF-8',
      () => put('letter.es.md', Buffer.from('subject: Preocupaci\xf3n', 'latin1')),
      'letter.es.md: This file is not UTF-8 text.',
    ],
    [
      'a file that is too large',
      () => put('page.es.md', 'a'.repeat(2_000_001)),
      'page.es.md: This file is too large: 2000001 bytes, at most 2000000.',
    ],
    [
      'a file that has no place',
      () => put('leter.fr.md', 'Madame'),
      'leter.fr.md: This file has no place in a campaign folder.',
    ],
    [
      'a symbolic link',
      async () => {
        await put('../secret.md', 'secret')
        await rm(join(folder, 'letter.en.md'))
        await symlink(join(room, 'secret.md'), join(folder, 'letter.en.md'))
      },
      'letter.en.md: This is a symbolic link. A campaign folder holds files only.',
    ],
    [
      'a linked room',
      () => symlink(room, join(folder, 'story')),
      'story: This is a symbolic link. A campaign folder holds files only.',
    ],
    [
      'a time zone that is none',
      () => editJson((c) => Object.assign(c.recipients[0], { timeZone: 'Buenos Aires' })),
      'campaign.json, recipients[0].timeZone: This is not a time zone such as America/Argentina/Buenos_Aires.',
    ],
    [
      'a day that is none',
      () => editJson((c) => Object.assign(c.stories[0], { reportedOn: '2017-02-30' })),
      'campaign.json, stories[0].reportedOn: This is not a day, a month or a year, written as 2017-02-07, 2017-02 or 2017.',
    ],
    [
      'the same organisation twice',
      () => editJson((c) => c.organisations.push(c.organisations[0])),
      'campaign.json, organisations[2].slug: This stands here twice.',
    ],
  ]
  it.each(broken)('is refused with %s, and no row is written', async (_, make, told) => {
    await make()
    expect(await refusal()).toEqual([typeof told === 'string' ? told : expect.stringMatching(told)])
    expect((await everything()).flat()).toEqual([])
  })

  it('is refused with all of its faults at once', async () => {
    await edit('letter.es.md', (text) => text.replace('{{salutation}}', '{{saludo}}'))
    await rm(join(folder, 'page.es.md'))
    await editJson((c) => Object.assign(c, { goal: 0, state: 'open' }))
    await put('notes.txt', 'x')
    expect(await refusal()).toEqual([
      'notes.txt: This file has no place in a campaign folder.',
      'campaign.json, state: This must be one of these: draft, published, paused, closed, concluded, archived.',
      'campaign.json, goal: This number is too small: at least 1.',
      expect.stringContaining('letter.es.md:5'),
    ])
  })

  it('is refused when it is no folder, or holds thousands of files', async () => {
    const result = await importCampaign(db, { folder: join(folder, 'campaign.json'), now })
    expect(result).toEqual({ kind: 'refused', faults: [{ file: '.', code: 'not-a-folder' }] })
    await Promise.all(Array.from({ length: 1_001 }, (_, i) => put(`${i}.txt`, '')))
    expect(await refusal()).toEqual(['.: The folder holds too many files: at most 1000.'])
  })
})

describe('a folder that changed', () => {
  const reword = () =>
    edit('letter.es.md', (text) => text.replace('profunda preocupación', 'honda inquietud'))

  it('makes a new version of a letter that Ana signed, and her signature stays with the words she read', async () => {
    const { campaignId } = await brought()
    const signed = await anaSigns(campaignId)
    await reword()
    expect(await brought(folder, later)).toMatchObject({
      isNew: false,
      changes: [{ what: 'letter', name: 'es', change: 'new-version' }],
    })
    const spanish = await db.select().from(letters).where(eq(letters.language, 'es')).orderBy(letters.version)
    expect(spanish.map(({ version, state }) => [version, state])).toEqual([
      [1, 'superseded'],
      [2, 'current'],
    ])
    expect(spanish[0]).toEqual({ ...signed, state: 'superseded' })
    expect(spanish[1]?.body).toContain('honda inquietud')
    expect(await db.select().from(signatures)).toMatchObject([{ id: 'ana', letterId: signed.id }])
    expect(await importCampaign(db, { folder, now: later })).toMatchObject({ kind: 'unchanged' })

    const out = await exported('out')
    expect(await readFile(join(out, 'letters/es.v1.md'), 'utf8')).toBe(
      await readFile(join(sample, 'letter.es.md'), 'utf8'),
    )
    expect(await readFile(join(out, 'letter.es.md'), 'utf8')).toContain('\nversion: 2\n---\n')
    expect(await importCampaign(db, { folder: out, now: later })).toMatchObject({ kind: 'unchanged' })
  })

  it('makes a new version of a published letter that nobody signed yet: somebody may be reading it', async () => {
    await brought()
    await reword()
    expect(await brought(folder, later)).toMatchObject({ changes: [{ change: 'new-version' }] })
    expect(await db.select().from(letters)).toHaveLength(3)
  })

  it('changes the letter of a draft in place, and only once its words differ', async () => {
    await editJson((c) => Object.assign(c, { state: 'draft' }))
    await brought()
    await reword()
    expect(await brought(folder, later)).toMatchObject({ changes: [{ name: 'es', change: 'changed' }] })
    const written = await db.select().from(letters)
    expect(written.map(({ version }) => version)).toEqual([1, 1])
    expect(await filesOf(await exported('out'))).toMatchObject({
      'letter.es.md': await readFile(join(folder, 'letter.es.md'), 'utf8'),
    })
  })

  it('brings versions made elsewhere, and refuses a history that is not the one here', async () => {
    await brought()
    await reword()
    await brought(folder, later)
    const out = await exported('out')
    db = await freshDb()
    await brought(sample)
    expect(await brought(out, later)).toMatchObject({ changes: [{ name: 'es', change: 'new-version' }] })
    expect(await filesOf(await exported('again'))).toEqual(await filesOf(out))

    folder = out
    await edit('letters/es.v1.md', (text) => text.replace('usted', 'Vuestra Excelencia'))
    expect(await refusal()).toEqual(['letters/es.v1.md: This version has other words here.'])
  })

  it('changes settings, pages and stories, and takes away the story that is gone', async () => {
    await brought()
    await editJson((c) => {
      c.goal = 1_000
      c.recipients = []
      c.stories = []
    })
    await edit('page.en.md', (text) => text.replace('worked example', 'worked-out example'))
    await edit('letter.en.md', (text) => text.replace('\n---\n\n', '\ntranslator: ANC and AYF\n---\n\n'))
    expect(await brought(folder, later)).toMatchObject({
      changes: [
        { what: 'campaign', name: 'recipients', change: 'changed' },
        { what: 'story', change: 'removed' },
        { what: 'page', name: 'en', change: 'changed' },
        { what: 'letter', name: 'en', change: 'changed' },
        { what: 'campaign', name: 'goal', change: 'changed' },
      ],
    })
    const [campaign] = await db.select().from(campaigns)
    expect(campaign).toMatchObject({ goal: 1_000, publishedAt: now, updatedAt: later })
    const { 'campaign.json': json, ...files } = await filesOf(await exported('out'))
    const { 'campaign.json': _, ...wanted } = await filesOf(folder)
    expect(files).toEqual(wanted)
    expect(JSON.parse(json ?? '')).toMatchObject({ goal: 1_000, recipients: [], stories: [] })
  })

  it('leaves organisations and offices as they are here, and says so', async () => {
    await brought()
    const before = await db.select().from(recipientAddresses)
    await editJson((c) => {
      c.organisations[1].replyTo = null
      c.recipients[0].addresses[0].email = 'elsewhere@example.org'
      c.recipients[0].city.es = 'La Plata'
    })
    expect(await importCampaign(db, { folder, now: later })).toMatchObject({
      kind: 'unchanged',
      kept: [
        { what: 'organisation', slug: 'ayf-south-america', fields: ['replyTo'] },
        { what: 'recipient', slug: 'embassy-of-belarus-in-argentina', fields: ['city', 'addresses'] },
      ],
    })
    expect(await db.select().from(recipientAddresses)).toEqual(before)
  })

  const against: [what: string, make: () => Promise<unknown>, told: string][] = [
    [
      'the slug of another organisation’s campaign',
      () => editJson((c) => Object.assign(c.organisations[0], { slug: 'somebody-else' })),
      'campaign.json, slug: A campaign of another organisation has this slug.',
    ],
    [
      'an office of another organisation',
      () =>
        editJson((c) => {
          c.slug = 'another-campaign'
          c.organisations = [{ ...c.organisations[0], slug: 'somebody-else' }]
        }),
      'campaign.json, recipients[0].slug: An office of another organisation has this slug. Choose another.',
    ],
    [
      'another state',
      () => editJson((c) => Object.assign(c, { state: 'closed' })),
      'campaign.json, state: The campaign is in another state here. An import does not move a campaign: published.',
    ],
    [
      'another original language',
      () => editJson((c) => Object.assign(c, { originalLanguage: 'en' })),
      'campaign.json, originalLanguage: The campaign has another original language here: es.',
    ],
    [
      'a language less',
      () => rm(join(folder, 'letter.en.md')),
      'letter.en.md: The campaign has this language here. An import takes no language away.',
    ],
  ]
  it.each(against)('is refused with %s, and changes nothing', async (_, make, told) => {
    await brought()
    const before = await everything()
    await make()
    expect(await refusal()).toEqual([told])
    expect(await everything()).toEqual(before)
  })
})

describe('whose signatures an office gets', () => {
  const ministry = (office: { slug: string }) => ({
    ...office,
    slug: 'ministry-of-justice',
    forWhom: 'others',
  })
  const withRoutes = () =>
    editJson((c) => {
      c.recipients.push(ministry(c.recipients[0]))
      Object.assign(c.recipients[0], { forWhom: 'countries', countries: ['UY', 'AR', 'UY'] })
    })
  const routes = async () =>
    (await db.select().from(campaignRecipients)).map(({ forWhom, countries }) => [forWhom, ...countries])

  it('comes with a folder and goes out again, equal byte for byte', async () => {
    await withRoutes()
    await brought()
    expect(await routes()).toEqual([['countries', 'AR', 'UY'], ['others']])
    const first = await exported('first')
    expect(await importCampaign(db, { folder: first, now: later })).toMatchObject({
      kind: 'unchanged',
      kept: [],
    })
    expect(await filesOf(await exported('second'))).toEqual(await filesOf(first))
    const written = JSON.parse((await filesOf(first))['campaign.json'] ?? '').recipients
    expect(written).toMatchObject([{ forWhom: 'countries', countries: ['AR', 'UY'] }, { forWhom: 'others' }])
    expect(Object.keys(written[1])).not.toContain('countries')
  })

  it('changes with the folder', async () => {
    await brought()
    await withRoutes()
    expect((await brought(folder, later)).changes).toEqual([
      { what: 'recipient', name: 'ministry-of-justice', change: 'added' },
      { what: 'campaign', name: 'recipients', change: 'changed' },
    ])
    await editJson((c) => {
      c.recipients[0].countries = ['AR']
    })
    const again = await brought(folder, later)
    expect(again.changes).toEqual([{ what: 'campaign', name: 'recipients', change: 'changed' }])
    expect(again.kept).toEqual([])
    expect(await routes()).toEqual([['countries', 'AR'], ['others']])
  })

  it.each<[object, string]>([
    [{ forWhom: 'countries' }, 'campaign.json, recipients[0].countries: Countries are given exactly when'],
    [{ forWhom: 'others', countries: ['AR'] }, 'campaign.json, recipients[0].countries: Countries are given'],
    [{ countries: ['AR'] }, 'campaign.json, recipients[0].countries: Countries are given exactly when'],
    [{ forWhom: 'countries', countries: [] }, 'campaign.json, recipients[0].countries: '],
    [
      { forWhom: 'countries', countries: ['ZZ'] },
      'campaign.json, recipients[0].countries[0]: This is not a country',
    ],
    [{ forWhom: 'everyone' }, 'campaign.json, recipients[0].forWhom: '],
    [
      { forWhom: 'countries', countries: ['AR'] },
      'campaign.json, recipients: People in some countries would',
    ],
  ])('is refused as %j', async (route, told) => {
    await editJson((c) => Object.assign(c.recipients[0], route))
    const faults = await refusal()
    expect(faults).toContainEqual(expect.stringContaining(told))
  })
})

describe('the picture of a story', () => {
  const webp = (width = 60) =>
    sharp({ create: { width, height: 40, channels: 3, background: 'red' } })
      .webp()
      .toBuffer()
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  async function withPicture(bytes: Buffer, said: object = {}) {
    await put('story/1.webp', bytes)
    await editJson((c) => {
      c.stories[0].picture = {
        ...{ file: 'story/1.webp', sha256: sha256(bytes), url: 'https://news.example/1.jpg' },
        ...{ alt: 'A street in Minsk', credit: 'Photo: Ana Pérez', ...said },
      }
    })
  }

  it('comes with a folder and goes out again, equal byte for byte', async () => {
    const bytes = await webp()
    await withPicture(bytes)
    await brought()
    const row = async () => (await db.select().from(stories))[0]
    expect(await row()).toMatchObject({
      ...{ picture: bytes.toString('base64'), pictureUrl: 'https://news.example/1.jpg' },
      ...{ pictureAlt: 'A street in Minsk', pictureCredit: 'Photo: Ana Pérez' },
    })
    const first = await exported('first')
    expect(await readFile(join(first, 'story/1.webp'))).toEqual(bytes)
    expect(await importCampaign(db, { folder: first, now: later })).toMatchObject({ kind: 'unchanged' })
    expect(await filesOf(await exported('second'))).toEqual(await filesOf(first))
    await editJson((c) => {
      delete c.stories[0].picture
    })
    await rm(join(folder, 'story/1.webp'))
    expect((await brought(folder, later)).changes).toMatchObject([{ what: 'story', change: 'changed' }])
    expect(await row()).toMatchObject({ picture: null, pictureAlt: null, pictureCredit: null })
  })

  it('is kept in the desk when the folder says nothing of it', async () => {
    await withPicture(await webp(), { alt: null, credit: null, url: null })
    await brought()
    expect((await db.select().from(stories))[0]).toMatchObject({ pictureAlt: null, pictureCredit: null })
    const out = await exported('out')
    expect(await importCampaign(db, { folder: out, now: later })).toMatchObject({ kind: 'unchanged' })
  })

  const foreign = 'story/1.webp: This is no picture as they are kept here'
  it.each<[string, () => Promise<Buffer>, string]>([
    ['a polyglot', async () => Buffer.concat([await webp(), Buffer.from('<script>')]), foreign],
    [
      'a PNG by another name',
      () =>
        sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
          .png()
          .toBuffer(),
      foreign,
    ],
    ['too wide', () => webp(1_281), foreign],
    ['an SVG', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), foreign],
  ])('is refused when it is %s', async (_, made, told) => {
    await withPicture(await made())
    expect(await refusal()).toEqual([expect.stringContaining(told)])
  })

  it('is refused when it is another, missing, named wrongly or not named at all', async () => {
    await withPicture(await webp())
    await put('story/1.webp', await webp(61))
    expect(await refusal()).toEqual([
      'story/1.webp: This picture is not the one whose SHA-256 campaign.json gives.',
    ])
    await rm(join(folder, 'story/1.webp'))
    expect(await refusal()).toEqual([expect.stringContaining('story/1.webp: ')])
    await withPicture(await webp(), { file: '../../secret.webp' })
    expect(await refusal()).toContainEqual(
      expect.stringContaining('stories[0].picture.file: The picture of the first'),
    )
    await editJson((c) => {
      delete c.stories[0].picture
    })
    expect(await refusal()).toEqual([expect.stringContaining('story/1.webp: ')])
  })
})
