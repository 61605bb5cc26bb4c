import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { isUnseen } from '../../../campaigns/campaign'
import { languageName } from '../../../campaigns/language'
import { languageState, type TextKind, typedLanguage } from '../../../campaigns/text'
import { removeLanguage, type SavedText } from '../../../campaigns/text.server'
import { type AppliedTexts, applyTexts, signedVersion } from '../../../campaigns/text-online.server'
import { previewValues, withWorkingCopies } from '../../../campaigns/text-preview.server'
import { workingCopies } from '../../../campaigns/working-copy.server'
import { getLocale } from '../../messages/generated/runtime'
import { atDesk, deskCampaign, mustMaySend } from '../../web/desk.server'
import { missing } from '../../web/pages.server'
import { readTextForm, saveForm, type TextForm } from '../../web/text-form.server'
import { WritePage } from './write-page'
import './write.css'
import './formatted.css'

function languageOf(tag: string | undefined): string {
  if (!tag || typedLanguage(tag) !== tag) throw missing()
  return tag
}

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const desk = await atDesk(request, context)
  const whole = await deskCampaign(context, desk, params.id)
  const language = languageOf(params.language)
  const { campaign } = whole
  const { db, now } = context
  const copies = await workingCopies(db, campaign.id)
  const shown = withWorkingCopies(whole, copies, now())
  const original = campaign.originalLanguage
  const mine = copies[language]
  const languages = [...new Set([original, ...Object.keys(copies).sort(), language])]
  const { searchParams } = new URL(request.url)
  return {
    id: campaign.id,
    title: shown.texts[original]?.title ?? campaign.slug,
    language,
    original,
    isPublished: campaign.state !== 'draft' && campaign.state !== 'archived',
    mayWrite: whole.maySend && campaign.state !== 'archived',
    mayRemove: language !== original && mine !== undefined && (isUnseen(campaign) || !isOnline(mine)),
    languages: languages.map((tag) => ({
      language: tag,
      name: languageName(tag, getLocale()),
      state: languageState(copies[tag]),
    })),
    texts: { page: mine?.page ?? null, letter: mine?.letter ?? null },
    reference:
      language === original
        ? null
        : {
            page: copies[original]?.page?.words ?? null,
            letter: copies[original]?.letter?.words ?? null,
          },
    values: previewValues(shown, { language, now: now() }),
    signed: await signedVersion(db, { campaignId: campaign.id, language }),
    done: searchParams.get('done'),
  }
}

const isOnline = (copies: { page?: { online: unknown }; letter?: { online: unknown } }) =>
  Boolean(copies.page?.online || copies.letter?.online)

export type WriteData = Awaited<ReturnType<typeof loader>>
type Refused<T> = Exclude<T, { kind: 'saved' | 'online' }>
export type WriteAnswer =
  | ({ text: TextForm } & (Refused<SavedText> | { kind: 'previewed' }))
  | { kind: 'not-online'; text: { kind: TextKind }; reason: Refused<AppliedTexts>['kind'] }
  | { kind: 'language-unknown' }
  | { kind: 'not-removed' }

export async function action({ request, params, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const whole = await deskCampaign(context, desk, params.id)
  mustMaySend(whole)
  const { campaign } = whole
  const language = languageOf(params.language)
  const form = await request.formData()
  const path = `/desk/campaigns/${campaign.id}/texts`
  const stay = (done: string) => redirect(`${path}/${language}?done=${done}`, { status: 303 })
  switch (form.get('intent')) {
    case 'save': {
      const text = readTextForm(form)
      const saved = await saveForm(context, { desk, campaign, language, text, isAutosave: false })
      if (saved.kind === 'saved') return stay(`${text?.kind}-saved`)
      return answer({ ...saved, text: text as TextForm }, saved.kind === 'conflict' ? 409 : 422)
    }
    case 'preview': {
      const text = readTextForm(form)
      if (!text) throw missing()
      return answer({ kind: 'previewed', text }, 200)
    }
    case 'online': {
      const kind = form.get('kind') === 'page' ? 'page' : 'letter'
      const which = { campaignId: campaign.id, kind, language } as const
      const number = Number(form.get('number'))
      const applied = await applyTexts(context.db, { ...which, number, now: context.now() })
      if (applied.kind === 'online') return stay(`${kind}-online`)
      return answer({ kind: 'not-online', text: { kind }, reason: applied.kind }, 409)
    }
    case 'add-language': {
      const added = typedLanguage(String(form.get('language') ?? ''))
      return added ? redirect(`${path}/${added}`, { status: 303 }) : answer({ kind: 'language-unknown' }, 422)
    }
    case 'remove-language': {
      const removed = await removeLanguage(context.db, {
        campaignId: campaign.id,
        language,
        now: context.now(),
      })
      return removed.kind === 'removed'
        ? redirect(`${path}/${campaign.originalLanguage}?done=removed`, { status: 303 })
        : answer({ kind: 'not-removed' }, 409)
    }
    default:
      return data<WriteAnswer | null>(null, { status: 400 })
  }
}

const answer = (said: WriteAnswer, status: number) => data<WriteAnswer | null>(said, { status })

export default function Page() {
  const page = useLoaderData<typeof loader>()
  // Another language is another pair of texts, and nothing typed goes along.
  return <WritePage key={page.language} {...page} answer={useActionData<typeof action>() ?? undefined} />
}
