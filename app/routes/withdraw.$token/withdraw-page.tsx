import * as m from '../../messages/generated/messages'
import { CampaignName } from '../../ui/campaign-name'
import { Frame } from '../../ui/frame'
import type { WithdrawAnswer, WithdrawData } from './route'

type Props = WithdrawData & { answer: WithdrawAnswer | undefined }

/** Names the consequences before the act. */
export function WithdrawPage({ answer, ...page }: Props) {
  const done = answer?.kind ?? (page.state === 'withdrawn' ? 'already-withdrawn' : null)
  return (
    <Frame>
      <div className="column act">{done ? <Done kind={done} page={page} /> : <Before page={page} />}</div>
    </Frame>
  )
}

function Before({ page }: { page: WithdrawData }) {
  return (
    <>
      <h1>{m.withdraw_title()}</h1>
      <p className="lead">{page.isConfirmed ? m.withdraw_lead() : m.withdraw_lead_pending()}</p>
      <CampaignName {...page} />
      <section className="aside" aria-labelledby="after">
        <h2 id="after">{m.withdraw_after()}</h2>
        <ul>
          {page.isConfirmed && <li>{m.withdraw_after_count()}</li>}
          <li>{m.withdraw_after_erased()}</li>
          {page.isConfirmed && <li>{m.withdraw_after_sent()}</li>}
        </ul>
      </section>
      <form method="post">
        <div className="row">
          <button className="button button-bad" type="submit">
            {m.withdraw_button()}
          </button>
          <a className="button button-plain" href={`/${page.language}/c/${page.slug}`}>
            {m.withdraw_keep()}
          </a>
        </div>
      </form>
    </>
  )
}

function Done({ kind, page }: { kind: WithdrawAnswer['kind']; page: WithdrawData }) {
  const campaign = `/${page.language}/c/${page.slug}`
  return (
    <>
      <h1>{kind === 'withdrawn' ? m.withdraw_done() : m.withdraw_before()}</h1>
      <CampaignName {...page} />
      <p role="status">{kind === 'withdrawn' ? m.withdraw_done_words() : m.withdraw_before_words()}</p>
      <p className="row">
        <a className="button button-plain" href={campaign}>
          {m.withdraw_to_campaign()}
        </a>
        <a className="button button-quiet" href={`${campaign}#sign`}>
          {m.withdraw_again()}
        </a>
      </p>
    </>
  )
}
