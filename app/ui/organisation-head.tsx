import { NavLink } from '@remix-run/react'
import * as m from '../messages/generated/messages'

type Props = { id: string; title: { language: string; words: string } }

/** The head of an organisation's pages in the desk, with the way from one to the other. */
export function OrganisationHead({ id, title }: Props) {
  const home = `/desk/organisations/${id}`
  return (
    <header className="desk-head">
      <h1 lang={title.language}>{title.words}</h1>
      <nav className="filters" aria-label={title.words}>
        <NavLink to={home} end>
          {m.org_details_link()}
        </NavLink>
        <NavLink to={`${home}/people`}>{m.org_people_link()}</NavLink>
      </nav>
    </header>
  )
}
