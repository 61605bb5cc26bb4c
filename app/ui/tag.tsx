import type { ReactNode } from 'react'

/** A state in a word. */
export function Tag({
  kind = 'plain',
  children,
}: {
  kind?: 'plain' | 'good' | 'warn' | 'bad'
  children: ReactNode
}) {
  return <span className={`tag tag-${kind}`}>{children}</span>
}
