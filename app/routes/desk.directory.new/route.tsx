import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { readAddress } from '../../../campaigns/address'
import { wordsIn } from '../../../campaigns/language'
import { createOffice } from '../../../campaigns/recipient.server'
import { type OfficeFault, readOffice, type TypedOffice } from '../../../campaigns/recipient-form'
import { getLocale } from '../../messages/generated/runtime'
import {
  atDirectory,
  fittingSalutations,
  mustMayAdd,
  officeChoices,
  ownerNamed,
  readOfficeForm,
} from '../../web/directory.server'
import { NewOffice } from './new-office'
import '../../ui/directory.css'

const blank = (language: string) => ({ language, name: '', city: '', addressee: '', salutation: '' })

export async function loader({ request, context }: LoaderFunctionArgs) {
  const directory = await atDirectory(request, context)
  mustMayAdd(directory)
  const typed: TypedOffice = {
    ...{ kind: '', country: '', hostCountry: '', timeZone: '', postalAddress: '', languages: [] },
    words: [blank(getLocale()), blank('')],
  }
  return { homes: directory.homes, choices: officeChoices(), typed }
}

export type NewOfficeData = Awaited<ReturnType<typeof loader>>
export type NewOfficeAnswer = {
  typed: TypedOffice
  email: string
  home: string
  faults: OfficeFault[]
  emailFault: Extract<ReturnType<typeof readAddress>, { kind: 'refused' }>['fault'] | null
  twin: { id: string; name: string } | null
}

export async function action({ request, context }: ActionFunctionArgs) {
  const directory = await atDirectory(request, context)
  mustMayAdd(directory)
  const form = await request.formData()
  const typed = readOfficeForm(form)
  const email = String(form.get('email') ?? '').trim()
  const home = String(form.get('home') ?? '')
  const owner = ownerNamed(directory, home)
  const read = readOffice(typed, fittingSalutations())
  const address = email === '' ? null : readAddress(email)
  const said = { typed, email, home, faults: [], emailFault: null, twin: null }
  if (read.kind === 'refused' || address?.kind === 'refused') {
    const faults = read.kind === 'refused' ? read.faults : []
    const emailFault = address?.kind === 'refused' ? address.fault : null
    return data<NewOfficeAnswer>({ ...said, faults, emailFault }, { status: 422 })
  }
  const created = await createOffice(context.db, {
    ...owner,
    office: read.office,
    email: address?.address ?? null,
    isAnother: form.get('isAnother') === 'yes',
    now: context.now(),
  })
  if (created.kind === 'known') {
    const twin = { id: created.officeId, name: wordsIn(created.name, getLocale()).words }
    return data<NewOfficeAnswer>({ ...said, twin }, { status: 409 })
  }
  return redirect(`/desk/directory/${created.officeId}`, { status: 303 })
}

export default function Page() {
  return <NewOffice {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>()} />
}
