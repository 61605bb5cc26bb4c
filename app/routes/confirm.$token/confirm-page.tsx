import * as m from '../../messages/generated/messages'
import { CampaignName } from '../../ui/campaign-name'
import { Frame } from '../../ui/frame'
import { Notice } from '../../ui/notice'
import { SignatureOver } from '../../ui/signature-over'
import type { ConfirmAnswer, ConfirmData } from './route'

type Props = ConfirmData & { answer: ConfirmAnswer | undefined }

/** One button, and what it will do. Nothing on this page happens by opening it. */
export function ConfirmPage({ answer, ...page }: Props) {
  return (
    <Frame>
      <div className="column act">
        <Standing answer={answer} {...page} />
      </div>
    </Frame>
  )
}

function Standing({ answer, ...page }: Props) {
  const campaign = `/${page.language}/c/${page.slug}`
  const over = answer?.kind ?? (page.state === 'withdrawn' || page.state === 'expired' ? page.state : null)
  if (over) {
    return (
      <>
        <h1>{m.confirm_title()}</h1>
        <CampaignName {...page} />
        <SignatureOver kind={over} campaign={campaign} />
      </>
    )
  }
  if (page.isConfirmed) {
    const isReviewed = page.state === 'quarantined'
    return (
      <>
        <h1>{isReviewed ? m.confirm_reviewed() : m.confirm_done()}</h1>
        <CampaignName {...page} />
        <p>{isReviewed ? m.confirm_reviewed_words() : m.confirm_done_words()}</p>
        <p className="row">
          <a className="button" href={`${campaign}/thanks${page.thanksQuery}`}>
            {m.confirm_share()}
          </a>
          <a className="button button-plain" href={campaign}>
            {m.confirm_to_campaign()}
          </a>
        </p>
      </>
    )
  }
  return <Waiting {...page} />
}

function Waiting(page: ConfirmData) {
  const { seenAs } = page
  return (
    <>
      <h1>{m.confirm_title()}</h1>
      <p className="lead">{m.confirm_lead()}</p>
      <CampaignName {...page} />
      <div>
        <p className="small soft">{m.confirm_seen()}</p>
        <p className={seenAs ? 'serif' : undefined}>
          {seenAs ? <bdi>{`${seenAs.name}, ${seenAs.place}`}</bdi> : m.confirm_seen_counted()}
        </p>
      </div>
      {page.isSameBrowser && (
        <Notice role="status">
          <p>{m.confirm_pressing()}</p>
        </Notice>
      )}
      <form method="post" data-press={page.isSameBrowser ? 'now' : undefined}>
        <button className="button" type="submit">
          {m.confirm_button()}
        </button>
      </form>
      <p className="small soft">{m.confirm_not_you()}</p>
    </>
  )
}
