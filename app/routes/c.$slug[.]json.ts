import type { LoaderFunctionArgs } from '@remix-run/node'
import { isPublic } from '../../campaigns/campaign'
import { findCampaign } from '../../campaigns/campaign.server'

/** The campaign for machines. `signatures.confirmed` is right at a moment at most two seconds ago. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const found = params.slug ? await findCampaign(context.db, { slug: params.slug }, context.now()) : null
  if (!found || !isPublic(found.campaign)) {
    return Response.json(
      { error: { code: 'not-found', message: 'There is no such campaign.' } },
      { status: 404 },
    )
  }
  const { campaign, texts, recipients, stories, organisations } = found
  const [story] = stories
  const state = campaign.state === 'published' && !found.isOpen ? 'closed' : campaign.state
  return Response.json(
    {
      slug: campaign.slug,
      state,
      title: Object.fromEntries(Object.values(texts).map(({ language, title }) => [language, title])),
      signatures: { confirmed: found.confirmedCount },
      goal: campaign.goal,
      organisations: organisations.map(({ slug, name }) => ({ slug, name })),
      recipients: recipients.map(
        ({ slug, kind, name, country, hostCountry, city, languages, ...office }) => ({
          slug,
          kind,
          name,
          country,
          hostCountry,
          city,
          languages,
          forWhom: office.forWhom,
          countries: office.countries,
        }),
      ),
      story: story
        ? {
            headline: story.headline,
            publisher: story.publisher,
            author: story.author,
            url: story.url,
            reportedOn: story.reportedOn,
            language: story.language,
          }
        : null,
      updatedAt: campaign.updatedAt.toISOString(),
    },
    {
      headers: {
        'cache-control': 'no-cache',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      },
    },
  )
}
