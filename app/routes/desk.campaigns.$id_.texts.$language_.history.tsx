import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react'
import { type TextKind, textFields, textKinds, tidyWords, typedLanguage } from '../../campaigns/text'
import { restoreText, textHistory } from '../../campaigns/text.server'
import { workingCopies } from '../../campaigns/working-copy.server'
import * as m from '../messages/generated/messages'
import { Moment } from '../ui/moment'
import { ownName } from '../ui/own-name'
import { TextDifference } from '../ui/text-difference'
import { atDesk, deskCampaign, mustMaySend } from '../web/desk.server'
import { missing } from '../web/pages.server'

function whichText(request: Request, language: string | undefined) {
  if (!language || typedLanguage(language) !== language) throw missing()
  const asked = new URL(request.url).searchParams.get('kind')
  const kind: TextKind = textKinds.find((one) => one === asked) ?? 'page'
  return { kind, language }
}

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const whole = await deskCampaign(context, await atDesk(request, context), params.id)
  const which = whichText(request, params.language)
  const { campaign } = whole
  const history = await textHistory(context.db, { campaignId: campaign.id, ...which })
  const copy = (await workingCopies(context.db, campaign.id))[which.language]?.[which.kind]
  return {
    id: campaign.id,
    ...which,
    mayWrite: whole.maySend && campaign.state !== 'archived',
    online: copy?.online ?? null,
    history,
  }
}

/** Makes an earlier state the working copy again. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const whole = await deskCampaign(context, desk, params.id)
  mustMaySend(whole)
  const which = whichText(request, params.language)
  const number = Number((await request.formData()).get('number') ?? Number.NaN)
  if (!Number.isSafeInteger(number)) throw missing()
  const { id } = whole.campaign
  const restored = await restoreText(context.db, {
    ...{ campaignId: id, ...which, number, organiserId: desk.organiserId, now: context.now() },
  })
  if (restored.kind === 'no-such-revision') throw missing()
  if (restored.kind !== 'saved') return data({ isRefused: true }, { status: 409 })
  return redirect(`/desk/campaigns/${id}/texts/${which.language}?done=${which.kind}-saved#${which.kind}`, {
    status: 303,
  })
}

export default function History() {
  const { id, kind, language, mayWrite, online, history } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const editor = `/desk/campaigns/${id}/texts/${language}`
  return (
    <>
      <header className="desk-head">
        <p>
          <Link to={editor}>
            {m.text_title()}: {ownName(language)}
          </Link>
        </p>
        <h1>{kind === 'page' ? m.text_history_page() : m.text_history_letter()}</h1>
      </header>
      {answer?.isRefused && (
        <p className="notice notice-bad" role="alert">
          {m.text_not_restored()}
        </p>
      )}
      {history.length === 0 && <p className="empty">{m.text_history_none()}</p>}
      <ol className="history" reversed>
        {history.map(({ number, words, savedBy, savedAt }, at) => {
          const before = history[at + 1]?.words ?? online ?? tidyWords(kind, {})
          return (
            <li key={number}>
              <p>
                <strong>
                  <Moment at={savedAt} />
                </strong>{' '}
                · {savedBy}
                {at === 0 && ` · ${m.text_history_now()}`}
              </p>
              <div lang={language}>
                <TextDifference fields={textFields[kind]} before={before} after={words} />
              </div>
              {mayWrite && at > 0 && (
                <Form method="post" action={`${editor}/history?kind=${kind}`}>
                  <button type="submit" name="number" value={number} className="button button-plain">
                    {m.text_restore()}
                  </button>
                </Form>
              )}
            </li>
          )
        })}
      </ol>
      {mayWrite && history.length > 0 && online && (
        <Form method="post" action={`${editor}/history?kind=${kind}`} className="stack-small">
          <p>{m.text_restore_online_words()}</p>
          <button type="submit" name="number" value="0" className="button button-plain">
            {m.text_restore_online()}
          </button>
        </Form>
      )}
    </>
  )
}
