import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { wordsIn } from '../../../campaigns/language'
import { declineCampaign, type Joined, joinCampaign } from '../../../campaigns/partnership.server'
import { shownPictures } from '../../../campaigns/story-picture.server'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { deskMeta } from '../../ui/desk-title'
import { campaignData } from '../../web/campaign-data.server'
import { atDesk, deskPartnerInvitation } from '../../web/desk.server'
import { InvitationPage } from './invitation-page'

export const meta: MetaFunction = () => deskMeta(m.partner_answer_title())

/** The campaign as it stands, with the name of who is asked where it would stand. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const desk = await atDesk(request, context)
  const invitation = await deskPartnerInvitation(context, desk, params.id)
  const { organisation, whole, state } = invitation
  const { campaign } = whole
  const language = getLocale()
  const isBehind = whole.organisations.some(({ id }) => id === organisation.id)
  const organisations = isBehind ? whole.organisations : [...whole.organisations, organisation]
  const named = (one: { name: Record<string, string>; defaultLanguage: string }) =>
    wordsIn(one.name, language, one.defaultLanguage).words
  const page = campaignData(
    { ...whole, organisations },
    {
      language,
      letterLanguage: new URL(request.url).searchParams.get('letter'),
      request,
      pictures: await shownPictures(context.db, campaign.id),
      keyring: context.keyring,
      isTryOut: context.environment.isTryOut,
      now: context.now(),
    },
  )
  return data(
    {
      state,
      organisation: named(organisation),
      organisationId: organisation.id,
      invitedBy: invitation.invitedBy,
      campaignId: campaign.id,
      behind: whole.organisations.map(named),
      isDraft: campaign.state === 'draft',
      isBehind,
      confirmedCount: whole.confirmedCount,
      revision: campaign.revision,
      recipients: whole.recipients.map(
        ({ name }) => wordsIn(name, language, campaign.originalLanguage).words,
      ),
      page,
    },
    { status: state === 'open' ? 200 : 410 },
  )
}

export type InvitationData = ReturnType<typeof useLoaderData<typeof loader>>
export type InvitationAnswer = { kind: Exclude<Joined, { kind: 'joined' }>['kind'] }

export async function action({ request, params, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const { id: invitationId, organisation } = await deskPartnerInvitation(context, desk, params.id)
  const { organiserId } = desk
  const answering = { invitationId, organiserId, now: context.now() }
  const form = await request.formData()
  switch (form.get('intent')) {
    case 'accept': {
      const revision = Number(form.get('revision'))
      const joined = await joinCampaign(context.db, { ...answering, revision })
      if (joined.kind === 'joined')
        return redirect(`/desk/campaigns/${joined.campaignId}/partners?done=joined`, { status: 303 })
      return data<InvitationAnswer>({ kind: joined.kind }, { status: 409 })
    }
    case 'decline': {
      const declined = await declineCampaign(context.db, answering)
      if (declined.kind === 'answered') return data<InvitationAnswer>({ kind: 'answered' }, { status: 409 })
      return redirect(`/desk/organisations/${organisation.id}?declined`, { status: 303 })
    }
    default:
      return data<InvitationAnswer | null>(null, { status: 400 })
  }
}

export default function Page() {
  return (
    <InvitationPage {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>() ?? null} />
  )
}
