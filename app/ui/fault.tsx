import { isRouteErrorResponse, useRouteError } from '@remix-run/react'
import * as m from '../messages/generated/messages'
import { getLocale } from '../messages/generated/runtime'
import { Frame } from './frame'

export const isMissingPage = (error: unknown) => isRouteErrorResponse(error) && error.status === 404

/** What a person sees when a page can't be shown: what happened, and a way on. */
export function Fault() {
  const isMissing = isMissingPage(useRouteError())
  return (
    <Frame>
      <div className="column act">
        <h1>{isMissing ? m.fault_missing_title() : m.fault_title()}</h1>
        <p className="lead">{isMissing ? m.fault_missing() : m.fault_words()}</p>
        <p>
          <a className="button button-plain" href={`/${getLocale()}`}>
            {m.fault_home()}
          </a>
        </p>
      </div>
    </Frame>
  )
}
