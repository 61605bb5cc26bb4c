import { posix } from 'node:path'

/** A file of the program: its path from the root, with slashes, and its text. */
export type Source = { path: string; text: string }

const isTest = (path: string) => /\.test\.tsx?$/.test(path) || path.startsWith('tests/')
const isCode = (path: string) => /\.tsx?$/.test(path)
const isServer = (path: string) => /\.server(?:\.tsx?)?$/.test(path)
const roomOf = (path: string) => path.split('/')[0] ?? ''
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(^|[^:'"`])\/\/.*$/gm, '$1')

type Import = { from: string; isType: boolean }

/** What a file imports: static, for its effect, re-exported and dynamic. */
export function importsOf(text: string): Import[] {
  const code = withoutComments(text)
  const named = [
    ...code.matchAll(/^(?:import|export)\s+(type\s+)?(?:[\w*{][^'";]*?)\sfrom\s+['"]([^'"]+)['"]/gm),
  ]
  const bare = [
    ...code.matchAll(/^import\s+['"]([^'"]+)['"]/gm),
    ...code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g),
  ]
  return [
    ...named.map(([, type, from = '']) => ({ from, isType: type !== undefined })),
    ...bare.map(([, from = '']) => ({ from, isType: false })),
  ]
}

const target = (path: string, from: string) =>
  from.startsWith('.') ? posix.join(posix.dirname(path), from) : null

/** Who imports whom: app → campaigns → db and emails, and nobody the other way round. */
export function wrongDoors({ path, text }: Source): string[] {
  if (!isCode(path) || isTest(path)) return []
  const room = roomOf(path)
  return importsOf(text).flatMap(({ from, isType }) => {
    const to = target(path, from)
    if (!to) return []
    const other = roomOf(to)
    const isMessages = to.startsWith('app/messages/generated/')
    const isFine =
      other === room ||
      (room === 'app' && ['campaigns', 'db', 'emails'].includes(other)) ||
      (room === 'campaigns' && ['db', 'emails'].includes(other)) ||
      (room === 'emails' && isMessages) ||
      (['db', 'emails'].includes(room) && other === 'campaigns' && isType)
    return isFine ? [] : [`${path} imports ${from}`]
  })
}

/** Routes stay apart from one another: what two need moves to app/ui or app/web. */
export function wrongNeighbours({ path, text }: Source): string[] {
  const route = (of: string) => /^app\/routes\/([^/]+?)(?:\.tsx?)?(?:\/|$)/.exec(of)?.[1]
  const own = route(path)
  if (!own) return []
  return importsOf(text).flatMap(({ from }) => {
    const other = route(target(path, from) ?? '')
    return other && other !== own ? [`${path} imports the route ${other}`] : []
  })
}

// The programs of the press and of the reader: each runs in a process of its own, and nothing imports it.
const programs = ['campaigns/letter-press.ts', 'campaigns/story-reader.ts']

/** Rules know zod, Markdown trees and one another, since the browser reads them too. */
export function impureRules({ path, text }: Source): string[] {
  const isRule = /^campaigns\/[^/]+\.ts$/.test(path) && !isServer(path) && !isTest(path)
  if (!isRule || programs.includes(path)) return []
  return importsOf(text).flatMap(({ from }) => {
    const isSibling = from.startsWith('./') && !isServer(from)
    return isSibling || from === 'zod' || /^mdast(?:-|$)/.test(from) ? [] : [`${path} imports ${from}`]
  })
}

/** A worker and the command line call deeds too, so these know nothing of Remix or React's router. */
export function deedsOnTheWeb({ path, text }: Source): string[] {
  if (roomOf(path) !== 'campaigns') return []
  return importsOf(text).flatMap(({ from }) =>
    /^@remix-run\//.test(from) ? [`${path} imports ${from}`] : [],
  )
}

/** The calls chained on `db` or `tx`, outermost only: `tx.select().from(x)` is select, from. */
export function chainsOf(text: string): string[][] {
  const code = withoutComments(text)
  const chains: string[][] = []
  for (const { index } of code.matchAll(/(?<![\w.$])(?:db|tx)(?=\s*\.\s*\w+\s*\()/g)) {
    const chain: string[] = []
    let at = index + 2
    for (;;) {
      const call = /^\s*\.\s*(\w+)\s*\(/.exec(code.slice(at, at + 200))
      if (!call) break
      chain.push(call[1] ?? '')
      at = closing(code, at + call[0].length)
    }
    chains.push(chain)
  }
  return chains
}

/** The place after the bracket that closes the one before `from`. */
function closing(code: string, from: number): number {
  let depth = 1
  let at = from
  for (; at < code.length && depth > 0; at++) {
    const c = code[at] ?? ''
    if ('([{'.includes(c)) depth++
    else if (')]}'.includes(c)) depth--
    else if (`'"\``.includes(c))
      for (at++; at < code.length && code[at] !== c; at++) if (code[at] === '\\') at++
  }
  return at
}

const client = 'db/client.server.ts'

/** Only the client begins a transaction or picks how an engine runs a query. */
export function queriesOfOneEngine({ path, text }: Source): string[] {
  if (!isCode(path) || path === client || path.startsWith('tests/support/')) return []
  return chainsOf(text).flatMap((chain) => {
    const call = chain.find((name) => ['transaction', 'get', 'all', 'run', 'values'].includes(name))
    const isValuesOfInsert = call === 'values' && chain[0] === 'insert'
    const other = isValuesOfInsert
      ? chain.find((name) => ['transaction', 'get', 'all', 'run'].includes(name))
      : call
    return other ? [`${path} calls ${chain.join('.')}`] : []
  })
}

/** Every write says what it wrote, so that both engines run it the same way within a unit of work. */
export function silentWrites({ path, text }: Source): string[] {
  if (!isCode(path) || isTest(path)) return []
  return chainsOf(text).flatMap((chain) =>
    ['insert', 'update', 'delete'].includes(chain[0] ?? '') && chain.at(-1) !== 'returning'
      ? [`${path} ends ${chain.join('.')} without returning`]
      : [],
  )
}

/** Case is folded before storing, and JSON is never queried: the engines differ there. */
export function wordsOfOneEngine({ path, text }: Source): string[] {
  if (!isCode(path) || isTest(path)) return []
  const code = withoutComments(text)
  const templates = [...code.matchAll(/\bsql(?:\.raw\(|<[^`]*>)?\s*`([^`]*)`/g)].map(
    ([, words = '']) => words,
  )
  return [
    ...(/\bilike\b/i.test(code) ? [`${path} uses ILIKE`] : []),
    ...(templates.some((words) => /->|@>|\bjsonb?_/i.test(words)) ? [`${path} looks into JSON`] : []),
  ]
}

/** Names of folders and files. */
export function wrongNames(path: string): string[] {
  const folders = path.split('/').slice(0, -1)
  const file = path.split('/').at(-1) ?? ''
  const drawer = folders.find((name) =>
    /^(?:utils?|helpers?|misc|common|shared|lib|services?|managers?)$/i.test(name),
  )
  const isRoute = path.startsWith('app/routes/')
  // In routes, Remix reads the name as an address.
  const shape = isRoute
    ? /^[a-z0-9$._()[\]-]+\.(?:tsx?|css)$/
    : /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:server|client|test|d|e2e))*\.(?:tsx?|jsx?|css)$/
  const isOurs = /\.(?:tsx?|jsx?|css)$/.test(file)
  return [
    ...(drawer ? [`${path} lies in a drawer called ${drawer}`] : []),
    ...(/^index\.[jt]sx?$/.test(file) ? [`${path} is a barrel`] : []),
    ...(isOurs && !shape.test(file) && !['entry.client.tsx', 'entry.server.tsx', 'env.d.ts'].includes(file)
      ? [`${path} is not in kebab-case`]
      : []),
    ...(isRoute && /\.(?:test|spec)\./.test(file) ? [`${path} would become an address`] : []),
  ]
}

/** Length of a file in lines, over the limit and not among those that have a reason. */
export function tooLong({ path, text }: Source, reasons: Record<string, string>): string[] {
  if (!isCode(path)) return []
  const lines = text.split('\n').length - 1
  // A test is as long as what it tests has cases.
  const limit = isTest(path) ? 800 : 250
  return lines > limit && !reasons[path] ? [`${path} has ${lines} lines`] : []
}

export type Catalogue = Record<string, unknown>

/** The parameters of a message: its inputs, or what stands in braces. */
function parametersOf(message: unknown): string[] {
  const text = JSON.stringify(message)
  const local = [...text.matchAll(/"local (\w+)/g)].map(([, name]) => name)
  const names = [...text.matchAll(/\{(\w+)\}/g), ...text.matchAll(/"input (\w+)/g)].map(
    ([, name = '']) => name,
  )
  return [...new Set(names)].filter((name) => !local.includes(name)).sort()
}

/** What one catalogue has and the other has not: keys, and parameters of the same key. */
export function differences(one: Catalogue, other: Catalogue): string[] {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)].filter((key) => !key.startsWith('$')))
  return [...keys].flatMap((key) => {
    if (!(key in one) || !(key in other)) return [`${key} is missing in one language`]
    const [here, there] = [parametersOf(one[key]).join(), parametersOf(other[key]).join()]
    return here === there ? [] : [`${key} takes {${here}} in one language and {${there}} in the other`]
  })
}

/** Messages that no file names. */
export function unusedMessages(catalogue: Catalogue, sources: Source[]): string[] {
  const used = new Set(
    sources
      .filter(({ path }) => !isTest(path))
      .flatMap(({ text }) => [...text.matchAll(/\bm\s*\.\s*(\w+)/g)].map(([, key]) => key)),
  )
  return Object.keys(catalogue).filter((key) => !key.startsWith('$') && !used.has(key))
}
