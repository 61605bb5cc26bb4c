import * as m from '../messages/generated/messages'

/** What the browser calls a page of the desk. No page of the desk is for search engines. */
export const deskMeta = (title: string) => [
  { title: `${title} · ${m.desk_title()}` },
  { name: 'robots', content: 'noindex' },
]
