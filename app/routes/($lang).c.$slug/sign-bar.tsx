import * as m from '../../messages/generated/messages'

/** The way to the letter and its form, at the foot of a phone's screen until the form itself is there. */
export function SignBar() {
  return (
    <p className="sign-bar" data-until="sign">
      <a className="button button-wide" href="#letter" data-after-letter={m.campaign_to_form()}>
        {m.campaign_read_and_sign()}
      </a>
    </p>
  )
}
