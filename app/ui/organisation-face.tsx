import type { TypedOrganisation } from '../../campaigns/organisation-form'
import * as m from '../messages/generated/messages'
import { AccentField } from './accent-field'
import { Tick } from './choice'

type Props = {
  typed: TypedOrganisation
  shown: TypedOrganisation
  fault: (field: string) => string | undefined
}

/** How an organisation looks, and how careful it is before it speaks. */
export const OrganisationFace = ({ typed, shown, fault }: Props) => (
  <>
    <fieldset className="group">
      <legend>{m.org_face()}</legend>
      <AccentField typed={typed.accent} shown={shown.accent} fault={fault('accent')} />
    </fieldset>
    <fieldset className="group">
      <legend>{m.org_approval()}</legend>
      <Tick name="needsSecondPerson" label={m.org_second_person()} isTicked={typed.needsSecondPerson} />
      <p className="hint">{m.org_second_person_hint()}</p>
    </fieldset>
  </>
)
