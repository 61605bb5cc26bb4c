import { type TextKind, type TextWords, textFields } from '../../../campaigns/text'
import * as m from '../../messages/generated/messages'
import { TextDifference } from '../../ui/text-difference'

type Props = {
  kind: TextKind
  theirs: TextWords
  mine: TextWords
  /** The page without what was typed. */
  here: string
  onTheirs: () => void
}

/** Somebody else changed the text meanwhile: what differs, and the two ways on. Both texts are in the history already. */
export function Conflict({ kind, theirs, mine, here, onTheirs }: Props) {
  return (
    <div className="notice notice-warn" role="alert">
      <p className="notice-title">{m.text_conflict()}</p>
      <p>{m.text_conflict_words()}</p>
      <TextDifference fields={textFields[kind]} before={theirs} after={mine} />
      <div className="row">
        <button type="submit" name="intent" value="save" className="button">
          {m.text_keep_mine()}
        </button>
        <a
          href={`${here}#${kind}`}
          className="button button-plain"
          onClick={(event) => {
            event.preventDefault()
            onTheirs()
          }}
        >
          {m.text_take_theirs()}
        </a>
      </div>
    </div>
  )
}
