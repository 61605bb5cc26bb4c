import { isIP } from 'node:net'
import { userInfo } from 'node:os'
import { findCampaignId } from '../../campaigns/campaign.server'
import type { Keyring } from '../../campaigns/keyring.server'
import { type FilterWords, quarantinable, readFilter } from '../../campaigns/quarantine'
import { quarantineSignatures } from '../../campaigns/quarantine.server'
import { releaseSignatures, undoQuarantine } from '../../campaigns/quarantine-release.server'
import { searchSignatures } from '../../campaigns/quarantine-search.server'
import { signals } from '../../campaigns/signature'
import type { Db } from '../../db/client.server'
import { type Command, note, type Options, out, withInstallation } from './command'
import { networkOf } from './guard'

export type QuarantineOptions = {
  network?: string
  domain?: string
  since?: string
  until?: string
  signal?: string
  'name-like'?: string
  apply?: boolean
  undo?: string
}

type Told = { code: number; value: Record<string, unknown>; words: string }
type Opened = { db: Db; keyring: Keyring }

const refusal = (code: number, words: string): Told => ({
  code,
  value: { status: 'refused', reason: words },
  words,
})

/** Who gives the command, as the record has it: the account on the machine. */
const whoami = () => `account ${userInfo().username}`

const faults: Record<string, string> = {
  empty: 'Say which: --network, --domain, --since, --until, --signal or --name-like.',
  since: '--since must be a day or a moment, for example 2026-11-24 or 2026-11-24T09:12Z.',
  until: '--until must be a day or a moment, for example 2026-11-24 or 2026-11-24T09:12Z.',
  signal: `--signal must be one of ${signals.join(', ')}.`,
  domain: '--domain must be a domain, for example example.org.',
  network:
    '--network must be an address, or the start of a network as a search shows it (at least 6 characters).',
  nameLike: '--name-like must be a part of a name.',
}

function filterOf({ network, domain, since, until, signal, ...rest }: QuarantineOptions) {
  const words: FilterWords = Object.fromEntries(
    Object.entries({ network, domain, since, until, signal, nameLike: rest['name-like'] }).filter(
      ([, value]) => value !== undefined,
    ),
  )
  if (words.network && isIP(words.network)) words.network = networkOf(words.network)
  return readFilter(words)
}

const counted = (groups: { what: string; count: number }[]) =>
  groups.map(({ what, count }) => `${what} ${count}`).join(', ') || 'none'

async function search({ db, keyring }: Opened, slug: string, options: QuarantineOptions, isRelease: boolean) {
  const read = filterOf(options)
  if (read.kind === 'refused') return refusal(2, faults[read.fault] ?? read.fault)
  const campaignId = await findCampaignId(db, slug)
  if (!campaignId) return refusal(1, `There is no campaign ${slug}.`)
  const states = isRelease ? (['quarantined'] as const) : quarantinable
  const now = new Date()
  const { filter } = read
  const found = await searchSignatures(db, { keyring, campaignId, filter, states, now })
  return { campaignId, filter, found, now }
}

const tellSearch = ({ ids, inCommon }: Awaited<ReturnType<typeof searchSignatures>>, verb: string): Told => ({
  code: 0,
  value: { status: 'found', count: ids.length, inCommon },
  words: [
    `${ids.length} signatures would be ${verb}; nothing was changed. Repeat with --apply to do it.`,
    ...Object.entries(inCommon).map(([what, groups]) => `  ${what}: ${counted(groups)}`),
  ].join('\n'),
})

/** Sets aside what a filter finds, or says what it would; with `undo`, takes one such act back. */
async function quarantine(opened: Opened, slug: string, options: QuarantineOptions): Promise<Told> {
  if (options.undo !== undefined) return undo(opened, options.undo)
  const looked = await search(opened, slug, options, false)
  if ('code' in looked) return looked
  if (!options.apply) return tellSearch(looked.found, 'set aside')
  const { campaignId, filter, found, now } = looked
  const done = await quarantineSignatures(opened.db, {
    campaignId,
    ids: found.ids,
    filter,
    madeBy: whoami(),
    now,
  })
  if (done.kind === 'nothing')
    return { code: 0, value: { status: 'nothing' }, words: 'No signature was found.' }
  const { kind: status, quarantineId: id, ...counts } = done
  return {
    code: 0,
    value: { status, id, ...counts },
    words: `${counts.signatureCount} signatures set aside, ${counts.countedCount} of which had counted; ${counts.heldCount} letters held.\nUndo with: demarche quarantine --undo ${id}`,
  }
}

async function undo({ db, keyring }: Opened, quarantineId: string): Promise<Told> {
  const done = await undoQuarantine(db, { keyring, quarantineId, undoneBy: whoami(), now: new Date() })
  if (done.kind !== 'undone')
    return refusal(
      1,
      done.kind === 'unknown'
        ? `There is no quarantine ${quarantineId}.`
        : `The quarantine ${quarantineId} was undone before.`,
    )
  const { kind: status, ...counts } = done
  return { code: 0, value: { status, ...counts }, words: tellReleased(counts) }
}

const tellReleased = (counts: { countedCount: number; waitingCount: number; leftCount: number }) =>
  `${counts.countedCount} count again, ${counts.waitingCount} wait for their signer, ${counts.leftCount} stay out.`

/** Lets back what rules set aside, or says what it would. */
async function release(opened: Opened, slug: string, options: QuarantineOptions): Promise<Told> {
  const looked = await search(opened, slug, options, true)
  if ('code' in looked) return looked
  if (!options.apply) return tellSearch(looked.found, 'let back')
  const { campaignId, found, now } = looked
  const done = await releaseSignatures(opened.db, {
    keyring: opened.keyring,
    campaignId,
    ids: found.ids,
    now,
  })
  const { kind: status, ...counts } = done
  return { code: 0, value: { status, ...counts }, words: tellReleased(counts) }
}

const which =
  '[--network <address>] [--domain <domain>] [--since <time>] [--until <time>] [--signal <signal>] [--name-like <part>] [--apply]'

const told = (
  options: Options,
  work: (opened: Opened) => Promise<{ code: number; value: Record<string, unknown>; words: string }>,
) =>
  withInstallation(async (opened) => {
    const { code, value, words } = await work(opened)
    if (code === 0 || options.json) out(options, value, words)
    else note(words)
    return code
  })

/** Setting signatures aside together, and back. */
export const quarantineCommands: Record<string, Command> = {
  quarantine: {
    usage: `quarantine <slug> ${which} | quarantine --undo <id>`,
    says: 'Counts the signatures that all of these hold for; with --apply sets them aside together, to be undone as one.',
    words: ({ undo }) => (undo === undefined ? 1 : 0),
    run: ([slug = ''], options) => told(options, (opened) => quarantine(opened, slug, options)),
  },
  release: {
    usage: `release <slug> ${which}`,
    says: 'The same for signatures that rules set aside: with --apply lets them back.',
    words: 1,
    run: ([slug = ''], options) => told(options, (opened) => release(opened, slug, options)),
  },
}
