import { Form, Link, useNavigation } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { Tick } from '../../ui/choice'
import { FaultSummary, faultsId } from '../../ui/fault-summary'
import { Field, SelectField } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { OfficeFields, placeOf } from '../../ui/office-form'
import { addressFaultWords, officeFaultWords } from '../../ui/office-words'
import type { NewOfficeAnswer, NewOfficeData } from './route'

export function NewOffice(props: NewOfficeData & { answer: NewOfficeAnswer | undefined }) {
  const { answer, homes, choices } = props
  const isBusy = useNavigation().state !== 'idle'
  const typed = answer?.typed ?? props.typed
  const emailFault = answer?.emailFault ? addressFaultWords(answer.emailFault) : undefined
  const faults = [
    ...(answer?.faults ?? []).map((fault) => ({ field: placeOf(fault), words: officeFaultWords(fault) })),
    ...(emailFault ? [{ field: 'email', words: emailFault }] : []),
  ]
  return (
    <>
      <header className="desk-head">
        <p>
          <Link to="/desk/directory">{m.directory_title()}</Link>
        </p>
        <h1>{m.office_new_title()}</h1>
        <p>{m.office_new_lead()}</p>
      </header>
      {faults.length > 0 && (
        <FaultSummary title={m.office_summary({ count: faults.length })} faults={faults} />
      )}
      <Form method="post" action={`/desk/directory/new#${faultsId}`} className="stack office-form">
        {answer?.twin && (
          <div id={faultsId} tabIndex={-1}>
            <Notice kind="warn" role="alert" title={m.office_known_title()}>
              <p>
                <Link to={`/desk/directory/${answer.twin.id}`}>{answer.twin.name}</Link>
              </p>
              <p>{m.office_known()}</p>
              <Tick name="isAnother" label={m.office_is_another()} />
            </Notice>
          </div>
        )}
        {homes.length === 1 ? (
          <input type="hidden" name="home" value={homes[0]?.value} />
        ) : (
          <SelectField
            name="home"
            label={m.office_home()}
            hint={m.office_home_hint()}
            defaultValue={answer?.home ?? homes[0]?.value}
          >
            {homes.map(({ value, name }) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </SelectField>
        )}
        <OfficeFields typed={typed} faults={answer?.faults ?? []} choices={choices} />
        <Field
          name="email"
          type="email"
          label={m.office_email()}
          hint={m.office_email_hint()}
          optional={m.office_optional()}
          defaultValue={answer?.email}
          fault={emailFault}
          autoComplete="off"
        />
        <button type="submit" className="button" disabled={isBusy}>
          {m.office_create()}
        </button>
      </Form>
    </>
  )
}
