import { describe, expect, it } from 'vitest'
import { clientAddress, mayChange, networkOf } from './guard'

const baseUrl = 'https://petitions.example'
const may = (method: string, headers: Record<string, string> = {}) =>
  mayChange(new Request(`${baseUrl}/es/c/lapshin-2017`, { method, headers }), baseUrl)

describe('a request that may change something', () => {
  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'none' }, true],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': '' }, false],
    [{ 'sec-fetch-site': 'SAME-ORIGIN' }, false],
    [{ 'sec-fetch-site': 'same-origin, cross-site' }, false],
    [{ 'sec-fetch-site': 'cross-site', origin: baseUrl }, false],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }, true],
    [{ origin: baseUrl }, true],
    [{ origin: 'https://evil.example' }, false],
    [{ origin: 'null' }, false],
    [{ origin: '' }, false],
    [{ origin: `${baseUrl}/` }, false],
    [{ origin: 'http://petitions.example' }, false],
    [{ origin: 'https://petitions.example:8443' }, false],
    [{ origin: 'https://petitions.example.evil.example' }, false],
    [{ origin: 'https://evil.example', host: 'evil.example', 'x-forwarded-host': 'evil.example' }, false],
    [{ referer: `${baseUrl}/` }, false],
    [{}, false],
  ])('with %j: %s', (headers, allowed) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PURGE'])
      expect(may(method, headers)).toBe(allowed)
  })

  it('is none of GET, HEAD and OPTIONS, which pass and change nothing', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS'])
      expect(may(method, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })).toBe(true)
  })
})

describe('the address of a connection', () => {
  it.each([
    ['10.0.0.1', '198.51.100.7', 0, '10.0.0.1'],
    ['10.0.0.1', null, 1, '10.0.0.1'],
    ['10.0.0.1', '', 1, '10.0.0.1'],
    ['10.0.0.1', '198.51.100.7', 1, '198.51.100.7'],
    ['10.0.0.1', 'forged, 198.51.100.7', 1, '198.51.100.7'],
    ['10.0.0.1', '1.2.3.4, 198.51.100.7, 10.0.0.9', 2, '198.51.100.7'],
    ['10.0.0.1', ' 198.51.100.7 , ', 1, '198.51.100.7'],
    ['10.0.0.1', '198.51.100.7', 2, '10.0.0.1'],
    ['10.0.0.1', '2001:db8::7', 1, '2001:db8::7'],
  ])('from %s with X-Forwarded-For %j and %d trusted hops is %s', (peer, forwarded, hops, address) => {
    expect(clientAddress(peer, forwarded, hops)).toBe(address)
  })

  it.each([
    ['198.51.100.7:50123', '198.51.100.7'],
    ['[2001:db8::7]:443', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
  ])('leaves out the port that some proxies write: %s', (hop, address) => {
    expect(clientAddress('10.0.0.1', hop, 1)).toBe(address)
  })
})

describe('the network that a limit counts', () => {
  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['::FFFF:198.51.100.7', '198.51.100.7'],
    ['::ffff:c633:6407', '198.51.100.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8::', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('of %s is %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network)
  })

  it('is one for a whole /64, and another for the next', () => {
    expect(networkOf('2001:db8:1:2::1')).toBe(networkOf('2001:db8:1:2:ffff:ffff:ffff:ffff'))
    expect(networkOf('2001:db8:1:2::1')).not.toBe(networkOf('2001:db8:1:3::1'))
  })
})
