import * as m from '../messages/generated/messages'
import { Notice } from './notice'

type Props = {
  kind: 'already-signed' | 'withdrawn' | 'expired'
  /** Address of the campaign's page. */
  campaign: string
}

/** Why a signature can't be confirmed any more, and the way on. */
export function SignatureOver({ kind, campaign }: Props) {
  const words = {
    'already-signed': [m.confirm_already, m.confirm_already_words],
    withdrawn: [m.confirm_withdrawn, m.confirm_withdrawn_words],
    expired: [m.confirm_expired, m.confirm_expired_words],
  } as const
  const [title, what] = words[kind]
  return (
    <>
      <Notice role="status" title={title()}>
        <p>{what()}</p>
      </Notice>
      <p>
        {kind === 'already-signed' ? (
          <a className="button button-plain" href={campaign}>
            {m.confirm_to_campaign()}
          </a>
        ) : (
          <a className="button" href={`${campaign}#sign`}>
            {m.confirm_sign_again()}
          </a>
        )}
      </p>
    </>
  )
}
