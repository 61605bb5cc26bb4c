import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { and, asc, eq } from 'drizzle-orm'
import { findCampaign } from '../../../campaigns/campaign.server'
import { asBehind, behindColumns, paperOf } from '../../../campaigns/letter-paper.server'
import { sheetOf } from '../../../campaigns/paper-sheet.server'
import { connect } from '../../../db/client.server'
import { packageRoot } from '../../../db/package-root.server'
import { letters, signatures } from '../../../db/schema'
import { databaseIn } from './stock'
import { mostMemoryOf } from './usage'

/** Writes the data of the letter with its annex and the fonts it takes, as the product would give it to Typst, into a folder of its own. */
export async function writeSheet(dir: string, campaignId: string, folder: string): Promise<string> {
  const { db, close } = await connect(`file:${databaseIn(dir)}`)
  const now = new Date()
  const whole = await findCampaign(db, { id: campaignId }, now)
  const letter = whole?.letters[whole.campaign.originalLanguage]
  if (!whole || !letter) throw new Error('There is no letter.')
  const rows = await db
    .select(behindColumns)
    .from(signatures)
    .innerJoin(letters, eq(letters.id, signatures.letterId))
    .where(and(eq(signatures.campaignId, campaignId), eq(signatures.state, 'confirmed')))
    .orderBy(asc(signatures.confirmedAt), asc(signatures.id))
  await close()
  const [office] = whole.recipients
  const paper = paperOf(whole, {
    letter,
    office,
    behind: asBehind(rows),
    reference: whole.campaign.slug,
    now,
  })
  const { sheet, faces } = sheetOf(paper)
  mkdirSync(folder)
  writeFileSync(join(folder, 'sheet.json'), JSON.stringify(sheet))
  for (const [n, face] of faces.entries()) writeFileSync(join(folder, `face-${n}`), face)
  return folder
}

/** Sets what lies in the folder by bare Typst. Milliseconds from the start of the process to its end, and MB at most. */
export async function setBare(folder: string) {
  const began = performance.now()
  const child = spawn(process.execPath, [join(packageRoot, 'build', 'bench', 'typst.js'), folder], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let memory = 0
  const watch = setInterval(() => {
    memory = Math.max(memory, mostMemoryOf(child.pid ?? 0) ?? 0)
  }, 20)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const pdf = await buffer(child.stdout)
  await ended
  clearInterval(watch)
  if (pdf.subarray(0, 5).toString() !== '%PDF-') throw new Error('Bare Typst made no PDF.')
  return { ms: performance.now() - began, memory, bytes: pdf.length }
}
