import { expect, it } from 'vitest'
import { Letterhead, maySend, memberRoles } from './organisation'

it('lets everybody but a viewer send letters', () => {
  expect(memberRoles.filter((role) => !maySend(role))).toEqual(['viewer'])
})

it('takes a letterhead whose signatory has a title and no name', () => {
  const head = { lines: ['Buenos Aires'], signatories: [{ title: { es: 'Por el Consejo' } }] }
  expect(Letterhead.parse(head)).toEqual(head)
})

it('refuses a letterhead that would fill the page', () => {
  expect(Letterhead.safeParse({ lines: Array(9).fill('x'), signatories: [] }).success).toBe(false)
  expect(Letterhead.safeParse({ lines: ['x'.repeat(121)], signatories: [] }).success).toBe(false)
})
