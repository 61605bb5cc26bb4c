import * as m from '../../messages/generated/messages'
import { CampaignName } from '../../ui/campaign-name'
import { Field } from '../../ui/field'
import { Frame } from '../../ui/frame'
import { Notice } from '../../ui/notice'
import { SignatureOver } from '../../ui/signature-over'
import type { CodeAnswer, CodeData } from './route'

type Props = CodeData & { answer: CodeAnswer | undefined }

/** Takes the code from the mail. The page stays open while the signer looks for it. */
export function EnterCode({ answer, title, language, slug, isTryOut }: Props) {
  const isOver =
    answer?.kind === 'already-signed' || answer?.kind === 'withdrawn' || answer?.kind === 'expired'
  const triesLeft = answer?.kind === 'wrong-code' ? answer.triesLeft : null
  return (
    <Frame isTryOut={isTryOut}>
      <div className="column act">
        <h1>{m.code_title()}</h1>
        <CampaignName title={title} language={language} recipients={[]} />
        {isOver ? (
          <SignatureOver kind={answer.kind} campaign={`/${language}/c/${slug}`} />
        ) : (
          <>
            {triesLeft !== 0 && <p className="lead">{m.code_lead()}</p>}
            {isTryOut && (
              <p>
                {m.code_mailbox()} <a href="/mailbox">{m.code_mailbox_link()}</a>
              </p>
            )}
            {answer?.kind === 'resent' && (
              <Notice kind="good" role="status" title={m.code_resent()}>
                <p>{m.code_resent_words()}</p>
              </Notice>
            )}
            <CodeForm triesLeft={triesLeft} />
            {triesLeft !== 0 && <p className="small soft">{m.code_or()}</p>}
            <Resend />
          </>
        )}
      </div>
    </Frame>
  )
}

function CodeForm({ triesLeft }: { triesLeft: number | null }) {
  if (triesLeft === 0)
    return (
      <Notice kind="bad" role="alert" title={m.code_wrong()}>
        <p>{m.code_wrong_none()}</p>
      </Notice>
    )
  const fault =
    triesLeft === null
      ? undefined
      : `${m.code_wrong()}. ${m.code_wrong_left({ count: triesLeft, shown: String(triesLeft) })}`
  return (
    <form method="post">
      <Field
        name="code"
        label={m.code_label()}
        hint={m.code_hint()}
        fault={fault}
        className="code-input"
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
        inputMode="text"
        maxLength={9}
        dir="ltr"
        required
        data-code
        data-focus={fault ? 'now' : undefined}
      />
      <button className="button" type="submit">
        {m.code_button()}
      </button>
    </form>
  )
}

function Resend() {
  return (
    <section className="aside" aria-labelledby="no-mail">
      <h2 id="no-mail">{m.code_none()}</h2>
      <p>{m.code_none_words()}</p>
      <form method="post">
        <button
          className="button button-plain number"
          type="submit"
          name="intent"
          value="resend"
          data-pause="30"
          data-waiting={m.code_resend_wait({ seconds: '{n}' })}
        >
          {m.code_resend()}
        </button>
      </form>
    </section>
  )
}
