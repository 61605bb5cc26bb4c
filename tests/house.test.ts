import { describe, expect, it } from 'vitest'
import {
  chainsOf,
  deedsOnTheWeb,
  differences,
  importsOf,
  impureRules,
  queriesOfOneEngine,
  type Source,
  silentWrites,
  tooLong,
  unusedMessages,
  wordsOfOneEngine,
  wrongDoors,
  wrongNames,
  wrongNeighbours,
} from './support/house-rules'
import { pathsIn, sourcesOf, textOf } from './support/sources'

const paths = pathsIn(['app', 'campaigns', 'db', 'emails', 'tests'])
const sources = sourcesOf(
  paths
    .filter((path) => /\.(?:tsx?|js|css)$/.test(path))
    // The checks below hold bad examples on purpose.
    .filter((path) => path !== 'tests/house.test.ts'),
)
const catalogue = (language: string) => JSON.parse(textOf(`app/messages/${language}.json`))
const all = (check: (source: Source) => string[]) => sources.flatMap(check)

/** Files over 250 lines, and why they are. */
const reasons: Record<string, string> = {
  'campaigns/folder-text.ts': 'the one reader and writer of front matter and Markdown of a folder',
  'campaigns/letter.ts': 'one walk over the Markdown tree, with its complaints',
  'db/schema.ts': 'every table, once',
}

const file = (path: string, text: string): Source => ({ path, text })

describe('the house', () => {
  it('has something in it to check', () => {
    expect(sources.length).toBeGreaterThan(100)
  })

  it('lets app import campaigns, campaigns import db and emails, and nobody the other way round', () => {
    expect(all(wrongDoors)).toEqual([])
  })
  it.each([
    ['db/schema.ts', "import { isOpen } from '../campaigns/campaign'"],
    ['db/schema.ts', "import type { Mail } from '../emails/letter'"],
    ['emails/letter.tsx', "import { connect } from '../db/client.server'"],
    ['emails/letter.tsx', "import {\n  a,\n  b,\n} from '../campaigns/signature'"],
    ['emails/letter.tsx', "import { Frame } from '../app/ui/frame'"],
    ['campaigns/tally.server.ts', "import * as m from '../app/messages/generated/messages'"],
    ['campaigns/tally.server.ts', "const page = await import('../app/root')"],
    ['campaigns/tally.server.ts', "export { freshDb } from '../tests/support/database'"],
    ['app/root.tsx', "import '../tests/support/quiet-console'"],
  ])('would see %s with %j', (path, text) => {
    expect(wrongDoors(file(path, text))).toHaveLength(1)
  })
  it.each([
    ['db/schema.ts', "import type { MailState } from '../campaigns/outbox'"],
    ['emails/letter.tsx', "import { m } from '../app/messages/generated/messages'"],
    ['app/root.tsx', "import { isOpen } from '../campaigns/campaign'"],
    [
      'campaigns/tally.server.ts',
      "// import { x } from '../app/root'\nimport { ask } from '../db/client.server'",
    ],
    ['campaigns/tally.server.test.ts', "import { freshDb } from '../tests/support/database'"],
  ])('has nothing against %s with %j', (path, text) => {
    expect(wrongDoors(file(path, text))).toEqual([])
  })

  it('keeps routes apart', () => {
    expect(all(wrongNeighbours)).toEqual([])
  })
  it('would see a route that imports another', () => {
    expect(
      wrongNeighbours(file('app/routes/desk/route.tsx', "import { x } from '../mailbox/route'")),
    ).toHaveLength(1)
    expect(wrongNeighbours(file('app/routes/desk.tsx', "import { x } from './mailbox'"))).toHaveLength(1)
    expect(wrongNeighbours(file('app/routes/desk/route.tsx', "import { x } from './page'"))).toEqual([])
  })

  it('has rules that the browser can read', () => {
    expect(all(impureRules)).toEqual([])
  })
  it.each([
    'node:crypto',
    './signature.server',
    '../db/schema',
    'drizzle-orm',
    '@remix-run/node',
    'react',
    'fs',
  ])('would see a rule that imports %s', (from) => {
    expect(impureRules(file('campaigns/signature.ts', `import { x } from '${from}'`))).toHaveLength(1)
    expect(impureRules(file('campaigns/signature.ts', `import type { x } from '${from}'`))).toHaveLength(1)
  })

  it('has deeds that a worker can do', () => {
    expect(all(deedsOnTheWeb)).toEqual([])
  })
  it('would see a deed that imports Remix', () => {
    expect(
      deedsOnTheWeb(file('campaigns/x.server.ts', "import { redirect } from '@remix-run/node'")),
    ).toHaveLength(1)
  })
})

describe('queries', () => {
  it('run the same way on both engines', () => {
    expect(all(queriesOfOneEngine)).toEqual([])
    expect(all(wordsOfOneEngine)).toEqual([])
  })
  it.each([
    'await db.transaction(async (tx) => {})',
    'const row = db.select().from(x).where(eq(a, f(b))).get()',
    'tx\n  .select()\n  .from(x)\n  .all()',
    'tx.insert(x).values({ a: ")" }).run()',
    'db.run(sql`vacuum`)',
    'ask(tx.update(x).set({}).returning().get())',
  ])('would be seen when they do not: %j', (text) => {
    expect(queriesOfOneEngine(file('campaigns/x.server.ts', text))).toHaveLength(1)
  })
  it('are not taken for what only looks like one', () => {
    const text =
      "headers.get('a'); await Promise.all(x); map.get(tx); tx.insert(x).values({}).returning(); mydb.get(1)"
    expect(queriesOfOneEngine(file('campaigns/x.server.ts', text))).toEqual([])
  })
  it.each([
    'ilike(a, b)',
    'sql`a ILIKE b`',
    "sql`data ->> 'a'`",
    "sql<string>`json_extract(a, '$.b')`",
    'sql`a @> b`',
  ])('would be seen to use words of one engine: %j', (text) => {
    expect(wordsOfOneEngine(file('campaigns/x.server.ts', text))).toHaveLength(1)
  })

  it('that write say what they wrote', () => {
    expect(all(silentWrites)).toEqual([])
  })
  it.each([
    'tx.insert(x).values({})',
    'await db.update(x).set({}).where(eq(a, b))',
    'tx.delete(x)',
    'ask(tx.insert(x).select(tx.select().from(y)))',
    'tx.insert(x).values({}).returning().onConflictDoNothing()',
  ])('would be seen when they do not: %j', (text) => {
    expect(silentWrites(file('campaigns/x.server.ts', text))).toHaveLength(1)
  })
  it('are read with everything that is inside their brackets', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a program.
    expect(chainsOf("tx.insert(x).values({ a: `(${b})`, c: ')' }).returning({ id: x.id })")).toEqual([
      ['insert', 'values', 'returning'],
    ])
    expect(chainsOf('tx.insert(x).select(tx.select().from(y)).returning()')).toEqual([
      ['insert', 'select', 'returning'],
      ['select', 'from'],
    ])
  })
})

describe('names and sizes', () => {
  it('are those of the house', () => {
    expect(paths.flatMap(wrongNames)).toEqual([])
  })
  it.each([
    'campaigns/utils/x.ts',
    'app/helpers/x.ts',
    'app/common/x.ts',
    'campaigns/service/x.ts',
    'campaigns/index.ts',
    'campaigns/Signature.ts',
    'campaigns/signatureList.ts',
    'campaigns/signature_list.ts',
    'app/ui/Button.tsx',
    'app/routes/desk.test.ts',
  ])('would be seen to be wrong: %s', (path) => {
    expect(wrongNames(path)).toHaveLength(1)
  })
  it.each([
    'app/routes/($lang).c.$slug_.thanks.tsx',
    'campaigns/letter.typ',
    'app/routes/desk._index.tsx',
    'campaigns/x.server.test.ts',
  ])('are fine: %s', (path) => {
    expect(wrongNames(path)).toEqual([])
  })

  it('of files stay within 250 lines, or have a reason', () => {
    expect(all((source) => tooLong(source, reasons))).toEqual([])
  })
  it('would be seen when a file grows without one, and reasons go when they are no longer needed', () => {
    expect(tooLong(file('campaigns/x.ts', 'x\n'.repeat(251)), {})).toHaveLength(1)
    expect(tooLong(file('campaigns/x.ts', 'x\n'.repeat(250)), {})).toEqual([])
    expect(tooLong(file('campaigns/x.ts', 'x\n'.repeat(251)), { 'campaigns/x.ts': 'why' })).toEqual([])
    for (const path of Object.keys(reasons)) {
      const source = sources.find((one) => one.path === path)
      expect([path, source && tooLong(source, {}).length]).toEqual([path, 1])
    }
  })
})

describe('the catalogues', () => {
  it('hold the same messages with the same parameters', () => {
    expect(differences(catalogue('en'), catalogue('es'))).toEqual([])
  })
  it('hold no message that nobody says', () => {
    expect(unusedMessages(catalogue('en'), sources)).toEqual([])
  })
  it('would be seen to differ', () => {
    expect(differences({ a: 'x' }, {})).toHaveLength(1)
    expect(differences({ a: 'x {name}' }, { a: 'x' })).toHaveLength(1)
    expect(differences({ a: 'x {name}' }, { a: 'x {nombre}' })).toHaveLength(1)
    const plural = [
      { declarations: ['input count', 'local form = count: plural'], match: { 'form=*': '{count}' } },
    ]
    expect(differences({ a: plural }, { a: '{count}' })).toEqual([])
    expect(differences({ a: plural }, { a: '{name}' })).toHaveLength(1)
    expect(unusedMessages({ a: '', b: '' }, [file('app/root.tsx', 'm.a()')])).toEqual(['b'])
  })
})

it('reads imports in every form', () => {
  const text = `import a from 'a'
import { b, type B } from "b"
import type { C } from 'c'
import 'd'
export * from 'e'
export type { F } from 'f'
const g = await import('g')
/* import h from 'h' */
import {
  i,
} from 'i'`
  expect(
    importsOf(text)
      .map(({ from, isType }) => (isType ? `type ${from}` : from))
      .sort(),
  ).toEqual(['a', 'b', 'd', 'e', 'g', 'i', 'type c', 'type f'])
})
