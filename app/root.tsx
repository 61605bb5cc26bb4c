import letterFace from '@fontsource-variable/noto-serif/files/noto-serif-latin-wght-normal.woff2?url'
import type { MetaFunction } from '@remix-run/node'
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useMatches } from '@remix-run/react'
import type { ReactNode } from 'react'
import { directionOf } from '../campaigns/language'
import * as m from './messages/generated/messages'
import { getLocale } from './messages/generated/runtime'
import './ui/style.css'
import enhance from './ui/enhance.js?url'
import { Fault, isMissingPage } from './ui/fault'
import icon from './ui/icon.svg?url'
import { useNonce } from './web/nonce'

/** The title of a page that could not be shown; every other page names itself. */
export const meta: MetaFunction = ({ error }) => [
  { title: error ? (isMissingPage(error) ? m.fault_missing_title() : m.fault_title()) : 'Démarche' },
]

/** A public page is a document: it loads one small script of ours. The desk hydrates. */
export function Layout({ children }: { children: ReactNode }) {
  const isDesk = useMatches().some(({ id }) => id.startsWith('routes/desk'))
  const nonce = useNonce()
  const language = getLocale()
  return (
    <html lang={language} dir={directionOf(language)}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href={icon} type="image/svg+xml" />
        <Meta />
        <Links />
        {/* Titles and letters are set in it, and nobody should watch them change their face. */}
        {!isDesk && (
          <link rel="preload" href={letterFace} as="font" type="font/woff2" crossOrigin="anonymous" />
        )}
      </head>
      <body>
        {children}
        {isDesk ? (
          <>
            {/* Zod would try whether code can be made from text, which our policy forbids and the browser reports. */}
            <script nonce={nonce} suppressHydrationWarning>
              {'globalThis.__zod_globalConfig = { jitless: true }'}
            </script>
            <ScrollRestoration nonce={nonce} />
            <Scripts nonce={nonce} />
          </>
        ) : (
          <script type="module" src={enhance} />
        )}
      </body>
    </html>
  )
}

export default function App() {
  return <Outlet />
}

export function ErrorBoundary() {
  return <Fault />
}
