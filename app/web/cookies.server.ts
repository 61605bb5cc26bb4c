type CookieName = 'session' | 'browser' | 'passkey' | 'pending'

const nameOf = (name: CookieName, isHttps: boolean) => (isHttps ? `__Host-${name}` : name)

/** Reads a cookie of ours. Browsers drop Secure cookies on plain http, so there the plain name is used. */
export function readCookie(request: Request, name: CookieName): string | null {
  const isHttps = new URL(request.url).protocol === 'https:'
  const wanted = nameOf(name, isHttps)
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [key = '', ...value] = pair.split('=')
    if (key.trim() === wanted)
      return /^[\w-]{20,64}$/.test(value.join('=').trim()) ? value.join('=').trim() : null
  }
  return null
}

/** A Set-Cookie value. `maxAge` in seconds; 0 removes the cookie. */
export function writeCookie(
  request: Pick<Request, 'url'>,
  name: CookieName,
  value: string,
  maxAge: number,
): string {
  const isHttps = new URL(request.url).protocol === 'https:'
  return `${nameOf(name, isHttps)}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${isHttps ? '; Secure' : ''}`
}
