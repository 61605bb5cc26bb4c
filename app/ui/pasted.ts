import { safeAddress } from '../../campaigns/letter'

const left = 'script,style,meta,link,title,noscript,template,img,svg,iframe,object,video,audio,form,[hidden]'

/**
 * What was copied from a word processor or a page, brought to what a text can hold: paragraphs, headings, lists, quotes,
 * strong, emphasis, https links. Words are kept; looks, pictures and what nobody saw are not. `parse` makes a document of
 * HTML without running anything in it.
 */
export function tidyPasted(html: string, parse: (html: string) => Document): string {
  // Two breaks are how some pages write a paragraph. Attributes of style aren't read as such: the policy forbids it.
  const said = html
    .replace(/(?:<br[^>]*>\s*){2,}/gi, '</p><p>')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/\sstyle=(?=["'])/gi, ' data-look=')
  const { body } = parse(said)
  for (const element of body.querySelectorAll(left)) element.remove()
  for (const element of body.querySelectorAll('[data-look]'))
    if (/display:\s*none|mso-hide:\s*all/i.test(lookOf(element))) element.remove()
  wordLists(body)
  for (const table of body.querySelectorAll('table')) asParagraphs(table)
  for (const element of body.querySelectorAll('[data-look]')) asMarks(element)
  for (const heading of body.querySelectorAll('h1,h2,h3,h4,h5,h6')) asHeading(heading)
  for (const link of body.querySelectorAll('a'))
    if (!safeAddress(link.getAttribute('href') ?? '')) unwrap(link)
  for (const paragraph of body.querySelectorAll('p'))
    if ((paragraph.textContent ?? '').trim() === '') paragraph.remove()
  return body.innerHTML
}

const lookOf = (element: Element) => element.getAttribute('data-look') ?? ''
const unwrap = (element: Element) => element.replaceWith(...element.childNodes)

function wrapWithin(element: Element, name: string) {
  const around = element.ownerDocument.createElement(name)
  around.append(...element.childNodes)
  element.append(around)
}

/** Bold and italic that are only said as a look; and what is called bold but looks plain, as around a whole document. */
function asMarks(element: Element) {
  const look = lookOf(element)
  const weight = /font-weight:\s*(\w+)/i.exec(look)?.[1]
  const isPlain = weight === 'normal' || weight === '400'
  if (/font-style:\s*italic/i.test(look)) wrapWithin(element, 'em')
  if (weight && /^(?:bold|bolder|[6-9]00)$/.test(weight)) wrapWithin(element, 'strong')
  element.removeAttribute('data-look')
  if (isPlain && /^(?:b|strong)$/i.test(element.tagName)) unwrap(element)
}

function asHeading(heading: Element) {
  for (const strong of heading.querySelectorAll('b,strong')) unwrap(strong)
  const one = heading.ownerDocument.createElement('h3')
  one.append(...heading.childNodes)
  heading.replaceWith(one)
}

/** Each row of a table becomes a paragraph, its cells apart by a dash. */
function asParagraphs(table: Element) {
  const { ownerDocument: page } = table
  const rows = [...table.querySelectorAll('tr')].map((row) => {
    const paragraph = page.createElement('p')
    for (const [index, cell] of [...row.querySelectorAll('td,th')].entries()) {
      if (index > 0) paragraph.append(' – ')
      for (const block of cell.querySelectorAll('p,div,h1,h2,h3,h4,h5,h6')) unwrap(block)
      paragraph.append(...cell.childNodes)
    }
    return paragraph
  })
  table.replaceWith(...rows)
}

/** Lists of Word are paragraphs that begin with their sign. */
function wordLists(body: Element) {
  for (const paragraph of body.querySelectorAll('p')) {
    if (!/mso-list:(?!\s*(?:none|ignore))/i.test(lookOf(paragraph))) continue
    const sign = [...paragraph.querySelectorAll('[data-look]')].find((one) =>
      /mso-list:\s*ignore/i.test(lookOf(one)),
    )
    const isOrdered = /^\s*\w+[.)]/.test(sign?.textContent ?? '')
    sign?.remove()
    const item = body.ownerDocument.createElement('li')
    item.append(...paragraph.childNodes)
    const before = paragraph.previousElementSibling
    const name = isOrdered ? 'ol' : 'ul'
    if (before?.hasAttribute('data-word') && before.tagName.toLowerCase() === name) {
      before.append(item)
      paragraph.remove()
    } else {
      const list = body.ownerDocument.createElement(name)
      list.setAttribute('data-word', '')
      list.append(item)
      paragraph.replaceWith(list)
    }
  }
}
