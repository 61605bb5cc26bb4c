import { Link } from '@remix-run/react'
import * as m from '../../messages/generated/messages'

/** A note when a report says something else than it did. */
export const StoriesNote = ({ id, changedCount }: { id: string; changedCount: number }) =>
  changedCount > 0 && (
    <p className="notice notice-warn">
      {m.story_notes({ count: changedCount })}{' '}
      <Link to={`/desk/campaigns/${id}/stories`}>{m.story_stories()}</Link>
    </p>
  )
