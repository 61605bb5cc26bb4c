import { expect, test } from 'vitest'
import { Slug } from './campaign'
import { freeSlug, slugFrom } from './slug'

test.each([
  [
    'Lapshin Handed over to Baku After Minsk Upholds Extradition',
    'lapshin-handed-over-to-baku-after-minsk-upholds',
  ],
  ['¿Por qué calló el cónsul? “Ñandú”', 'por-que-callo-el-consul-nandu'],
  ['Лапшина выдали Азербайджану', 'lapshina-vydali-azerbaidzhanu'],
  ['Ալեքսանդր Լապշին Բաքու', 'aleksandr-lapshin-baku'],
  ['საქართველო და ევროპა', 'sakartvelo-da-evropa'],
  ['Η ελευθερία του Τύπου', 'i-eleytheria-toy-typoy'],
  ['Großer Fußmarsch nach Łódź', 'grosser-fussmarsch-nach-lodz'],
  ['Don’t look away', 'dont-look-away'],
  ['שלום', 'campaign'],
  ['?!', 'campaign'],
  ['Ab', 'campaign'],
  ['x'.repeat(300), 'x'.repeat(54)],
])('%j becomes %j', (headline, slug) => {
  expect(slugFrom(headline)).toBe(slug)
  expect(Slug.safeParse(slug).success).toBe(true)
})

test('a taken slug gets the first number that is free', () => {
  expect(freeSlug('lapshin', new Set())).toBe('lapshin')
  expect(freeSlug('lapshin', new Set(['lapshin', 'lapshin-2', 'lapshin-4']))).toBe('lapshin-3')
})
