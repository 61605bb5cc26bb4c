import type { AppLoadContext, EntryContext } from '@remix-run/node'
import { isRouteErrorResponse, RemixServer } from '@remix-run/react'
// Not the stream for Node: in React 18 that one writes null bytes into a page wherever a letter of more than one byte
// meets the end of its buffer (facebook/react issue 24985).
import { renderToReadableStream } from 'react-dom/server.browser'
import { NonceContext } from './web/nonce'

const patience = 10_000

/** Renders a page whole before it answers: a fault on the way is an answer of its own, not half a page. */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  { nonce }: AppLoadContext,
): Promise<Response> {
  let fault: unknown
  const page = await renderToReadableStream(
    <NonceContext.Provider value={nonce}>
      <RemixServer context={remixContext} url={request.url} abortDelay={patience} nonce={nonce} />
    </NonceContext.Provider>,
    {
      nonce,
      signal: AbortSignal.timeout(patience),
      onError: (error) => {
        fault = error
      },
    },
  )
  await page.allReady
  if (fault) throw fault
  headers.set('content-type', 'text/html; charset=utf-8')
  return new Response(page, { status, headers })
}

/**
 * Faults nobody expected. The server writes them to the log with the request's id; see app/server/handler.ts. An address
 * that isn't there and a method that isn't taken are the caller's, and have their status in the log of requests; that there
 * was no room to write is told there in words of its own.
 */
export function handleError(
  error: unknown,
  { request, context }: { request: Request; context: AppLoadContext },
) {
  const isTheirs = isRouteErrorResponse(error) && (error.status < 500 || error.status === 503)
  if (!request.signal.aborted && !isTheirs) context.report(error, context.requestId)
}
