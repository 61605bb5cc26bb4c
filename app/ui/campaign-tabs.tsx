import { NavLink } from '@remix-run/react'
import * as m from '../messages/generated/messages'

/** The parts of one campaign in the desk, in the order an organiser goes through them. */
export function CampaignTabs({ id }: { id: string }) {
  const home = `/desk/campaigns/${id}`
  return (
    <nav className="filters" aria-label={m.desk_campaign_parts()}>
      <NavLink to={home} end>
        {m.desk_overview()}
      </NavLink>
      <NavLink to={`${home}/stories`}>{m.story_stories()}</NavLink>
      <NavLink to={`${home}/texts`}>{m.desk_texts()}</NavLink>
      <NavLink to={`${home}/recipients`}>{m.desk_recipients()}</NavLink>
      <NavLink to={`${home}/partners`}>{m.partner_title()}</NavLink>
      <NavLink to={`${home}/signatures`}>{m.desk_signatures()}</NavLink>
      <NavLink to={`${home}/settings`}>{m.settings_title()}</NavLink>
    </nav>
  )
}
