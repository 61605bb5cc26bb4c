import { eq } from 'drizzle-orm'
import { openOrganisation } from '../../campaigns/organisation.server'
import type { OrganisationDetails } from '../../campaigns/organisation-form'
import { createOrganiser } from '../../campaigns/organiser.server'
import type { Db } from '../../db/client.server'
import { members } from '../../db/schema'
import { keyring, morning } from './people'

export const friendsDetails: OrganisationDetails = {
  name: { en: 'Friends of the Press', es: 'Amigos de la Prensa' },
  letterhead: {
    lines: ['Av. de Mayo 1'],
    signatories: [{ name: 'Olga Ruiz', title: { en: 'President', es: 'Presidenta' } }],
  },
  replyTo: null,
  defaultLanguage: 'en',
  timeZone: 'UTC',
  accent: null,
  needsSecondPerson: true,
}

/** Enters a person who belongs to nothing yet. */
export async function entered(db: Db, email: string, name: string, language = 'es'): Promise<string> {
  const made = await createOrganiser(db, { keyring, email, name, language, now: morning })
  if (!('organiserId' in made)) throw new Error(made.kind)
  await db.delete(members).where(eq(members.organiserId, made.organiserId)).returning()
  return made.organiserId
}

/** An organisation that has nothing to do with the sample campaign, with its owner. */
export async function friendsOfThePress(db: Db, owner: string, slug = 'friends') {
  const opened = await openOrganisation(db, {
    slug,
    details: friendsDetails,
    organiserId: owner,
    now: morning,
  })
  if (opened.kind !== 'opened') throw new Error(opened.kind)
  return opened.organisationId
}

export const joinAs = (
  db: Db,
  organisationId: string,
  organiserId: string,
  role: 'owner' | 'campaigner' | 'viewer',
  createdAt = morning,
) =>
  db
    .insert(members)
    .values({ organisationId, organiserId, role, createdAt })
    .returning({ role: members.role })
