import { redirect } from '@remix-run/node'
import type { AddressFault } from '../../../campaigns/address'
import {
  type Appointed,
  appointHolder,
  endHolder,
  removeHolder,
} from '../../../campaigns/office-holder.server'
import { editOffice, type Removed, removeOffice } from '../../../campaigns/recipient.server'
import {
  addAddress,
  checkAddress,
  preferAddress,
  removeAddress,
} from '../../../campaigns/recipient-address.server'
import { type OfficeFault, readOffice, type TypedOffice } from '../../../campaigns/recipient-form'
import type { Db } from '../../../db/client.server'
import { fittingSalutations, readOfficeForm } from '../../web/directory.server'

/** What a form of the office's page is answered when it was not done. */
export type OfficeAnswer =
  | { form: 'office'; typed: TypedOffice; faults: OfficeFault[]; isOld: boolean }
  | { form: 'address'; email: string; fault: AddressFault | 'known' | 'too-many' }
  | {
      form: 'holder'
      typed: { name: string; since: string; until: string }
      faults: Extract<Appointed, { kind: 'refused' }>['faults']
    }
  | { form: 'remove'; refused: Exclude<Removed, { kind: 'removed' } | { kind: 'gone' }> }

type Changing = { form: FormData; officeId: string; organiserId: string; now: Date }
type Answered = { said: OfficeAnswer | null; status: number } | Response

/** Does what a form of the office's page asks for: back to the page when it is done, else what is to be said. */
export async function changeOffice(
  db: Db,
  { form, officeId, organiserId, now }: Changing,
): Promise<Answered> {
  const field = (name: string) => String(form.get(name) ?? '')
  const back = (anchor: string) => redirect(`/desk/directory/${officeId}${anchor}`, { status: 303 })
  const addressId = field('address')
  const holderId = field('holder')
  switch (form.get('intent')) {
    case 'edit': {
      const typed = readOfficeForm(form)
      const read = readOffice(typed, fittingSalutations())
      const said: OfficeAnswer = { form: 'office', typed, faults: [], isOld: false }
      if (read.kind === 'refused') return { said: { ...said, faults: read.faults }, status: 422 }
      const edited = await editOffice(db, { officeId, office: read.office, stamp: field('stamp'), now })
      if (edited.kind === 'changed-meanwhile') return { said: { ...said, isOld: true }, status: 409 }
      return back('')
    }
    case 'add-address': {
      const email = field('email')
      const added = await addAddress(db, { officeId, email, now })
      if (added.kind === 'added') return back('#addresses')
      const fault = added.kind === 'refused' ? added.fault : added.kind
      return { said: { form: 'address', email, fault }, status: 422 }
    }
    case 'check-address':
      await checkAddress(db, { officeId, addressId, organiserId, now })
      return back('#addresses')
    case 'prefer-address':
      await preferAddress(db, { officeId, addressId, now })
      return back('#addresses')
    case 'remove-address':
      await removeAddress(db, { officeId, addressId, now })
      return back('#addresses')
    case 'appoint': {
      const typed = { name: field('name'), since: field('since'), until: field('until') }
      const appointed = await appointHolder(db, { officeId, ...typed, now })
      if (appointed.kind !== 'refused') return back('#holders')
      return { said: { form: 'holder', typed, faults: appointed.faults }, status: 422 }
    }
    case 'end-holder':
      await endHolder(db, { officeId, holderId, now })
      return back('#holders')
    case 'remove-holder':
      await removeHolder(db, { officeId, holderId })
      return back('#holders')
    case 'remove': {
      const removed = await removeOffice(db, { officeId })
      if (removed.kind === 'removed' || removed.kind === 'gone')
        return redirect('/desk/directory?removed', { status: 303 })
      return { said: { form: 'remove', refused: removed }, status: 409 }
    }
    default:
      return { said: null, status: 400 }
  }
}
