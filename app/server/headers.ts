const common =
  "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data:; style-src 'self'; font-src 'self'; connect-src 'self'"

/** Content security policy by page: nonce and strict-dynamic in the desk; external files only on public pages, which may be cached. */
function policy(path: string, nonce: string): string {
  if (/^\/desk(?:\/|$)/.test(path)) {
    return `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic'; frame-src 'self'; ${common}`
  }
  if (/^\/mailbox(?:\/|$)/.test(path))
    return `default-src 'none'; script-src 'self'; frame-src 'self'; ${common}`
  return `default-src 'none'; script-src 'self'; ${common}`
}

/** Sets the headers every answer carries. What a route has set already stays: it knows its page better. */
export function secure(
  headers: Headers,
  { path, nonce, isHttps }: { path: string; nonce: string; isHttps: boolean },
) {
  const set = (name: string, value: string) => {
    if (!headers.has(name)) headers.set(name, value)
  }
  set('content-security-policy', policy(path, nonce))
  set('x-content-type-options', 'nosniff')
  // same-origin and not no-referrer: with that, browsers send "Origin: null" on a POST and the guard would refuse the person.
  set('referrer-policy', 'same-origin')
  set('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()')
  set('cross-origin-opener-policy', 'same-origin')
  set('cross-origin-resource-policy', 'same-origin')
  if (isHttps) set('strict-transport-security', 'max-age=31536000; includeSubDomains')
  set('cache-control', 'no-store')
}
