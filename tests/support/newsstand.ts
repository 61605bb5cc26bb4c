import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { street, type Way } from '../../campaigns/story-page.server'

type Answer = string | ((request: IncomingMessage, response: ServerResponse) => void)
export type Newsstand = Awaited<ReturnType<typeof openNewsstand>>

const closing: (() => void)[] = []
afterAll(() => {
  for (const close of closing.splice(0)) close()
})

/**
 * A web server with news pages by path, on this machine. Its `way` takes 127.0.0.1 at its port for the internet, and
 * everything else as it is: other addresses of this machine stay as closed as they are to the program.
 */
export async function openNewsstand(pages: Record<string, Answer>) {
  /** Paths asked for, with the host they were asked at. */
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host?.replace(/:\d+$/, '')}${request.url}`)
    const answer = pages[request.url ?? '']
    if (typeof answer === 'function') return answer(request, response)
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(answer ?? 'Not found')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const way: Way = {
    ...street,
    resolve: async (host) => (host.endsWith('.example') ? ['127.0.0.1'] : []),
    mayReach: (address) => address === '127.0.0.1' || street.mayReach(address),
    ports: [...street.ports, port],
  }
  return {
    pages,
    asked,
    port,
    way,
    at: (path: string, host = 'news.example') => `http://${host}:${port}${path}`,
  }
}

const paragraph = (words: string) =>
  `<p>${words}, as people who saw it told this paper, which spoke with four of them, and with a lawyer.</p>`

/** A page of news with a main text that a reader finds, and this in its head. */
export const newsPage = (text: string[], head = '') =>
  `<!doctype html><html lang="en"><head><title>News</title>${head}</head><body><nav><a href="/">Home</a></nav><article>${text.map(paragraph).join('')}</article></body></html>`
