import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { isUnseen } from '../../../campaigns/campaign'
import { languageName, wordsIn } from '../../../campaigns/language'
import { readSettings, type SettingsFaults, type TypedSettings } from '../../../campaigns/settings'
import { changeSettings } from '../../../campaigns/settings.server'
import { workingCopies } from '../../../campaigns/working-copy.server'
import { localTime } from '../../../campaigns/zone-time'
import { getLocale } from '../../messages/generated/runtime'
import { atDesk, deskCampaign, mustMaySend } from '../../web/desk.server'
import { SettingsPage } from './settings-page'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const whole = await deskCampaign(context, await atDesk(request, context), params.id)
  const { campaign } = whole
  const copies = await workingCopies(context.db, campaign.id)
  const language = getLocale()
  const titles = Object.fromEntries(
    Object.entries(copies).flatMap(([tag, { page }]) => (page?.words.title ? [[tag, page.words.title]] : [])),
  )
  const timeZone = whole.organisations[0]?.timeZone ?? 'UTC'
  const { id, slug, goal, isHighRisk, originalLanguage, closesAt } = campaign
  return {
    ...{ id, slug, goal, isHighRisk, originalLanguage, timeZone },
    title: wordsIn(titles, originalLanguage).words || slug,
    closesAt: closesAt ? localTime(closesAt, timeZone) : null,
    isUnseen: isUnseen(campaign),
    mayChange: whole.maySend && campaign.state !== 'archived',
    languages: [...new Set([originalLanguage, ...Object.keys(copies)])].map((tag) => ({
      tag,
      name: languageName(tag, language),
    })),
    isSaved: new URL(request.url).searchParams.get('done') === 'saved',
  }
}

export type SettingsData = Awaited<ReturnType<typeof loader>>
export type SettingsAnswer = { typed: TypedSettings; faults: SettingsFaults; isArchived: boolean }

export async function action({ request, params, context }: ActionFunctionArgs) {
  const whole = await deskCampaign(context, await atDesk(request, context), params.id)
  mustMaySend(whole)
  const { campaign, organisations } = whole
  const typed: TypedSettings = Object.fromEntries(
    [...(await request.formData())].map(([name, value]) => [name, String(value)]),
  )
  const now = context.now()
  const timeZone = organisations[0]?.timeZone ?? 'UTC'
  const read = readSettings(typed, { before: campaign, timeZone, now })
  const refuse = (status: number, rest: Partial<SettingsAnswer>) =>
    data<SettingsAnswer>({ typed, faults: {}, isArchived: false, ...rest }, { status })
  if (read.kind === 'refused') return refuse(422, { faults: read.faults })
  const changed = await changeSettings(context.db, { campaignId: campaign.id, settings: read.settings, now })
  if (changed.kind === 'slug-taken') return refuse(409, { faults: { slug: 'slug-taken' } })
  if (changed.kind === 'archived') return refuse(409, { isArchived: true })
  return redirect(`/desk/campaigns/${campaign.id}/settings?done=saved`, { status: 303 })
}

export default function Page() {
  return <SettingsPage {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>()} />
}
