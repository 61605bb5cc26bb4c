import { expect, it } from 'vitest'
import { isPictureShown, longestPictureWords, readPictureForm } from './story-picture'

const typed = {
  alt: ' A street \n in Minsk ',
  credit: 'Photo: Ana Pérez, with her permission',
  isShown: true,
}

it('a picture is shown with what it shows and whose it is', () => {
  const read = readPictureForm(typed)
  const words = { pictureAlt: 'A street in Minsk', pictureCredit: typed.credit }
  expect(read).toEqual({ kind: 'read', words })
  expect(isPictureShown(words)).toBe(true)
})

it.each([
  [{ alt: '' }, { alt: 'missing' }],
  [{ credit: ' \n ' }, { credit: 'missing' }],
  [
    { alt: '', credit: '' },
    { alt: 'missing', credit: 'missing' },
  ],
  [{ alt: 'x'.repeat(longestPictureWords + 1) }, { alt: 'too-long' }],
  [{ credit: 'x'.repeat(longestPictureWords + 1), isShown: false }, { credit: 'too-long' }],
])('%j is not enough to show it', (change, faults) => {
  expect(readPictureForm({ ...typed, ...change })).toEqual({ kind: 'refused', faults })
})

it.each([typed, { ...typed, alt: '' }, { ...typed, credit: '' }])(
  'without the tick, %j shows nothing',
  (said) => {
    const read = readPictureForm({ ...said, isShown: false })
    expect(read.kind).toBe('read')
    expect(read.kind === 'read' && isPictureShown(read.words)).toBe(false)
  },
)
