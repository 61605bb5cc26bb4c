import { Link } from '@remix-run/react'
import * as m from '../messages/generated/messages'
import { Notice } from './notice'

/** Tells those who keep the installation that a count that is shown is not what the signatures are. */
export function CountTrouble() {
  return (
    <Notice kind="warn">
      <p>{m.counts_differ()}</p>
      <p>
        <Link to="/desk/mail#counts">{m.counts_differ_link()}</Link>
      </p>
    </Notice>
  )
}
