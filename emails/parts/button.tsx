import { Button, Section } from '@react-email/components'
import { light } from './look'

/** The one thing to do in a mail. At least 44 px high, so that a thumb meets it. */
export const ActionButton = ({ href, words }: { href: string; words: string }) => (
  <Section style={{ margin: '8px 0 24px' }}>
    <Button
      className="action"
      href={href}
      style={{
        padding: '14px 24px',
        borderRadius: '6px',
        backgroundColor: light.action,
        color: light.actionInk,
        fontSize: '17px',
        lineHeight: '20px',
        fontWeight: 600,
        textDecoration: 'none',
      }}
    >
      {words}
    </Button>
  </Section>
)
