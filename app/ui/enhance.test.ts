import { describe, expect, it } from 'vitest'
import { initials as rule } from '../../campaigns/signature'
import { inGroups, initials } from './enhance.js'

describe('the script of the public pages', () => {
  it.each([
    'Ana Pérez',
    'ana maría pérez-lópez',
    'Արամ Խաչատրյան',
    'ილია ჭავჭავაძე',
    'محمد علي',
    'नरेन्द्र मोदी',
    '  ',
    '(Ana) O’Neill 3rd',
    'a b c d e f g h',
    'ß ﬁ ŉ',
    '👩‍👩‍👧 Ana',
  ])('gives %s the initials that the letter will print', (name) => {
    expect(initials(name)).toBe(rule(name))
  })

  it('writes a code in two groups, whatever was typed between them', () => {
    expect(inGroups('7kq2mx9p')).toBe('7KQ2 MX9P')
    expect(inGroups('7KQ2-MX9P')).toBe('7KQ2 MX9P')
    expect(inGroups('7KQ2')).toBe('7KQ2')
    expect(inGroups('7KQ2M')).toBe('7KQ2 M')
  })
})
