import type { CampaignData } from '../web/campaign-data.server'

type Picture = NonNullable<CampaignData['stories'][number]['picture']>

/** A story's picture with whose it is. `isEager` for one that is seen at once. */
export const StoryPicture = ({ picture, isEager = false }: { picture: Picture; isEager?: boolean }) => (
  <figure className="picture">
    <img
      src={picture.src}
      alt={picture.alt}
      width={picture.width}
      height={picture.height}
      loading={isEager ? undefined : 'lazy'}
      decoding="async"
    />
    <figcaption className="small soft">{picture.credit}</figcaption>
  </figure>
)
