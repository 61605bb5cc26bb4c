import type { ReactNode } from 'react'

type NoticeProps = {
  kind?: 'info' | 'good' | 'warn' | 'bad'
  title?: string
  /** `status` or `alert` for what came of an act just done, so that it is read aloud. */
  role?: 'status' | 'alert'
  /** With an id it can be led to, and takes the focus. */
  id?: string
  children?: ReactNode
}

/** Something to know, apart from the text around it. The words carry the kind; the colour only repeats it. */
export function Notice({ kind = 'info', title, role, id, children }: NoticeProps) {
  return (
    <div className={`notice notice-${kind}`} role={role} id={id} tabIndex={id ? -1 : undefined}>
      {title && <p className="notice-title">{title}</p>}
      {children}
    </div>
  )
}
