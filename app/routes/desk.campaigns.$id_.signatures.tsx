import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { countryName } from '../../campaigns/country'
import { wordsIn } from '../../campaigns/language'
import { type SignatureState, signatureStates } from '../../campaigns/signature'
import { listSignatures, pageSize, signatureCounts, totalOf } from '../../campaigns/signature-list.server'
import * as m from '../messages/generated/messages'
import { getLocale } from '../messages/generated/runtime'
import { CampaignPartHead } from '../ui/campaign-part-head'
import { signatureStateWords } from '../ui/desk-words'
import { SignatureLedger } from '../ui/signature-ledger'
import { atDesk, deskCampaign } from '../web/desk.server'

const wholeNumber = (value: string | null) =>
  value && /^\d{1,6}$/.test(value) ? Math.max(1, Number(value)) : 1

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { campaign, texts } = await deskCampaign(context, await atDesk(request, context), params.id)
  const { searchParams } = new URL(request.url)
  const state = signatureStates.find((one) => one === searchParams.get('state')) ?? null
  const page = wholeNumber(searchParams.get('page'))
  const language = getLocale()
  const counts = await signatureCounts(context.db, campaign.id)
  const total = totalOf(counts, state)
  const signatures = await listSignatures(context.db, { campaignId: campaign.id, state, page, total })
  const title = Object.fromEntries(Object.values(texts).map((text) => [text.language, text.title]))
  return {
    id: campaign.id,
    title: wordsIn(title, language, campaign.originalLanguage),
    state,
    page,
    pages: Math.max(1, Math.ceil(total / pageSize)),
    counts,
    signatures: signatures.map((signer) => ({
      ...signer,
      place: [signer.city, countryName(signer.country, language)].filter(Boolean).join(', '),
    })),
  }
}

export default function Signatures() {
  const { id, title, state, page, pages, counts, signatures } = useLoaderData<typeof loader>()
  const at = (wanted: SignatureState | null, number = 1) => {
    const query = new URLSearchParams({
      ...(wanted ? { state: wanted } : {}),
      ...(number > 1 ? { page: `${number}` } : {}),
    })
    return `/desk/campaigns/${id}/signatures${query.size > 0 ? `?${query}` : ''}`
  }
  return (
    <>
      <CampaignPartHead id={id} title={title}>
        {m.desk_signatures()}
      </CampaignPartHead>
      <nav className="filters" aria-label={m.desk_filter()}>
        <Link to={at(null)} aria-current={state === null ? 'page' : undefined}>
          {m.desk_all()}
        </Link>
        {signatureStates.map((one) => (
          <Link key={one} to={at(one)} aria-current={state === one ? 'page' : undefined}>
            {signatureStateWords(one)}{' '}
            <span className="number">{new Intl.NumberFormat(getLocale()).format(counts[one])}</span>
          </Link>
        ))}
      </nav>
      <SignatureLedger signatures={signatures} />
      {pages > 1 && (
        <nav className="pages" aria-label={m.desk_pages()}>
          {page > 1 && <Link to={at(state, page - 1)}>{m.desk_newer()}</Link>}
          <span>{m.desk_page_of({ page, pages })}</span>
          {page < pages && <Link to={at(state, page + 1)}>{m.desk_older()}</Link>}
        </nav>
      )}
    </>
  )
}
