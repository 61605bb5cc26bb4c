import * as m from '../messages/generated/messages'

/** The picture on a page that was just read, before there is a story to keep it with. */
export const PictureFound = ({ reading }: { reading: string }) => (
  <section aria-labelledby="picture" className="stack-small story-picture">
    <h2 id="picture">{m.picture_title()}</h2>
    <img src={`/desk/readings/${reading}.webp`} alt={m.picture_undescribed()} />
    <p className="hint">{m.picture_found()}</p>
  </section>
)
