import * as m from '../messages/generated/messages'
import { CampaignName } from './campaign-name'
import { Frame } from './frame'

export type ThanksProps = {
  language: string
  slug: string
  url: string
  title: { language: string; words: string }
  recipients: string[]
  isReviewed: boolean
}

/** What happens next, then how to pass it on. */
export function Thanks(page: ThanksProps) {
  const { isReviewed, language, recipients } = page
  const recipient = new Intl.ListFormat(language).format(recipients)
  return (
    <Frame>
      <div className="column act">
        <h1>{isReviewed ? m.thanks_title_reviewed() : m.thanks_title()}</h1>
        <p className="lead">{isReviewed ? m.thanks_reviewed() : m.thanks_counted()}</p>
        <CampaignName {...page} />
        <section className="aside" aria-labelledby="next">
          <h2 id="next">{m.thanks_next()}</h2>
          <ul>
            <li>{m.thanks_next_deliver({ recipient })}</li>
            <li>{m.thanks_next_page()}</li>
            <li>{m.thanks_next_keep()}</li>
          </ul>
        </section>
        <Share {...page} />
        <p>
          <a href={`/${language}/c/${page.slug}`}>{m.thanks_back()}</a>
        </p>
      </div>
    </Frame>
  )
}

/** Plain links: nobody learns who shared what. */
function Share({ url, title }: ThanksProps) {
  const text = encodeURIComponent(title.words)
  const address = encodeURIComponent(url)
  return (
    <section className="aside" aria-labelledby="share">
      <h2 id="share">{m.thanks_share()}</h2>
      <p className="share-link">
        <span className="small soft">{m.thanks_link()}</span>
        <a href={url} dir="ltr">
          {url.replace(/^https?:\/\//, '')}
        </a>
      </p>
      <ul className="share">
        <li hidden>
          <button className="button" type="button" data-share={url} data-title={title.words}>
            {m.thanks_share_device()}
          </button>
        </li>
        <li hidden>
          <button
            className="button button-plain"
            type="button"
            data-copy={url}
            data-copied={m.thanks_copied()}
            aria-live="polite"
          >
            {m.thanks_copy()}
          </button>
        </li>
        <li>
          <a
            className="button button-plain"
            href={`https://wa.me/?text=${text}%20${address}`}
            rel="noopener noreferrer"
          >
            WhatsApp
          </a>
        </li>
        <li>
          <a
            className="button button-plain"
            href={`https://t.me/share/url?url=${address}&text=${text}`}
            rel="noopener noreferrer"
          >
            Telegram
          </a>
        </li>
        <li>
          <a className="button button-plain" href={`mailto:?subject=${text}&body=${address}`}>
            {m.thanks_share_mail()}
          </a>
        </li>
      </ul>
    </section>
  )
}
