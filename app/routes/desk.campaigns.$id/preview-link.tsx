import { Form } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import type { PublishingProps } from './publishing'

/** The address that shows the draft to people without an account: made, told once, taken back. */
export function PreviewLink({ hasPreview, stepAnswer }: PublishingProps) {
  const made = stepAnswer?.kind === 'preview-made' ? stepAnswer.address : null
  return (
    <div className="step">
      <h3>{m.preview_link()}</h3>
      {made ? (
        <div className="notice notice-good" role="status">
          <p>{m.preview_made()}</p>
          <p>
            <a href={made} className="preview-address">
              {made}
            </a>
          </p>
        </div>
      ) : (
        <p>{hasPreview ? m.preview_there() : m.preview_link_words()}</p>
      )}
      <div className="row">
        <Form method="post">
          <button type="submit" name="step" value="make-preview" className="button button-plain">
            {hasPreview || made ? m.preview_again() : m.preview_make()}
          </button>
        </Form>
        {(hasPreview || made) && (
          <Form method="post">
            <button type="submit" name="step" value="revoke-preview" className="button button-quiet">
              {m.preview_revoke()}
            </button>
          </Form>
        )}
      </div>
    </div>
  )
}
