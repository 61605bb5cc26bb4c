import { isRouteErrorResponse, useRouteError } from '@remix-run/react'
import * as m from '../messages/generated/messages'

/** What a person sees when a page can't be shown: what happened, and a way on. */
export function Fault() {
  const error = useRouteError()
  const isMissing = isRouteErrorResponse(error) && error.status === 404
  return (
    <main className="column">
      <h1>{isMissing ? m.fault_missing_title() : m.fault_title()}</h1>
      <p>{isMissing ? m.fault_missing() : m.fault_words()}</p>
      <p>
        <a href="/">{m.fault_home()}</a>
      </p>
    </main>
  )
}
