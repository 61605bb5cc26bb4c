import { Link } from '@remix-run/react'
import * as m from '../messages/generated/messages'

export type PartnerQuestion = {
  id: string
  organisation: string
  lead: string
  title: { language: string; words: string }
}

/** Campaigns of others that wait for a word from the person's organisations. */
export const PartnerQuestions = ({ questions }: { questions: PartnerQuestion[] }) =>
  questions.map(({ id, organisation, lead, title }) => (
    <div key={id} className="notice notice-info">
      <p>{m.partner_question({ lead, organisation })}</p>
      <p>
        <Link to={`/desk/partner-invitations/${id}`} lang={title.language}>
          {title.words}
        </Link>
      </p>
    </div>
  ))
