import { Section, Text } from '@react-email/components'
import { light } from './look'

/** `7KQ2MX9P` is read and typed as `7KQ2 MX9P`. */
export const inGroups = (code: string) => code.replace(/(.{4})(?=.)/g, '$1 ')

/** A code to be typed elsewhere, in its groups. Always from left to right, and never broken over two lines. */
export const Code = ({ shown }: { shown: string }) => (
  <Section
    className="sunk"
    style={{
      margin: '8px 0 24px',
      backgroundColor: light.paperSunk,
      border: `1px solid ${light.line}`,
      borderRadius: '6px',
    }}
  >
    <Text
      className="ink code"
      dir="ltr"
      style={{
        margin: 0,
        padding: '20px 12px',
        textAlign: 'center',
        fontFamily: `ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace`,
        fontSize: '36px',
        lineHeight: '40px',
        fontWeight: 600,
        letterSpacing: '2px',
        whiteSpace: 'nowrap',
        color: light.ink,
      }}
    >
      {shown}
    </Text>
  </Section>
)
