import { z } from 'zod'

export const memberRoles = ['owner', 'campaigner', 'viewer'] as const
export type MemberRole = (typeof memberRoles)[number]

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
