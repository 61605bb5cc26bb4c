import { isLoopback } from '../web/environment.server'

type Env = { databaseUrl: string; PGSSLMODE?: string | undefined }

/**
 * Whether a database on another machine is spoken to without TLS, as the driver reads its address: what stands behind the
 * question mark counts more than what stands before it, and without either the environment's PGSSLMODE counts.
 */
export function isInTheClear({ databaseUrl, PGSSLMODE }: Env): boolean {
  if (!URL.canParse(databaseUrl)) return false
  const { protocol, hostname, searchParams } = new URL(databaseUrl)
  if (protocol === 'file:') return false
  const host = (searchParams.get('host') ?? decodeURIComponent(hostname)).replace(/^\[|\]$/g, '')
  if (host === '' || host.startsWith('/') || isLoopback(host)) return false
  const files = ['sslcert', 'sslkey', 'sslrootcert'].some((name) => searchParams.has(name))
  const mode = searchParams.get('sslmode')
  if (mode !== null || files) return mode === 'disable'
  const ssl = searchParams.get('ssl')
  // Any other word asks for it, `false` too.
  if (ssl !== null) return ssl === '0' || ssl === ''
  return !['prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'].includes(PGSSLMODE ?? '')
}
