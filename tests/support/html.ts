// Reads the HTML that our own pages are made of: well formed, attributes in double quotes. Not a parser for the web.

export type Form = {
  method: string
  /** Where it posts to, as it stands in the page; empty for the page itself. */
  action: string
  /** What a browser would send if nothing were typed: hidden values, what is typed, ticked and chosen already. */
  fields: [name: string, value: string][]
  buttons: { words: string; name: string; value: string }[]
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

export const unescapeHtml = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex?: string, decimal?: string, name?: string) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal) return String.fromCodePoint(Number(decimal))
    return named[name ?? ''] ?? all
  })

const attributesOf = (tag: string): Record<string, string> =>
  Object.fromEntries(
    [...tag.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)]
      .slice(1)
      .map(([, name = '', value = '']) => [name.toLowerCase(), unescapeHtml(value)]),
  )

/** What a person reads on a page: no tags, no scripts, white space folded. */
export const wordsOf = (html: string): string =>
  unescapeHtml(
    html
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<(script|style|head|noscript)\b[\s\S]*?<\/\1>/gi, ' ')
      .replace(/<\/?(?:b|i|em|strong|bdi|span|a|small|q|abbr)\b[^>]*>/gi, '')
      .replace(/<[^>]+>/g, ' '),
  )
    .replace(/[\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim()

export const linksOf = (html: string): { href: string; words: string }[] =>
  [...html.matchAll(/<a\b[^>]*>[\s\S]*?<\/a>/gi)].map(([all]) => {
    const tag = /<a\b[^>]*>/i.exec(all)?.[0] ?? ''
    return { href: attributesOf(tag).href ?? '', words: wordsOf(all) }
  })

/** The value of an attribute wherever it stands first. `null` when no element has it. */
export const attributeOf = (html: string, name: string): string | null => {
  const found = new RegExp(`<[^>]*\\s${name}(?:="([^"]*)")?[\\s/>]`).exec(html)
  return found ? unescapeHtml(found[1] ?? '') : null
}

export const formsOf = (html: string): Form[] =>
  [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head = '', body = '']) => {
    const { method = 'get', action = '' } = attributesOf(`<form ${head}>`)
    return { method: method.toLowerCase(), action, fields: fieldsOf(body), buttons: buttonsOf(body) }
  })

function fieldsOf(body: string): Form['fields'] {
  const fields: Form['fields'] = []
  for (const [tag] of body.matchAll(/<input\b[^>]*>/gi)) {
    const { type = 'text', name, value, checked } = attributesOf(tag)
    const isChoice = type === 'radio' || type === 'checkbox'
    if (!name || type === 'submit' || (isChoice && checked === undefined)) continue
    fields.push([name, value ?? (isChoice ? 'on' : '')])
  }
  for (const [, head = '', text = ''] of body.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/gi)) {
    fields.push([attributesOf(`<textarea ${head}>`).name ?? '', unescapeHtml(text.replace(/^\n/, ''))])
  }
  for (const [, head = '', options = ''] of body.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/gi)) {
    const all = [...options.matchAll(/<option\b[^>]*>/gi)].map(([tag]) => attributesOf(tag))
    const chosen = all.find(({ selected }) => selected !== undefined) ?? all[0]
    fields.push([attributesOf(`<select ${head}>`).name ?? '', chosen?.value ?? ''])
  }
  return fields
}

const buttonsOf = (body: string): Form['buttons'] =>
  [...body.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/gi)].flatMap(([, head = '', words = '']) => {
    const { type = 'submit', name = '', value = '' } = attributesOf(`<button ${head}>`)
    return type === 'submit' ? [{ words: wordsOf(words), name, value }] : []
  })
