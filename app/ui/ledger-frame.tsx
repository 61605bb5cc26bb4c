import type { ReactNode } from 'react'

/** Holds a table that may be wider than the screen: it scrolls sideways by finger, by wheel and by keyboard. */
export const LedgerFrame = ({ label, children }: { label: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the focus, or the keyboard can't scroll it.
  <section className="ledger-frame" aria-label={label} tabIndex={0}>
    {children}
  </section>
)
