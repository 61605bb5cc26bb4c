import type { ReactNode } from 'react'
import './mail.css'

/** A page with one thing to do on it: signing in, and the like. */
export function DoorStep({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="door-step">
      <p className="door-step-name">
        <a href="/">Démarche</a>
      </p>
      <h1>{title}</h1>
      {children}
    </main>
  )
}
