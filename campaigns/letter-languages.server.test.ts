import { expect, test } from 'vitest'
import { lettersIn, paperIn } from '../tests/support/letters'
import { textOfPdf } from '../tests/support/pdf-text'
import { renderLetterPdf } from './letter-pdf.server'

test.each(Object.entries(lettersIn))(
  'a letter in %s and its annex keep to both standards, in its own words and no others',
  async (language, written) => {
    for (const standard of ['a-3a', 'ua-1'] as const) {
      const set = await renderLetterPdf(paperIn(language, written), { standard })
      if (set.kind === 'failed') throw new Error(set.detail)
      expect(set).toMatchObject({ standard, complaint: null })
      const text = textOfPdf(set.pdf)
      expect(text).not.toContain('□')
      expect(text.match(/2026-BCDFGH/g)?.length).toBeGreaterThan(set.pages)
      if (language !== 'es' && language !== 'en') expect(text.replaceAll('BCDFGH', '')).not.toMatch(/[a-z]/i)
    }
  },
)
