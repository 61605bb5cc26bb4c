// The floor under a site: node:http with a page that is made already, and with one durable insert for each POST.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Database from 'better-sqlite3'
import { rowsOfOne } from './rows'

/**
 * `bytes` of page; `file` to insert into. A POST stores `one` row, with `together` those that arrive within 2 ms are stored at
 * once, and with `rows` it stores all the rows of a signature, into a database of the product's.
 */
export type Floor = { bytes: number; file: string; store: 'one' | 'together' | 'rows' }

const { bytes, file, store: how } = JSON.parse(process.argv[2] ?? '{}') as Floor
const page = Buffer.alloc(bytes, 'x')
const sqlite = new Database(file)
sqlite.pragma('journal_mode = WAL')
sqlite.pragma('synchronous = FULL')
sqlite.exec('CREATE TABLE IF NOT EXISTS posts (id TEXT PRIMARY KEY, body TEXT NOT NULL, at INTEGER NOT NULL)')
const insert = sqlite.prepare('INSERT INTO posts VALUES (?, ?, ?)')
const storeOne = (body: string) => insert.run(randomBytes(16).toString('base64url'), body, Date.now())
const store = how === 'rows' ? rowsOfOne(sqlite) : storeOne

let waiting: { body: string; done: () => void }[] = []
const storeAll = sqlite.transaction((some: typeof waiting) => {
  for (const { body } of some) storeOne(body)
})
function keep(body: string, done: () => void) {
  if (how !== 'together') {
    store(body)
    return done()
  }
  waiting.push({ body, done })
  if (waiting.length > 1) return
  setTimeout(() => {
    const some = waiting
    waiting = []
    storeAll(some)
    for (const one of some) one.done()
  }, 2)
}

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': page.length })
    return response.end(page)
  }
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (part: string) => {
    body += part
  })
  request.on('end', () =>
    keep(body, () => {
      response.writeHead(303, { location: '/signed', 'content-length': 0 })
      response.end()
    }),
  )
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('disconnect', () => process.exit(0))
