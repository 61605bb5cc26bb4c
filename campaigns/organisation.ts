import { z } from 'zod'

export const memberRoles = ['owner', 'campaigner', 'viewer'] as const
export type MemberRole = (typeof memberRoles)[number]

/** Only an owner changes the organisation, invites, and gives or takes roles. */
export const mayManage = (role: MemberRole) => role === 'owner'

/** Who may open an organisation in an installation. */
export const openings = ['anyone', 'approval', 'invitation'] as const
export type Opening = (typeof openings)[number]

/**
 * What a person who is signed in can do to get an organisation of their own: open one, ask for one, or neither. A keeper
 * may open one under every setting, and invite others into it.
 */
export function wayToOpen(opening: Opening, { isKeeper }: { isKeeper: boolean }): 'open' | 'ask' | 'none' {
  if (isKeeper || opening === 'anyone') return 'open'
  return opening === 'approval' ? 'ask' : 'none'
}

/** Whether somebody nobody knows yet gets a code mailed, and with it a place at the desk. */
export const takesStrangers = (opening: Opening) => opening !== 'invitation'

/** What a role may do in the desk. A viewer looks; a campaigner prepares and approves letters; an owner also runs the organisation. */
export const maySend = (role: MemberRole) => role !== 'viewer'

const Localised = z.record(z.string(), z.string().max(200))

/** The head and foot of an organisation's letters. */
export const Letterhead = z.object({
  /** Postal address and other lines under the name, as printed. */
  lines: z.array(z.string().max(120)).max(8),
  /** Who signs for the organisation. A signatory without a name prints as the title alone. */
  signatories: z.array(z.object({ name: z.string().max(120).optional(), title: Localised })).max(6),
})
export type Letterhead = z.infer<typeof Letterhead>
