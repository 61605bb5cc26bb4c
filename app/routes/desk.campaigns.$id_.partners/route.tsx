import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { wordsIn } from '../../../campaigns/language'
import { maySend } from '../../../campaigns/organisation'
import { listOrganisations } from '../../../campaigns/organisation.server'
import { logoHref } from '../../../campaigns/organisation-logo.server'
import { isJoinable } from '../../../campaigns/partner'
import { listAskedPartners } from '../../../campaigns/partner-list.server'
import { workingCopies } from '../../../campaigns/working-copy.server'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { deskMeta } from '../../ui/desk-title'
import { atDesk, type Desk, deskCampaign, mustMaySend } from '../../web/desk.server'
import { changePartners } from './change-partners.server'
import { PartnersPage } from './partners-page'

// Without it the answer of the action loses its Retry-After.
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export const meta: MetaFunction = () => deskMeta(m.partner_title())

/** The person's organisations for which they may take a name away. */
const sendingFor = ({ memberships }: Desk) =>
  memberships.filter(({ role }) => maySend(role)).map(({ organisationId }) => organisationId)

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db } = context
  const desk = await atDesk(request, context)
  const whole = await deskCampaign(context, desk, params.id)
  const { campaign, organisations, mayLead } = whole
  const language = getLocale()
  const mayInvite = mayLead && isJoinable(campaign.state)
  const [copies, asked, own] = await Promise.all([
    workingCopies(db, campaign.id),
    mayLead ? listAskedPartners(db, { campaignId: campaign.id, organisationIds: desk.organisationIds }) : [],
    mayInvite ? listOrganisations(db, desk.organisationIds) : [],
  ])
  const behind = organisations.map(({ slug }) => slug)
  const titles = Object.fromEntries(
    Object.entries(copies).flatMap(([tag, { page }]) => (page?.words.title ? [[tag, page.words.title]] : [])),
  )
  const named = (one: { name: Record<string, string>; defaultLanguage: string }) =>
    wordsIn(one.name, language, one.defaultLanguage)
  const mayLeave = sendingFor(desk)
  const isArchived = campaign.state === 'archived'
  const waiting = asked.filter(({ slug }) => !behind.includes(slug))
  return {
    id: campaign.id,
    title: Object.keys(titles).length
      ? wordsIn(titles, campaign.originalLanguage)
      : { language, words: campaign.slug },
    isPublished: campaign.state !== 'draft',
    confirmedCount: whole.confirmedCount,
    mayLead,
    mayInvite,
    behind: organisations.map((one, n) => ({
      id: one.id,
      name: named(one),
      lines: one.letterhead.lines,
      logo: logoHref(one),
      isLead: n === 0,
      mayRemove: n > 0 && mayLead && !isArchived && !mayLeave.includes(one.id),
      mayLeave: n > 0 && !isArchived && mayLeave.includes(one.id),
    })),
    asked: waiting.map((one) => ({ ...one, name: named(one) })),
    own: own
      .filter(({ slug }) => !behind.includes(slug) && !waiting.some((one) => one.slug === slug))
      .map((one) => ({ slug: one.slug, name: named(one) })),
    done: new URL(request.url).searchParams.get('done'),
  }
}

export type PartnersData = Awaited<ReturnType<typeof loader>>

export async function action({ request, params, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const whole = await deskCampaign(context, desk, params.id)
  mustMaySend(whole)
  const form = await request.formData()
  return changePartners(context, { desk, whole, mayLeave: sendingFor(desk), form })
}

export default function Page() {
  return <PartnersPage {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>() ?? null} />
}
