import { Link } from '@remix-run/react'
import * as m from '../../messages/generated/messages'

/** The way to the campaign's reports, with a note when one of them says something else than it did. */
export const StoriesLine = ({ id, storyCount, changedCount }: Props) => (
  <>
    {changedCount > 0 && (
      <p className="notice notice-warn">
        {m.story_notes({ count: changedCount })}{' '}
        <Link to={`/desk/campaigns/${id}/stories`}>{m.story_stories()}</Link>
      </p>
    )}
    <p>
      <Link to={`/desk/campaigns/${id}/stories`}>
        {m.story_stories()} ({storyCount})
      </Link>
    </p>
  </>
)

type Props = { id: string; storyCount: number; changedCount: number }
