import { describe, expect, it } from 'vitest'
import { canonicalAddress, domainOf, readAddress } from './address'

const read = (typed: string) => {
  const result = readAddress(typed)
  return result.kind === 'address' ? result.address : result.fault
}

describe('reading an address as it is typed', () => {
  it('keeps the part before the @ as typed and lowers the domain', () => {
    expect(readAddress('  Ana.Perez+Firmas@Mail.EXAMPLE ')).toEqual({
      kind: 'address',
      address: 'Ana.Perez+Firmas@mail.example',
      domain: 'mail.example',
    })
  })

  it.each([
    ['ana@пример.рф', 'ana@xn--e1afmkfd.xn--p1ai'],
    ['ana@bücher.example', 'ana@xn--bcher-kva.example'],
    ['ana@հայաստան.հայ', 'ana@xn--y9aaa1d0ai1cq.xn--y9a3aq'],
    ['ana@例え。テスト', 'ana@xn--r8jz45g.xn--zckzah'],
    ['ana@ｍａｉｌ．ｅｘａｍｐｌｅ', 'ana@mail.example'],
    ['josé@mail.example', 'josé@mail.example'],
    ["o'hara@mail.example", "o'hara@mail.example"],
  ])('takes %s', (typed, address) => {
    expect(read(typed)).toBe(address)
  })

  it.each([
    ['', 'missing'],
    ['   ', 'missing'],
    ['ana', 'no-at'],
    ['@mail.example', 'nothing-before-at'],
    ['ana@', 'nothing-after-at'],
    ['ana@mail', 'not-a-domain'],
    ['ana@mail..example', 'not-a-domain'],
    ['ana@-mail.example', 'not-a-domain'],
    ['ana@mail_box.example', 'not-a-domain'],
    ['ana@127.0.0.1', 'not-a-domain'],
    ['ana@0x7f.1', 'not-a-domain'],
    ['ana@mail.example/x', 'not-a-domain'],
    ['ana@mail.example?x', 'not-a-domain'],
    ['ana@mail%2eexample.org', 'not-a-domain'],
    ['ana@user@mail.example', 'not-an-address'],
    ['ana@[127.0.0.1]', 'not-an-address'],
    ['ana@mail.example:25', 'not-an-address'],
    ['.ana@mail.example', 'not-an-address'],
    ['ana.@mail.example', 'not-an-address'],
    ['ana..perez@mail.example', 'not-an-address'],
    ['"ana perez"@mail.example', 'not-an-address'],
    ['Ana <ana@mail.example>', 'not-an-address'],
    ['mailto:ana@mail.example', 'not-an-address'],
    ['ana@mail.example, bob@mail.example', 'not-an-address'],
    ['ana@mail.example;bob@mail.example', 'not-an-address'],
    ['ana@mail.example\r\nBcc: bob@mail.example', 'not-an-address'],
    ['ana\0@mail.example', 'not-an-address'],
    ['ana\u202e@mail.example', 'not-an-address'],
    ['ana\u200b@mail.example', 'not-an-address'],
    ['ana\ud800@mail.example', 'not-an-address'],
    ['ana\ufffd@mail.example', 'not-an-address'],
    [`${'a'.repeat(65)}@mail.example`, 'not-an-address'],
    [`ana@${'a'.repeat(64)}.example`, 'not-a-domain'],
    [`ana@${'a.'.repeat(130)}example`, 'too-long'],
    ['a'.repeat(10_000), 'too-long'],
  ])('says what is wrong with %j', (typed, fault) => {
    expect(read(typed)).toBe(fault)
  })

  it('measures the address that mail goes to, not the shorter one that was typed', () => {
    const typed = `${'a'.repeat(64)}@${`${'ü'.repeat(44)}.`.repeat(4)}example`
    expect(typed.length).toBeLessThan(254)
    expect(read(typed)).toBe('too-long')
  })

  it('reads its own result as the same address', () => {
    const once = read('ana@пример.рф')
    expect(read(once)).toBe(once)
  })
})

describe('the one form of all addresses of a mailbox', () => {
  it.each([
    [['ana.perez@gmail.com', 'AnaPerez+firmas@googlemail.com', 'a.n.a.p.e.r.e.z@GMAIL.com']],
    [['ana@icloud.com', 'ana@me.com', 'ANA+x@mac.com']],
    [['anaperez@proton.me', 'ana.perez@protonmail.com', 'ana-perez@pm.me', 'ana_perez@protonmail.ch']],
    [['ana.perez@yandex.ru', 'ana-perez@ya.ru', 'ana.perez@yandex.com']],
    [['ana@yahoo.com', 'ana-campaigns@yahoo.com']],
    [['ana@mail.example', 'ＡＮＡ@mail.example', 'Ana+1@mail.example', 'ana+1+2@mail.example']],
    [['josé@mail.example', 'jose\u0301@mail.example']],
  ])('is shared by %j', (addresses) => {
    expect(new Set(addresses.map(canonicalAddress)).size).toBe(1)
  })

  it.each([
    ['ana@mail.example', 'ana@post.example'],
    ['ana.perez@mail.example', 'anaperez@mail.example'],
    ['ana-perez@gmail.com', 'ana@gmail.com'],
    ['ana@yahoo.com', 'ana@yahoo.co.uk'],
    ['ana@gmail.com', 'ana@gmail.com.example'],
    ['+ana@mail.example', '+bruno@mail.example'],
    ['-ana@yahoo.com', '-bruno@yahoo.com'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(canonicalAddress(one)).not.toBe(canonicalAddress(other))
  })

  it('is the same when taken again', () => {
    for (const address of ['A.B+c@googlemail.com', '+ana@mail.example', 'Ｏ@Mail.example', 'x-y@ya.ru'])
      expect(canonicalAddress(canonicalAddress(address))).toBe(canonicalAddress(address))
  })
})

it('names the domain after the last @', () => {
  expect(domainOf('ana@mail.example')).toBe('mail.example')
})
