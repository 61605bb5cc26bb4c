import * as m from '../messages/generated/messages'

export type ThanksProps = {
  language: string
  slug: string
  url: string
  title: { language: string; words: string }
  recipients: string[]
  confirmedCount: number
  goal: number
  isReviewed: boolean
}

export function Thanks({ isReviewed }: ThanksProps) {
  return (
    <main className="column">
      <h1>{m.thanks_title()}</h1>
      <p>{isReviewed ? m.thanks_reviewed() : m.thanks_counted()}</p>
    </main>
  )
}
