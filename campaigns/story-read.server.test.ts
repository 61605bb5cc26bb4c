import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { newsPage, openNewsstand } from '../tests/support/newsstand'
import { morning } from '../tests/support/people'
import { readStory } from './story-read.server'

const now = () => morning
async function read(page: string | Buffer, contentType = 'text/html; charset=utf-8') {
  const news = await openNewsstand({
    '/story?id=7&utm_source=mail': (_, response) =>
      response.writeHead(200, { 'content-type': contentType }).end(page),
  })
  return { ...news, answer: await readStory(news.at('/story?id=7&utm_source=mail'), { now, way: news.way }) }
}
async function found(page: string | Buffer, contentType?: string) {
  const { answer, port } = await read(page, contentType)
  if (answer.kind === 'refused') throw new Error(answer.reason)
  const url = answer.found.url.replace(`:${port}`, '')
  return { ...answer, found: { ...answer.found, url } }
}
const ld = (data: unknown) => `<script type="application/ld+json">${JSON.stringify(data)}</script>`
const text = ['The blogger was flown from Minsk to Baku', 'The court had let the extradition stand']

test('a page that says all is read in full, with a copy that proves itself', async () => {
  const { found: story, copy } = await found(
    newsPage(
      text,
      `<link rel="canonical" href="/story?id=7"><meta property="og:title" content="Another title">${ld({
        '@context': 'https://schema.org',
        '@graph': [
          { '@type': 'WebSite', name: 'Not the headline' },
          {
            '@type': ['NewsArticle'],
            headline: 'Lapshin &quot;handed over&quot; to Baku',
            author: [{ '@type': 'Person', name: 'Ana Pérez' }, { name: 'Bruno Díaz' }],
            publisher: { '@id': '#us' },
            datePublished: '2017-02-07T23:30:00-03:00',
            dateline: 'Minsk',
            inLanguage: 'en-GB',
            description: 'He was flown to <b>Baku</b>.',
          },
          { '@type': 'NewsMediaOrganization', '@id': '#us', name: 'Asbarez' },
        ],
      })}`,
    ),
  )
  expect(story).toMatchObject({
    headline: 'Lapshin "handed over" to Baku',
    publisher: 'Asbarez',
    author: 'Ana Pérez, Bruno Díaz',
    url: 'http://news.example/story?id=7',
    reportedOn: '2017-02-07',
    place: 'Minsk',
    language: 'en',
    summary: 'He was flown to Baku.',
  })
  expect(copy?.archive.split('\n\n')).toHaveLength(2)
  expect(copy?.archive).toContain('The court had let the extradition stand')
  expect(copy?.archive).not.toContain('Home')
  expect(copy?.archiveSha256).toBe(
    createHash('sha256')
      .update(copy?.archive ?? '')
      .digest('hex'),
  )
  expect(copy?.readAt).toEqual(morning)
})

test('without linked data, what is for cards and machines serves', async () => {
  const head = `<meta property="og:title" content="A title"><meta property="og:site_name" content="A paper">
    <meta name="twitter:description" content="A summary."><meta name="author" content="https://a.example/me">
    <meta name="author" content="C. D."><meta property="article:published_time" content="2017-02">`
  const { found: story } = await found(newsPage(text, head))
  expect(story).toMatchObject({
    headline: 'A title',
    publisher: 'A paper',
    summary: 'A summary.',
    reportedOn: '2017-02',
    url: 'http://news.example/story?id=7',
  })
})

test('a page in windows-1251 is read in its own letters', async () => {
  const html = newsPage(['Блогера Лапшина доставили из Минска в Баку'], '<meta charset="windows-1251">')
  const bytes = Buffer.from(
    [...html.replace('lang="en"', 'lang="ru-RU"').replace('>News<', '>Лапшина выдали<')].map((c) =>
      /[а-яА-Я]/.test(c) ? c.charCodeAt(0) - 0x410 + 0xc0 : c.charCodeAt(0),
    ),
  )
  const { found: story, copy } = await found(bytes, 'text/html')
  expect(story).toMatchObject({ headline: 'Лапшина выдали', language: 'ru' })
  expect(copy?.archive).toMatch(/^Блогера Лапшина доставили/)
})

test('a page that says nothing of itself leaves everything open', async () => {
  const { found: story, copy } = await found('<p>Hello</p>', 'text/html')
  expect(story).toEqual({
    headline: null,
    publisher: null,
    author: null,
    url: 'http://news.example/story?id=7',
    reportedOn: null,
    place: null,
    language: null,
    summary: null,
    text: null,
    pictures: [],
  })
  expect(copy).toBeNull()
})

test('an empty page is read as one', async () => {
  expect((await found('')).found.headline).toBeNull()
})

test('markup never comes out, however it is packed', async () => {
  const { found: story, copy } = await found(
    newsPage(
      [
        'Words <script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)></svg>',
        'And <a href="javascript:alert(4)">a link</a>',
      ],
      `<title>A <script>alert(1)</script>title</title>
       <meta property="og:title" content="&lt;img src=x onerror=alert(1)&gt;Over&lt;script&gt;alert(1)&lt;/script&gt; there">
       <meta property="og:site_name" content="&amp;lt;b onclick=x&amp;gt;Paper&amp;lt;/b&amp;gt;">
       <link rel="canonical" href="javascript:alert(1)"><meta property="og:url" content="https://evil.example/x">
       ${ld({ '@type': 'NewsArticle', author: 'A\u202eB\u0000C', description: '<iframe src=x>so</iframe>' })}`,
    ),
  )
  expect(story).toMatchObject({
    headline: 'Over there',
    publisher: 'Paper',
    author: 'ABC',
    summary: 'so',
    url: 'http://news.example/story?id=7',
  })
  expect(copy?.archive).toMatch(/^Words/)
  expect(copy?.archive).not.toMatch(/[<>]|alert|javascript/)
})

test.each([
  ['2017-02-07', '2017-02-07'],
  ['2017-02-07T01:00:00+05:00', '2017-02-07'],
  ['2017', '2017'],
  ['20170207', '2017-02-07'],
  ['Tue, 07 Feb 2017 10:00:00 GMT', '2017-02-07'],
  ['February 7, 2017', '2017-02-07'],
  ['7 February 2017', '2017-02-07'],
  ['2017-02-30', null],
  ['yesterday', null],
  ['1486425600', null],
])('the date %j is %j', async (said, day) => {
  const { dayOf } = await import('./story-words.server')
  expect(dayOf(said)).toBe(day)
})

test('values of any length and kind are bounded or left out', async () => {
  const { found: story } = await found(
    newsPage(
      text,
      ld({
        '@type': 'Article',
        headline: 'long '.repeat(10_000),
        author: { name: { nested: ['x'] } },
        publisher: 7,
        datePublished: {},
        inLanguage: ['xx-not a language', 'es'],
        description: 'y'.repeat(30_000),
      }),
    ).replace('lang="en"', 'lang="🙂"'),
  )
  expect(story.headline?.length).toBeLessThanOrEqual(300)
  expect(story.summary?.length).toBeLessThanOrEqual(2_000)
  expect(story).toMatchObject({ author: null, reportedOn: null, language: 'es' })
})

test('broken linked data is passed over', async () => {
  const { found: story } = await found(newsPage(text, '<script type="application/ld+json">{"a":</script>'))
  expect(story.headline).toBe('News')
})

test.each([
  ['deep', '<div>'.repeat(300_000)],
  ['nested in text', '<div><p>hello, a text of more than twenty-five characters</p>'.repeat(25_000)],
  ['of tables', '<table><tr><td>'.repeat(20_000)],
])('a page built to be %s is given up, and the next one is read', async (_, body) => {
  const began = performance.now()
  const { answer } = await read(`<html><body>${body}`)
  expect(answer).toEqual({ kind: 'refused', reason: 'unreadable', status: null })
  expect(performance.now() - began).toBeLessThan(10_000)
  expect((await found(newsPage(text))).found.headline).toBe('News')
})

test('a refusal of the fetching is handed on', async () => {
  const news = await openNewsstand({ '/': (_, response) => response.writeHead(403).end() })
  const answer = await readStory(news.at('/'), { now, way: news.way })
  expect(answer).toEqual({ kind: 'refused', reason: 'status', status: 403 })
})

describe('the pictures a page names', () => {
  const named = async (head: string) => (await found(newsPage(text, head))).found.pictures
  const here = (path: string) => expect.stringMatching(new RegExp(`^http://news\\.example:\\d+${path}$`))

  test('are those for cards first, then those of the article; each once, absolute', async () => {
    const head = `<meta property="og:image" content="/og.jpg"><meta property="og:image" content="/second.jpg">
      <meta name="twitter:image" content="https://cdn.example/card.png#x">
      ${ld({ '@type': 'NewsArticle', image: [{ '@type': 'ImageObject', url: '/og.jpg' }, 'https://cdn.example/article.webp'] })}`
    expect(await named(head)).toEqual([
      here('/og\\.jpg'),
      'https://cdn.example/card.png',
      'https://cdn.example/article.webp',
    ])
  })

  test.each<[string, string]>([
    [
      'linked data by reference',
      ld({
        '@graph': [
          { '@type': 'Article', image: { '@id': '#i' } },
          { '@id': '#i', contentUrl: 'https://cdn.example/a.png' },
        ],
      }),
    ],
    ['a link', '<link rel="image_src" href="https://cdn.example/a.png">'],
    ['a card by its old name', '<meta name="twitter:image:src" content=" https://cdn.example/a.png ">'],
  ])('are found in %s', async (_, head) => {
    expect(await named(head)).toEqual(['https://cdn.example/a.png'])
  })

  test('are left out when they are no address of the web', async () => {
    const head = `<meta property="og:image" content="data:image/png;base64,AAAA"><meta property="og:image:url" content="javascript:alert(1)">
      <meta name="twitter:image" content="https://user:secret@cdn.example/a.png"><meta name="twitter:image:src" content="file:///etc/passwd">
      ${ld({ '@type': 'Article', image: [7, null, { width: 8 }, ['x'], `https://cdn.example/${'x'.repeat(2_000)}`] })}`
    expect(await named(head)).toEqual([])
  })

  test('are four at most', async () => {
    const image = Array.from({ length: 9 }, (_, n) => `https://cdn.example/${n}.png`)
    expect(await named(ld({ '@type': 'Article', image }))).toHaveLength(4)
  })
})

describe('the picture of a story', () => {
  const jpeg = () =>
    sharp({ create: { width: 2_000, height: 1_000, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer()
  const head = `<meta property="og:image" content="/gone.jpg"><meta name="twitter:image" content="/lie.jpg">
    ${ld({ '@type': 'Article', image: ['/1.jpg', '/2.jpg'] })}`
  async function stand(picture: Buffer) {
    const jpg = (bytes: Buffer | string) => (_: unknown, response: import('node:http').ServerResponse) =>
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(bytes)
    return openNewsstand({
      ...{ '/story': newsPage(text, head), '/lie.jpg': jpg('<script>alert(1)</script>') },
      ...{ '/1.jpg': jpg(picture), '/2.jpg': jpg(picture) },
    })
  }
  const picture = async (news: Awaited<ReturnType<typeof stand>>, way = news.way) => {
    const answer = await readStory(news.at('/story'), { now, way, hasPicture: true })
    if (answer.kind === 'refused') throw new Error(answer.reason)
    expect(answer.copy?.archive).toContain('Minsk to Baku')
    return answer.picture
  }

  test('is the first that can be had and is one, made ours', async () => {
    const news = await stand(await jpeg())
    const kept = await picture(news)
    expect(kept?.pictureUrl).toBe(news.at('/1.jpg'))
    const made = Buffer.from(kept?.picture ?? '', 'base64')
    expect(await sharp(made).metadata()).toMatchObject({ format: 'webp', width: 1_280, height: 640 })
    expect(news.asked.map((path) => path.replace('news.example', ''))).toEqual([
      ...['/story', '/gone.jpg', '/lie.jpg', '/1.jpg'],
    ])
  })

  test('is none when nothing can be had, and the story is read all the same', async () => {
    expect(await picture(await stand(Buffer.from('no picture')))).toBeNull()
    const news = await stand(await jpeg())
    news.pages['/gone.jpg'] = (_, response) =>
      response.writeHead(200, { 'content-type': 'image/png' }).write('x')
    const began = performance.now()
    expect(await picture(news, { ...news.way, milliseconds: 700 })).toBeNull()
    expect(performance.now() - began).toBeLessThan(7_000)
  })

  test('is not asked for unless it is wanted', async () => {
    const news = await stand(await jpeg())
    const answer = await readStory(news.at('/story'), { now, way: news.way })
    expect(answer).toMatchObject({ kind: 'read', picture: null })
    expect(news.asked).toEqual(['news.example/story'])
  })
})
