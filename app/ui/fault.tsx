import { isRouteErrorResponse, useRouteError } from '@remix-run/react'
import * as m from '../messages/generated/messages'
import { getLocale } from '../messages/generated/runtime'
import { Frame } from './frame'

export const isMissingPage = (error: unknown) => isRouteErrorResponse(error) && error.status === 404

function wordsFor(error: unknown) {
  if (isMissingPage(error)) return { title: m.fault_missing_title(), words: m.fault_missing() }
  const isFull = isRouteErrorResponse(error) && error.status === 503
  return isFull
    ? { title: m.fault_full_title(), words: m.fault_full() }
    : { title: m.fault_title(), words: m.fault_words() }
}

/** What a person sees when a page can't be shown: what happened, and a way on. */
export function Fault() {
  const { title, words } = wordsFor(useRouteError())
  return (
    <Frame>
      <div className="column act">
        <h1>{title}</h1>
        <p className="lead">{words}</p>
        <p>
          <a className="button button-plain" href={`/${getLocale()}`}>
            {m.fault_home()}
          </a>
        </p>
      </div>
    </Frame>
  )
}
