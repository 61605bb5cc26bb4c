import type { FirstTexts } from '../../campaigns/campaign-start.server'
import { longestSubject } from '../../campaigns/letter'
import { inMarkdown } from '../../campaigns/letter-frame'
import type { StoryDetails } from '../../campaigns/story'
import { shortened } from '../../campaigns/words'
import * as m from '../messages/generated/messages'
import { whenReported } from '../ui/when-reported'
import { isLocale } from './language.server'

/**
 * The texts a campaign begins with: the page has the headline and what was summed up, the letter a formal frame in the
 * campaign's language. In a language we have no frame for, it has the salutation only. The demand stays empty: nobody
 * but the organisers knows it.
 */
export function firstTexts(story: StoryDetails, language: string): FirstTexts {
  const { headline } = story
  const summary = story.summary[language] ?? ''
  const page = { title: shortened(headline, 160), summary: shortened(summary, 600), demand: '', body: '' }
  const base = language.split('-')[0]
  if (!isLocale(base)) return { page, letter: { subject: page.title, body: '{{salutation}}' } }
  const locale = { locale: base }
  const when = story.reportedOn && whenReported(story.reportedOn, language)
  const source = [story.publisher, when].filter(Boolean).join(', ')
  const field = (name: string) => `{{${name}}}`
  const subject = m.story_frame_subject({ headline: shortened(headline, longestSubject - 40) }, locale)
  const paragraphs = [
    field('salutation'),
    m.story_frame_opening(
      { headline: inMarkdown(headline), source: source ? ` (${inMarkdown(source)})` : '' },
      locale,
    ),
    inMarkdown(shortened(summary, 2_000)),
    m.story_frame_request({ place: field('place') }, locale),
    m.story_frame_count({ date: field('date'), count: field('count') }, locale),
    m.story_frame_closing({}, locale),
  ]
  return { page, letter: { subject, body: paragraphs.filter(Boolean).join('\n\n') } }
}
