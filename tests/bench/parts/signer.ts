/** What the form of a page holds besides what people type, and where it is posted. */
export type Hidden = { path: string; fields: [name: string, value: string][] }

const domains = 400
const countries = ['AR', 'AR', 'AR', 'AR', 'UY', 'CL', 'BR', 'ES', 'AM', 'IL']

/** The name of the nth signer of a run; what is stored is found again by it. */
export const nameOf = (run: string, n: number) => `Ana ${run} ${n}`
/** Four hundred domains, as a crowd has: at most two mails are under way to one of them. */
export const addressOf = (run: string, n: number) => `ana.${run}.${n}@mail-${n % domains}.example`
export const numberIn = (words: string) => Number(/(\d+)(?:@.*)?$/.exec(words)?.[1])
/** Each signs from a network of her own, as the proxy in front of the site says. */
const networkOf = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`

/** Gets a page, as a browser asks for it. */
export const asking = (port: number, path: string, headers = '') =>
  Buffer.from(`GET ${path} HTTP/1.1\r\nhost: localhost:${port}\r\naccept: text/html\r\n${headers}\r\n`)

/** Posts a form, as a browser does from the site's own page. */
export function posting(
  port: number,
  { path, fields, n }: { path: string; fields: [name: string, value: string][]; n: number },
) {
  const body = new URLSearchParams(fields).toString()
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: localhost:${port}\r\nx-forwarded-for: ${networkOf(n)}\r\n` +
      'sec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\n' +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/** The nth signer's form, filled in. */
export const signing = (port: number, { path, fields }: Hidden, { run, n }: { run: string; n: number }) =>
  posting(port, {
    path,
    n,
    fields: [
      ...fields,
      ['name', nameOf(run, n)],
      ['email', addressOf(run, n)],
      ['country', countries[n % countries.length] ?? 'AR'],
      ['city', `Ciudad ${n % 500}`],
      ['disclosure', 'full'],
    ],
  })
