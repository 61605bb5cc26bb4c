import { describe, expect, it } from 'vitest'
import { differenceOf, type Piece } from './text-difference'

const before = (pieces: Piece[]) =>
  pieces.flatMap(({ kind, text }) => (kind === 'added' ? [] : [text])).join('')
const after = (pieces: Piece[]) =>
  pieces.flatMap(({ kind, text }) => (kind === 'removed' ? [] : [text])).join('')

describe('the difference of two texts', () => {
  it('shows the word that was changed and leaves the rest alone', () => {
    expect(differenceOf('We ask for his release.\n\nNow.', 'We demand his release.\n\nNow.')).toEqual([
      { kind: 'same', text: 'We ' },
      { kind: 'removed', text: 'ask for' },
      { kind: 'added', text: 'demand' },
      { kind: 'same', text: ' his release.\n\nNow.' },
    ])
  })

  it('shows a paragraph that came in between', () => {
    expect(differenceOf('One.\n\nThree.', 'One.\n\nTwo.\n\nThree.')).toEqual([
      { kind: 'same', text: 'One.\n\n' },
      { kind: 'added', text: 'Two.\n\n' },
      { kind: 'same', text: 'Three.' },
    ])
  })

  it('says of equal texts that they are, and of two empty ones nothing', () => {
    expect(differenceOf('Same.', 'Same.')).toEqual([{ kind: 'same', text: 'Same.' }])
    expect(differenceOf('', '')).toEqual([])
  })

  it.each([
    ['', 'All new.'],
    ['All gone.', ''],
    ['a b c\nd e f\ng', 'b c a\ng\nd f e'],
    ['Ուղերձ բոլորին\n', 'Ուղերձ Ձեզ\r\n'],
    ['x '.repeat(3000), 'y '.repeat(3000)],
  ])('can always be read back into both texts', (one, other) => {
    const pieces = differenceOf(one, other)
    expect(before(pieces)).toBe(one)
    expect(after(pieces)).toBe(other)
  })
})
