import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../db/package-root.server'
import { pictureLimits, readPicture } from './picture.server'
import type { FoundStory, ReadStory, RefusedPage, StoryPicture } from './story'
import { type FetchedPage, fetchPage, fetchPicture, street, type Way } from './story-page.server'
import { storyPictureRoom } from './story-picture'

/** Milliseconds for making sense of a page, after it was fetched. An article takes half of one second. */
const patience = 5_000
const memory = '--max-old-space-size=256'

let queue: Promise<unknown> = Promise.resolve()

/**
 * Reads the news story at an address: what its page says of it, and a copy of its main text with the SHA-256 of that
 * text and the time. `copy` is null for a page that has no text to keep. With `hasPicture` also the picture it names for
 * itself, made ours; a story without one is a story all the same. Refused as a value, never thrown.
 */
export async function readStory(
  address: string,
  { now, way = street, hasPicture = false }: { now: () => Date; way?: Way; hasPicture?: boolean },
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
  return {
    ...{ kind: 'read', found, copy: text === null ? null : { ...copyOf(text), readAt } },
    picture: hasPicture ? await firstPicture(found.pictures, way) : null,
  }
}

/** The first of these pictures that can be had and is one, within the time of one page. */
async function firstPicture(addresses: string[], way: Way): Promise<StoryPicture | null> {
  const end = performance.now() + way.milliseconds
  for (const address of addresses) {
    const milliseconds = Math.floor(end - performance.now())
    if (milliseconds <= 0) return null
    const fetched = await fetchPicture(address, { ...way, milliseconds, bytes: pictureLimits.read })
    if (fetched.kind === 'refused') continue
    const read = await readPicture(fetched.body, storyPictureRoom)
    if (read.kind === 'picture') return { picture: read.webp.toString('base64'), pictureUrl: fetched.url }
  }
  return null
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
