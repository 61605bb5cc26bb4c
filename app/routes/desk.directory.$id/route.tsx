import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { countryName } from '../../../campaigns/country'
import { languageName, wordsIn } from '../../../campaigns/language'
import { mostAddresses } from '../../../campaigns/recipient'
import { officeStamp } from '../../../campaigns/recipient.server'
import type { TypedOffice } from '../../../campaigns/recipient-form'
import { getLocale } from '../../messages/generated/runtime'
import { atDirectory, deskOffice, mustMayKeep, officeChoices } from '../../web/directory.server'
import { changeOffice, type OfficeAnswer } from './change.server'
import { OfficePage } from './office-page'
import '../../ui/directory.css'

type Office = Awaited<ReturnType<typeof deskOffice>>['office']

/** An office as its form shows it: a block for each language it has words in or reads, and one more. */
function typedOf(office: Office): TypedOffice {
  const tags = [...Object.keys(office.name), ...Object.keys(office.addressee), ...office.languages]
  return {
    kind: office.kind,
    country: office.country,
    hostCountry: office.hostCountry,
    timeZone: office.timeZone,
    postalAddress: office.postalAddress.join('\n'),
    languages: office.languages,
    words: [...new Set([...tags, ...Object.keys(office.salutation), ...Object.keys(office.city)]), ''].map(
      (language) => ({
        language,
        name: office.name[language] ?? '',
        city: office.city[language] ?? '',
        addressee: office.addressee[language] ?? '',
        salutation: office.salutation[language] ?? '',
      }),
    ),
  }
}

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const directory = await atDirectory(request, context)
  const found = await deskOffice(context, directory, params.id)
  const { office } = found
  const isEditing = new URL(request.url).searchParams.has('edit')
  if (isEditing) mustMayKeep(found)
  const language = getLocale()
  const tags = [...office.languages, ...Object.keys(office.name), ...Object.keys(office.addressee)]
  const inLanguages = (text: Record<string, string>) =>
    Object.entries(text).map(([tag, words]) => ({ tag, language: languageName(tag, language), words }))
  return {
    id: office.id,
    mayKeep: found.mayKeep,
    kind: office.kind,
    title: wordsIn(office.name, language),
    home: found.organisation ? wordsIn(found.organisation, language).words : null,
    country: countryName(office.country, language),
    place: `${wordsIn(office.city, language).words}, ${countryName(office.hostCountry, language)}`,
    names: inLanguages(office.name),
    addressees: inLanguages(office.addressee),
    salutations: inLanguages(office.salutation),
    postalAddress: office.postalAddress,
    reads: office.languages.map((tag) => languageName(tag, language)),
    timeZone: office.timeZone,
    addresses: found.addresses,
    isFull: found.addresses.length >= mostAddresses,
    holders: found.holders.map(({ id, name, since, until }) => ({ id, name, since, until })),
    campaigns: found.campaigns.map(({ id, slug, title }) => ({
      id,
      title: Object.keys(title).length > 0 ? wordsIn(title, language) : { language, words: slug },
    })),
    othersCount: found.othersCount,
    stamp: officeStamp(office),
    form: isEditing ? { typed: typedOf(office), choices: officeChoices(tags) } : null,
  }
}

export type OfficeData = Awaited<ReturnType<typeof loader>>

export async function action({ request, params, context }: ActionFunctionArgs) {
  const directory = await atDirectory(request, context)
  const found = await deskOffice(context, directory, params.id)
  mustMayKeep(found)
  const form = await request.formData()
  const answer = await changeOffice(context.db, {
    form,
    officeId: found.office.id,
    organiserId: directory.organiserId,
    now: context.now(),
  })
  return answer instanceof Response
    ? answer
    : data<OfficeAnswer | null>(answer.said, { status: answer.status })
}

export default function Page() {
  return <OfficePage {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>() ?? null} />
}
