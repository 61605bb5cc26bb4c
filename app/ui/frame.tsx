import { useLocation } from '@remix-run/react'
import type { ReactNode } from 'react'
import * as m from '../messages/generated/messages'
import { getLocale, type Locale, locales } from '../messages/generated/runtime'
import { ownName } from './own-name'

type FrameProps = {
  /** Only then the page says that mail stays on this machine. */
  isTryOut?: boolean
  children: ReactNode
}

/** Head and foot of every public page. The site stays in the background: the page belongs to the organisation. */
export function Frame({ isTryOut = false, children }: FrameProps) {
  const home = `/${getLocale()}`
  return (
    <>
      <a className="skip" href="#content">
        {m.site_skip()}
      </a>
      <header>
        {isTryOut && (
          <div className="try-out">
            <p className="wide">
              {m.site_try_out()} <a href="/mailbox">{m.site_try_out_mailbox()}</a>
            </p>
          </div>
        )}
        <div className="site-head">
          <div className="wide">
            <a className="site-name" href={home}>
              Démarche
            </a>
            <LanguageSwitch />
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer className="site-foot">
        <div className="wide">
          <p>{m.site_about()}</p>
          <p>
            <a href={home}>{m.site_all_campaigns()}</a>
          </p>
        </div>
      </footer>
    </>
  )
}

function LanguageSwitch() {
  const { pathname, search } = useLocation()
  const current = getLocale()
  return (
    <nav className="languages" aria-label={m.site_language()}>
      <ul>
        {locales.map((locale) => (
          <li key={locale}>
            <a
              href={inLocale(locale, pathname, search)}
              lang={locale}
              hrefLang={locale}
              aria-current={locale === current ? 'true' : undefined}
            >
              {ownName(locale)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** The same page in another language: by its path where the path names one, else as mailed links do, by `?lang=`. */
function inLocale(locale: Locale, pathname: string, search: string): string {
  const [, first, ...rest] = pathname.split('/')
  if (locales.some((known) => known === first)) return `/${[locale, ...rest].join('/')}${search}`
  const query = new URLSearchParams(search)
  query.set('lang', locale)
  return `${pathname}?${query}`
}
