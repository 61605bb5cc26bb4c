import { describe, expect, it } from 'vitest'
import { browserIn, readOrganiserName } from './organiser'

describe('the name of an organiser', () => {
  it('is one line that can be read', () => {
    expect(readOrganiserName(' Ani \n Sarkisian ')).toEqual({ kind: 'read', name: 'Ani Sarkisian' })
    for (const typed of ['', '  ', '—', '\u3164'])
      expect(readOrganiserName(typed)).toEqual({ kind: 'refused', fault: 'name-missing' })
    expect(readOrganiserName('x'.repeat(101))).toEqual({ kind: 'refused', fault: 'name-too-long' })
  })
})

describe('a browser', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox, Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
      'Chrome, Windows',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
      'Edge, Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604',
      'Safari, iPhone',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36',
      'Chrome, Android',
    ],
    ['curl/8.0', null],
    [null, null],
    ['<script>alert(1)</script>', null],
    ['Firefox/1 <b>Linux</b>', 'Firefox, Linux'],
  ])('that says %j is called %j', (said, called) => {
    expect(browserIn(said)).toBe(called)
  })
})
