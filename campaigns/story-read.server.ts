import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../db/package-root.server'
import type { FoundStory, ReadStory, RefusedPage } from './story'
import { type FetchedPage, fetchPage, type Way } from './story-page.server'

/** Milliseconds for making sense of a page, after it was fetched. An article takes half of one second. */
const patience = 5_000
const memory = '--max-old-space-size=256'

let queue: Promise<unknown> = Promise.resolve()

/**
 * Reads the news story at an address: what its page says of it, and a copy of its main text with the SHA-256 of that
 * text and the time. `copy` is null for a page that has no text to keep. Refused as a value, never thrown.
 */
export async function readStory(
  address: string,
  { now, way }: { now: () => Date; way?: Way },
): Promise<ReadStory | RefusedPage> {
  const page = await fetchPage(address, way)
  if (page.kind === 'refused') return page
  const readAt = now()
  // One page after the other, since each may take all the memory it is allowed.
  const turn = queue.then(() => runReader(page))
  queue = turn
  const found = await turn
  if (!found) return { kind: 'refused', reason: 'unreadable', status: null }
  const { text } = found
  return { kind: 'read', found, copy: text === null ? null : { ...copyOf(text), readAt } }
}

const copyOf = (archive: string) => ({
  archive,
  archiveSha256: createHash('sha256').update(archive, 'utf8').digest('hex'),
})

/** From source the reader is TypeScript that Node strips itself; in the build it is a file beside this one. */
const readerArguments = import.meta.url.endsWith('.ts')
  ? [
      memory,
      '--experimental-strip-types',
      '--disable-warning=ExperimentalWarning',
      join(packageRoot, 'campaigns', 'story-reader.ts'),
    ]
  : [memory, join(packageRoot, 'build', 'server', 'reader.js')]

/** Makes sense of a page in a process of its own, which gets none of our secrets. `null` when it took too long or fell. */
function runReader({ url, contentType, body }: FetchedPage): Promise<FoundStory | null> {
  return new Promise((resolve) => {
    const { PATH = '', SystemRoot } = process.env
    const env = { NODE_ENV: 'production' as const, PATH, ...(SystemRoot && { SystemRoot }) }
    const reader = spawn(process.execPath, readerArguments, {
      cwd: tmpdir(),
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const alarm = setTimeout(() => reader.kill('SIGKILL'), patience)
    const said: Buffer[] = []
    reader.stdout.on('data', (chunk: Buffer) => said.push(chunk))
    reader.on('error', () => {})
    reader.on('close', (code) => {
      clearTimeout(alarm)
      resolve(code === 0 ? (JSON.parse(Buffer.concat(said).toString('utf8')) as FoundStory) : null)
    })
    // A reader that fell does not take the rest of the page.
    reader.stdin.on('error', () => {})
    reader.stdin.write(`${JSON.stringify({ url, contentType })}\n`)
    reader.stdin.end(body)
  })
}
