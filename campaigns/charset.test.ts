import { expect, test } from 'vitest'
import { decodeHtml } from './charset'

const cp1251 = (text: string) =>
  Buffer.from([...text].map((c) => (/[а-яА-Я]/.test(c) ? c.charCodeAt(0) - 0x410 + 0xc0 : c.charCodeAt(0))))

test.each([
  ['the header', cp1251('Минск'), 'text/html; charset=windows-1251'],
  ['the header in quotes', cp1251('Минск'), 'text/html; charset="Windows-1251"'],
  ['a meta', cp1251('<meta charset="windows-1251">Минск'), 'text/html'],
  [
    'an old meta',
    cp1251('<meta http-equiv="Content-Type" content="text/html; charset=cp1251">Минск'),
    'text/html',
  ],
  ['the header against the meta', cp1251('<meta charset="utf-8">Минск'), 'text/html; charset=windows-1251'],
  ['nothing', Buffer.from('Минск'), 'text/html'],
  ['a byte order mark against the header', Buffer.from('\ufeffМинск'), 'text/html; charset=windows-1251'],
  ['a mark of UTF-16', Buffer.from('\ufeffМинск', 'utf16le'), 'text/html'],
  ['a name that is none', Buffer.from('Минск'), 'text/html; charset=klingon'],
  ['a meta that can’t be true', Buffer.from('<meta charset="utf-16">Минск'), 'text/html'],
])('a page is read by %s', (_, body, contentType) => {
  expect(decodeHtml(body, contentType)).toMatch(/Минск$/)
})

test('bytes that are no UTF-8 and say nothing are taken for western ones', () => {
  expect(decodeHtml(Buffer.from([0x63, 0xf3, 0x6e]), 'text/html')).toBe('cón')
})
