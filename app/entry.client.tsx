import { RemixBrowser } from '@remix-run/react'
import { StrictMode, startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { locales, overwriteGetLocale } from './messages/generated/runtime'

// The server chose the language; the page says which.
const language = document.documentElement.lang
overwriteGetLocale(() => locales.find((locale) => locale === language) ?? 'en')

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <RemixBrowser />
    </StrictMode>,
  )
})
