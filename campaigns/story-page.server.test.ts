import { createGzip, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openNewsstand } from '../tests/support/newsstand'
import { fetchPage, fetchPicture, street, type Way } from './story-page.server'

const html = { 'content-type': 'text/html' }
const refused = (reason: string, status: number | null = null) => ({ kind: 'refused', reason, status })
const sendTo = (location: string) => (_: unknown, response: import('node:http').ServerResponse) => {
  response.writeHead(302, { location }).end()
}

test('a page is fetched as it is, and asked for uncompressed and without cookies', async () => {
  let headers: Record<string, unknown> = {}
  const news = await openNewsstand({
    '/story': (request, response) => {
      headers = request.headers
      response.writeHead(200, { 'content-type': 'text/html; charset=windows-1251' }).end('<p>x</p>')
    },
  })
  const page = await fetchPage(news.at('/story'), news.way)
  expect(page).toEqual({
    kind: 'fetched',
    url: news.at('/story'),
    contentType: 'text/html; charset=windows-1251',
    body: Buffer.from('<p>x</p>'),
  })
  expect(headers['accept-encoding']).toBe('identity')
  expect(headers.cookie).toBeUndefined()
})

test.each([
  ['ftp://news.example/x', 'scheme'],
  ['file:///etc/passwd', 'scheme'],
  ['gopher://127.0.0.1:25/x', 'scheme'],
  ['javascript:alert(1)', 'scheme'],
  ['data:text/html,x', 'scheme'],
  ['nothing like it', 'not-an-address'],
  ['', 'not-an-address'],
  ['http://user@news.example/', 'user-info'],
  ['http://user:secret@news.example/', 'user-info'],
  ['http://news.example@127.0.0.1/', 'user-info'],
  ['http://news.example:22/', 'port'],
  ['https://news.example:8443/', 'port'],
  ['http://127.0.0.1/', 'private'],
  ['http://127.1/', 'private'],
  ['http://2130706433/', 'private'],
  ['http://0x7f000001/', 'private'],
  ['http://0x7f.1/', 'private'],
  ['http://0177.0.0.1/', 'private'],
  ['http://017700000001/', 'private'],
  ['http://127.0.0.1./', 'private'],
  ['http://①②⑦.⓪.⓪.①/', 'private'],
  ['http://0.0.0.0/', 'private'],
  ['http://0/', 'private'],
  ['http://10.0.0.1/', 'private'],
  ['http://169.254.169.254/latest/meta-data/', 'private'],
  ['http://[::1]/', 'private'],
  ['http://[::]/', 'private'],
  ['http://[::7f00:1]/', 'private'],
  ['http://[::ffff:127.0.0.1]/', 'private'],
  ['http://[::ffff:7f00:1]/', 'private'],
  ['http://[64:ff9b::7f00:1]/', 'private'],
  ['http://[2002:7f00:1::]/', 'private'],
  ['http://[2001:0:7f00:1::]/', 'private'],
  ['http://[fd00::1]/', 'private'],
  ['http://[fe80::1]/', 'private'],
])('%s is refused by itself: %s', async (address, reason) => {
  expect(await fetchPage(address)).toEqual(refused(reason))
})

test.each(['http://localhost/', 'https://LOCALHOST/'])(
  '%s is refused by what its name means',
  async (address) => {
    expect(await fetchPage(address)).toEqual(refused('private'))
  },
)

const resolvingTo = (...addresses: string[]): Way => ({ ...street, resolve: async () => addresses })

test.each([
  [['127.0.0.1']],
  [['93.184.216.34', '10.0.0.1']],
  [['2606:4700::1111', '::1']],
  [['10.0.0.1', '93.184.216.34']],
  [['::ffff:10.0.0.1']],
  [['not an address']],
])('a name that means %j is refused, and nobody is dialled', async (addresses) => {
  expect(await fetchPage('https://rebind.example/', resolvingTo(...addresses))).toEqual(refused('private'))
})

test('a name that means nothing is not found', async () => {
  expect(await fetchPage('https://nowhere.example/', resolvingTo())).toEqual(refused('not-found'))
})

test('a name is looked up once for a connection, and what was judged is what is dialled', async () => {
  const news = await openNewsstand({ '/': 'x' })
  const answers = [['127.0.0.1'], ['10.0.0.1']]
  let lookups = 0
  const rebinding: Way = { ...news.way, resolve: async () => answers[lookups++] ?? [] }
  expect((await fetchPage(news.at('/'), rebinding)).kind).toBe('fetched')
  expect(lookups).toBe(1)
})

test('a name that is public first and private after a redirect is refused there', async () => {
  const news = await openNewsstand({ '/story': sendTo('/secret'), '/secret': 'the secret' })
  const answers = [['127.0.0.1'], ['127.0.0.2']]
  const rebinding: Way = { ...news.way, resolve: async () => answers.shift() ?? [] }
  expect(await fetchPage(news.at('/story'), rebinding)).toEqual(refused('private'))
  expect(news.asked).toEqual(['news.example/story'])
})

test.each([
  ['http://127.0.0.2/', 'private'],
  ['http://localhost:6379/', 'port'],
  ['http://[::1]/', 'private'],
  ['http://2130706434/', 'private'],
  ['//10.0.0.1/', 'private'],
  ['http://user:x@news.example/', 'user-info'],
  ['file:///etc/passwd', 'scheme'],
  ['http://[broken', 'not-an-address'],
])('a redirect to %s is refused: %s', async (location, reason) => {
  const news = await openNewsstand({ '/story': sendTo(location) })
  expect(await fetchPage(news.at('/story'), news.way)).toEqual(refused(reason))
})

test('three redirects are followed, a fourth is not', async () => {
  const news = await openNewsstand({
    '/4': sendTo('/3'),
    '/3': sendTo('/2'),
    '/2': sendTo('/1'),
    '/1': sendTo('/0'),
    '/0': 'here',
    '/round': sendTo('/round'),
  })
  expect(await fetchPage(news.at('/3'), news.way)).toMatchObject({ kind: 'fetched', url: news.at('/0') })
  expect(await fetchPage(news.at('/4'), news.way)).toEqual(refused('redirects'))
  expect(await fetchPage(news.at('/round'), news.way)).toEqual(refused('redirects'))
})

test.each([401, 402, 403, 404, 410, 429, 451, 500, 503])('%i is told', async (status) => {
  const news = await openNewsstand({ '/': (_, response) => response.writeHead(status, html).end('no') })
  expect(await fetchPage(news.at('/'), news.way)).toEqual(refused('status', status))
})

test.each(['application/pdf', 'image/svg+xml', 'text/plain', 'application/json', 'text/htmlx', ''])(
  'a page of the type %j is refused',
  async (type) => {
    const news = await openNewsstand({
      '/': (_, response) => response.writeHead(200, type ? { 'content-type': type } : {}).end('<p>x</p>'),
    })
    expect(await fetchPage(news.at('/'), news.way)).toEqual(refused('not-html'))
  },
)

test('a gzip bomb is refused unread', async () => {
  let sent = 0
  const news = await openNewsstand({
    '/': (_, response) => {
      response.writeHead(200, { ...html, 'content-encoding': 'gzip' })
      const gzip = createGzip()
      gzip.on('data', (chunk: Buffer) => {
        sent += chunk.length
      })
      gzip.pipe(response)
      gzip.end(Buffer.alloc(50_000_000))
    },
    '/small': (_, response) =>
      response.writeHead(200, { ...html, 'content-encoding': 'gzip' }).end(gzipSync('<p>x</p>')),
  })
  const before = process.memoryUsage().rss
  expect(await fetchPage(news.at('/'), news.way)).toEqual(refused('encoded'))
  expect(await fetchPage(news.at('/small'), news.way)).toEqual(refused('encoded'))
  expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000)
  expect(sent).toBeLessThan(1_000_000)
})

test('a page of 20 MB is refused, whether it says so or not, after 2 MB at most', async () => {
  let sent = 0
  const chunk = Buffer.alloc(100_000, 'x')
  const pour = (response: import('node:http').ServerResponse) => {
    response.on('error', () => {})
    const more = () => {
      while (sent < 20_000_000 && !response.destroyed) {
        sent += chunk.length
        if (!response.write(chunk)) return response.once('drain', more)
      }
      response.end()
    }
    more()
  }
  const news = await openNewsstand({
    '/said': (_, response) => response.writeHead(200, { ...html, 'content-length': 20_000_000 }).end('x'),
    '/unsaid': (_, response) => {
      response.writeHead(200, html)
      pour(response)
    },
  })
  // Of a page that is fetched against this, the length alone: a test that fails may not write out its 20 MB.
  const measured = async (path: string) => {
    const page = await fetchPage(news.at(path), news.way)
    return page.kind === 'fetched' ? page.body.length : page
  }
  expect(await measured('/said')).toEqual(refused('too-large'))
  expect(await measured('/unsaid')).toEqual(refused('too-large'))
  expect(sent).toBeLessThan(15_000_000)
})

const hurried = (way: Way): Way => ({ ...way, milliseconds: 300 })

test('the default is 5 seconds and 2 MB', () => {
  expect(street).toMatchObject({ milliseconds: 5_000, bytes: 2_000_000, ports: [80, 443] })
})

test.each<[string, (response: import('node:http').ServerResponse) => void]>([
  ['says nothing', () => {}],
  [
    'sends a byte at a time',
    (response) => {
      response.writeHead(200, html)
      const drip = setInterval(() => response.write('x'), 50)
      response.on('close', () => clearInterval(drip))
    },
  ],
  ['redirects slowly', (response) => setTimeout(() => response.writeHead(302, { location: '/' }).end(), 120)],
])('a site that %s is left when the time for everything is over', async (_, answer) => {
  const news = await openNewsstand({ '/': (_request, response) => answer(response) })
  const began = performance.now()
  expect(await fetchPage(news.at('/'), hurried(news.way))).toEqual(refused('too-slow'))
  expect(performance.now() - began).toBeLessThan(2_000)
})

test('a name that is never answered is left too', async () => {
  const never: Way = { ...street, milliseconds: 200, resolve: () => new Promise(() => {}) }
  const alive = setTimeout(() => {}, 5_000)
  expect(await fetchPage('https://slow.example/', never)).toEqual(refused('too-slow'))
  clearTimeout(alive)
})

test('a site that hangs up is unreachable', async () => {
  const news = await openNewsstand({ '/': (request) => request.socket.destroy() })
  expect(await fetchPage(news.at('/'), news.way)).toEqual(refused('unreachable'))
})

test('a site without a proper certificate is refused', async () => {
  const news = await openNewsstand({ '/': 'x' })
  const address = news.at('/').replace('http:', 'https:')
  expect(await fetchPage(address, news.way)).toMatchObject({ kind: 'refused' })
})

describe('a picture', () => {
  const image = { 'content-type': 'image/jpeg' }

  test('is fetched past the same guard, whatever says that it is one', async () => {
    let headers: Record<string, unknown> = {}
    const news = await openNewsstand({
      '/1.jpg': (request, response) => {
        headers = request.headers
        response.writeHead(200, image).end('bytes')
      },
      '/moved': sendTo('/1.jpg'),
      '/inside': sendTo('http://127.0.0.2/1.jpg'),
      '/far': sendTo('http://169.254.169.254/1.jpg'),
    })
    const body = Buffer.from('bytes')
    expect(await fetchPicture(news.at('/1.jpg'), news.way)).toMatchObject({ kind: 'fetched', body })
    expect(headers.accept).toMatch(/^image\//)
    expect(headers['accept-encoding']).toBe('identity')
    expect(await fetchPicture(news.at('/moved'), news.way)).toMatchObject({ body, url: news.at('/1.jpg') })
    expect(await fetchPicture(news.at('/inside'), news.way)).toEqual(refused('private'))
    expect(await fetchPicture(news.at('/far'), news.way)).toEqual(refused('private'))
    expect(await fetchPicture('http://10.0.0.1/1.jpg', street)).toEqual(refused('private'))
    expect(await fetchPicture('file:///etc/passwd', street)).toEqual(refused('scheme'))
    expect(await fetchPage(news.at('/1.jpg'), news.way)).toEqual(refused('not-html'))
  })

  test.each(['text/html', 'application/octet-stream', 'text/plain', 'x-image/png', ''])(
    'is no %j',
    async (contentType) => {
      const news = await openNewsstand({
        '/': (_, response) => response.writeHead(200, { 'content-type': contentType }).end('x'),
      })
      expect(await fetchPicture(news.at('/'), news.way)).toEqual(refused('not-a-picture'))
    },
  )

  test('has a size and a time, like everything that is fetched', async () => {
    const news = await openNewsstand({
      '/large': (_, response) => response.writeHead(200, image).end(Buffer.alloc(2_000)),
      '/slow': (_, response) => response.writeHead(200, image).write('x'),
    })
    expect(await fetchPicture(news.at('/large'), { ...news.way, bytes: 1_999 })).toEqual(refused('too-large'))
    expect(await fetchPicture(news.at('/slow'), { ...news.way, milliseconds: 200 })).toEqual(
      refused('too-slow'),
    )
  })
})
