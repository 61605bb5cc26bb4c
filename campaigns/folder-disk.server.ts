import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, open, readdir, realpath, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type CampaignFolder, folderLimits } from './folder'
import type { FolderFault } from './folder-fault'
import { fileKind, readTexts, writeTexts } from './folder-text'
import { isStoryPicture } from './story-picture.server'

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

const rooms = ['letters', 'story']

/** Lists what is in the folder, with what may not be there. Dot files (`.git`, `.DS_Store`) are passed over. */
async function listFiles(root: string): Promise<{ names: string[]; faults: FolderFault[] }> {
  const names: string[] = []
  const faults: FolderFault[] = []
  const list = async (room: string) => {
    for (const entry of await readdir(join(root, room), { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue
      const file = room ? `${room}/${entry.name}` : entry.name
      if (entry.isSymbolicLink()) faults.push({ file, code: 'symbolic-link' })
      else if (entry.isDirectory() && !room && rooms.includes(file)) await list(file)
      else if (entry.isDirectory() || fileKind(file) === null) faults.push({ file, code: 'unknown-file' })
      else if (!entry.isFile()) faults.push({ file, code: 'not-a-file' })
      else names.push(file)
    }
  }
  await list('')
  return { names: names.sort(), faults }
}

/** Reads one file whole, or says why not. Never through a link: between listing and opening it may have become one. */
async function readBytes(root: string, file: string): Promise<Uint8Array | FolderFault> {
  const handle = await open(join(root, file), constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const { size } = await handle.stat()
    if (size > folderLimits.fileBytes)
      return { file, code: 'file-too-large', detail: `${size} bytes, at most ${folderLimits.fileBytes}` }
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}

// An archived copy is kept to the byte, and so is a picture, in base64; everything else is text that people edit, on any system.
function textOf(file: string, bytes: Uint8Array): string | FolderFault {
  if (fileKind(file)?.kind === 'picture') return Buffer.from(bytes).toString('base64')
  try {
    const isArchive = fileKind(file)?.kind === 'archive'
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: isArchive }).decode(bytes)
    if (text.includes('\u0000')) return { file, code: 'unprintable' }
    return isArchive ? text : text.replace(/\r\n?/g, '\n').normalize('NFC')
  } catch {
    return { file, code: 'not-utf-8' }
  }
}

/**
 * Reads a campaign folder from the disk and checks all of it: names, sizes, encoding, schema, letters, hashes. Nothing
 * outside the folder is read, whatever stands in it.
 */
export async function readFolder(
  folder: string,
): Promise<{ kind: 'read'; folder: CampaignFolder } | { kind: 'refused'; faults: FolderFault[] }> {
  const refused = (...faults: FolderFault[]) => ({ kind: 'refused', faults }) as const
  const root = await realpath(folder).catch(() => null)
  const listed = root === null ? null : await listFiles(root).catch(unlessMissing)
  if (root === null || !listed) return refused({ file: '.', code: 'not-a-folder' })
  const { names, faults } = listed
  if (names.length + faults.length > folderLimits.files)
    return refused({ file: '.', code: 'too-many-files', detail: `at most ${folderLimits.files}` })

  const texts = new Map<string, string>()
  let allBytes = 0
  for (const file of names) {
    const bytes = await readBytes(root, file)
    if (!(bytes instanceof Uint8Array)) {
      faults.push(bytes)
      continue
    }
    allBytes += bytes.length
    if (allBytes > folderLimits.allBytes)
      return refused({
        file: '.',
        code: 'folder-too-large',
        detail: `at most ${folderLimits.allBytes} bytes`,
      })
    const text = textOf(file, bytes)
    if (typeof text === 'string') texts.set(file, text)
    else faults.push(text)
  }

  const read = readTexts(texts)
  if (read.kind === 'refused') {
    // What could not be read is there all the same: it is told once, as unreadable, not as missing too.
    const told = new Set(faults.map(({ file }) => file))
    faults.push(...read.faults.filter(({ file, code }) => !(code === 'file-missing' && told.has(file))))
  } else faults.push(...changedArchives(read.folder), ...(await oddPictures(read.folder)))
  if (read.kind === 'refused' || faults.length > 0) return refused(...faults)
  return read
}

function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOTDIR' || error.code === 'ENOENT') return null
  throw error
}

const changedArchives = ({ campaign, archives }: CampaignFolder): FolderFault[] =>
  campaign.stories.flatMap(({ archive }) =>
    archive && sha256(archives.get(archive.file) ?? '') !== archive.sha256
      ? [{ file: archive.file, code: 'archive-changed' as const }]
      : [],
  )

/** A folder may come from anywhere, and its pictures would be served as ours: so they must be such as we make them. */
async function oddPictures({ campaign, pictures }: CampaignFolder): Promise<FolderFault[]> {
  const faults: FolderFault[] = []
  for (const { picture } of campaign.stories) {
    if (!picture) continue
    const { file } = picture
    const webp = Buffer.from(pictures.get(file) ?? '', 'base64')
    if (sha256(webp) !== picture.sha256) faults.push({ file, code: 'picture-changed' })
    else if (!(await isStoryPicture(webp))) faults.push({ file, code: 'picture-foreign' })
  }
  return faults
}

/** Writes a campaign folder, in its one form, into an empty or new folder. Returns the names written, or `null` when it is not empty. */
export async function writeFolder(folder: string, campaign: CampaignFolder): Promise<string[] | null> {
  const present = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    if (error.code === 'ENOTDIR') return null
    throw error
  })
  if (present === null || present.length > 0) return null
  const files = writeTexts(campaign)
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    const bytes = Buffer.from(text, fileKind(name)?.kind === 'picture' ? 'base64' : 'utf8')
    await writeFile(join(folder, name), bytes, { flag: 'wx' })
  }
  return [...files.keys()]
}
