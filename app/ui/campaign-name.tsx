import * as m from '../messages/generated/messages'

type CampaignNameProps = {
  title: { language: string; words: string }
  /** Language of the page. */
  language: string
  recipients: string[]
}

/** Which letter a page is about: its title, and whom it goes to. */
export function CampaignName({ title, language, recipients }: CampaignNameProps) {
  return (
    <div className="which">
      <p className="serif" lang={title.language === language ? undefined : title.language}>
        {title.words}
      </p>
      {recipients.length > 0 && (
        <p className="small soft">{m.site_to({ names: new Intl.ListFormat(language).format(recipients) })}</p>
      )}
    </div>
  )
}
