import { Form } from '@remix-run/react'
import { type FormEvent, useState } from 'react'
import * as m from '../../messages/generated/messages'
import { clear, isAnythingKept } from '../../ui/kept-here'

/**
 * The way out. What this browser keeps goes with it, also when the server can't be reached; so whoever has words in it
 * that are nowhere else is told before, and presses once more. The document is loaded anew: nothing of the desk stays in it.
 */
export function SignOut({ name }: { name: string }) {
  const [isWarned, setIsWarned] = useState(false)
  const submit = (event: FormEvent) => {
    if (isWarned || !isAnythingKept()) return clear()
    event.preventDefault()
    setIsWarned(true)
  }
  return (
    <Form method="post" action="/desk/sign-out" reloadDocument className="desk-person" onSubmit={submit}>
      <span>{name}</span>
      <button type="submit" className="button button-quiet">
        {isWarned ? m.desk_sign_out_anyway() : m.desk_sign_out()}
      </button>
      <p className="desk-unsaved" role="alert">
        {isWarned && m.desk_sign_out_unsaved()}
      </p>
    </Form>
  )
}
