import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { countryName, isCountry } from '../../../campaigns/country'
import { languageName, wordsIn } from '../../../campaigns/language'
import { recipientKinds } from '../../../campaigns/recipient'
import { listOffices, officesPerPage } from '../../../campaigns/recipient-list.server'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { Notice } from '../../ui/notice'
import { atDirectory } from '../../web/directory.server'
import { EmptyDirectory, OfficeLedger } from './office-ledger'
import { SearchForm } from './search-form'
import '../../ui/directory.css'

const pageOf = (value: string | null) => (value && /^\d{1,6}$/.test(value) ? Math.max(1, Number(value)) : 1)

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { organisationIds, homes } = await atDirectory(request, context)
  const { searchParams } = new URL(request.url)
  const language = getLocale()
  const words = (searchParams.get('words') ?? '').slice(0, 200)
  const kind = recipientKinds.find((one) => one === searchParams.get('kind')) ?? null
  const wanted = searchParams.get('country') ?? ''
  const country = isCountry(wanted) ? wanted : null
  const page = pageOf(searchParams.get('page'))
  const listed = await listOffices(context.db, { organisationIds, words, kind, country, page, language })
  const order = new Intl.Collator(language)
  return {
    ...{ words, kind, country, page },
    pages: Math.max(1, Math.ceil(listed.foundCount / officesPerPage)),
    foundCount: listed.foundCount,
    allCount: listed.allCount,
    mayAdd: homes.length > 0,
    isRemoved: searchParams.has('removed'),
    countries: listed.countries
      .map((code): [string, string] => [code, countryName(code, language)])
      .sort(([, a], [, b]) => order.compare(a, b)),
    offices: listed.offices.map((office) => ({
      id: office.id,
      kind: office.kind,
      name: wordsIn(office.name, language),
      country: countryName(office.country, language),
      place: `${wordsIn(office.city, language).words}, ${countryName(office.hostCountry, language)}`,
      reads: office.languages.map((tag) => languageName(tag, language)),
      email: office.address?.email ?? null,
      checkedAt: office.address?.checkedAt ?? null,
      home: office.organisation ? wordsIn(office.organisation, language).words : null,
    })),
  }
}

export type DirectoryData = Awaited<ReturnType<typeof loader>>

export default function DirectoryPage() {
  const shown = useLoaderData<typeof loader>()
  const { words, kind, country, page, pages, foundCount, allCount, mayAdd } = shown
  const at = (number: number) => {
    const query = new URLSearchParams({
      ...(words ? { words } : {}),
      ...(kind ? { kind } : {}),
      ...(country ? { country } : {}),
      ...(number > 1 ? { page: `${number}` } : {}),
    })
    return `/desk/directory${query.size > 0 ? `?${query}` : ''}`
  }
  const count = { count: foundCount, shown: new Intl.NumberFormat(getLocale()).format(foundCount) }
  return (
    <>
      <header className="desk-head">
        <h1>{m.directory_title()}</h1>
        <p>{m.directory_lead()}</p>
      </header>
      {shown.isRemoved && (
        <Notice kind="good" role="status">
          {m.office_removed()}
        </Notice>
      )}
      {allCount === 0 ? (
        <EmptyDirectory mayAdd={mayAdd} />
      ) : (
        <>
          {mayAdd && (
            <p className="row">
              <Link to="/desk/directory/new" className="button">
                {m.directory_add()}
              </Link>
              <Link to="/desk/directory/import">{m.directory_import()}</Link>
            </p>
          )}
          <SearchForm {...shown} />
          <p role="status">{m.directory_found(count)}</p>
          <OfficeLedger offices={shown.offices} />
          {pages > 1 && (
            <nav className="pages" aria-label={m.desk_pages()}>
              {page > 1 && <Link to={at(page - 1)}>{m.directory_previous()}</Link>}
              <span>{m.desk_page_of({ page, pages })}</span>
              {page < pages && <Link to={at(page + 1)}>{m.directory_next()}</Link>}
            </nav>
          )}
        </>
      )}
    </>
  )
}
