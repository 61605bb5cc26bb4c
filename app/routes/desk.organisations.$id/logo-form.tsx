import { Form, useNavigation } from '@remix-run/react'
import type { LogoFault } from '../../../campaigns/organisation-logo.server'
import * as m from '../../messages/generated/messages'
import { Field } from '../../ui/field'
import { Logo } from '../../ui/logo'

const faultWords: Record<LogoFault, () => string> = {
  svg: m.logo_fault_svg,
  'not-a-picture': m.logo_fault_kind,
  'too-many-pixels': m.logo_fault_pixels,
  'too-detailed': m.logo_fault_detail,
  damaged: m.logo_fault_damaged,
  'too-large': m.logo_fault_size,
  missing: m.logo_fault_missing,
}

/** The logo as it is shown, the way to another one, and the way to none. */
export function LogoForm({ logo, fault }: { logo: string | null; fault: LogoFault | undefined }) {
  const isBusy = useNavigation().state !== 'idle'
  return (
    <section aria-labelledby="logo-title">
      <h2 id="logo-title">{m.logo_title()}</h2>
      {logo ? (
        <div className="stack-small">
          <Logo href={logo} />
          <Form method="post">
            <button
              type="submit"
              name="intent"
              value="remove-logo"
              className="button button-quiet"
              disabled={isBusy}
            >
              {m.logo_remove()}
            </button>
          </Form>
        </div>
      ) : (
        <p className="empty">{m.logo_none()}</p>
      )}
      <Form method="post" encType="multipart/form-data" action="#logo" className="desk-form stack">
        <input type="hidden" name="intent" value="logo" />
        <Field
          name="logo"
          type="file"
          label={logo ? m.logo_another() : m.logo_file()}
          hint={m.logo_hint()}
          fault={fault && faultWords[fault]()}
          accept="image/png,image/jpeg,image/webp"
        />
        <button type="submit" className="button button-plain" disabled={isBusy}>
          {m.logo_save()}
        </button>
      </Form>
    </section>
  )
}
