import { randomBytes } from 'node:crypto'
import type { ReactElement } from 'react'
import { finish, type RenderedMail } from './finish'

/** A mail before it is rendered. */
export type Draft = { subject: string; language: string; body: ReactElement }

type Slots = Record<string, string>
/** Words and, between them, names of slots: even places are words, odd ones names. */
type Pieces = string[]
type Template = { subject: Pieces; html: Pieces; text: Pieces; language: string; slots: string[] }

type Recipe<Props, Same, Differs> = {
  /**
   * `same` is what many mails have in common, down to the words of the campaign; whatever changes the mail other than
   * word for word belongs there. `differs` is what stands in this one alone, as it is to be read.
   */
  parts: (props: Props) => { same: Same; differs: Differs }
  write: (same: Same, differs: Differs) => Draft
}

/** So many templates are kept, of about 30 kB each; the one that was not used for longest goes first. */
const most = 200
const templates = new Map<string, Promise<Template>>()
let recipeCount = 0

// What stands for a slot while a template is rendered. Nobody outside can write it, and no step of rendering alters it.
const mark = randomBytes(16).toString('hex')
const placeOf = (name: string) => `${mark}x${name}x`
const places = new RegExp(`${mark}x(\\w+)x`)

/**
 * A mail that is rendered once for all that has the same words, with what differs put in afterwards, to the byte as if it
 * were rendered whole (`whole`). Templates are found by the words themselves, so new words make a new template.
 */
export function mailOf<Props, Same, Differs extends Slots>({ parts, write }: Recipe<Props, Same, Differs>) {
  const id = recipeCount++
  const whole = (props: Props): Promise<RenderedMail> => {
    const { same, differs } = parts(props)
    return finish(write(same, differs))
  }
  const mail = async (props: Props): Promise<RenderedMail> => {
    const { same, differs } = parts(props)
    const names = Object.keys(differs)
    const blanks = Object.fromEntries(names.map((name) => [name, placeOf(name)])) as Differs
    const template = await remembered(`${id} ${JSON.stringify(same)}`, () => finish(write(same, blanks)))
    if (!template.slots.every((name) => isPlain(differs[name] ?? ''))) return finish(write(same, differs))
    const filled = (pieces: Pieces, shown: (value: string) => string) =>
      pieces.map((piece, n) => (n % 2 === 0 ? piece : shown(differs[piece] ?? ''))).join('')
    return {
      subject: filled(template.subject, asWritten),
      html: filled(template.html, escaped),
      text: filled(template.text, asWritten),
      language: template.language,
    }
  }
  return Object.assign(mail, { whole })
}

/** How many templates are kept at the moment. */
export const templateCount = () => templates.size

function remembered(key: string, render: () => Promise<RenderedMail>): Promise<Template> {
  const known = templates.get(key)
  if (known) {
    templates.delete(key)
    templates.set(key, known)
    return known
  }
  const made = render().then(templateOf)
  templates.set(key, made)
  made.catch(() => templates.delete(key))
  const [oldest] = templates.keys()
  if (templates.size > most && oldest !== undefined) templates.delete(oldest)
  return made
}

function templateOf({ subject, html, text, language }: RenderedMail): Template {
  const [inSubject, inHtml, inText] = [subject, html, text].map((words) => words.split(places)) as [
    Pieces,
    Pieces,
    Pieces,
  ]
  const slots = new Set([inSubject, inHtml, inText].flatMap((pieces) => pieces.filter((_, n) => n % 2 === 1)))
  return { subject: inSubject, html: inHtml, text: inText, language, slots: [...slots] }
}

/**
 * Whether words are the same in HTML and in the text read from it, wherever they stand. Others, as nothing that we clean
 * before we store it holds them, are rendered whole: where there is nothing, space at an end, two in a row, or a character
 * that HTML or UTF-8 does without.
 */
const isPlain = (value: string) =>
  value !== '' &&
  value.length <= 10_000 &&
  value === value.trim() &&
  value.isWellFormed() &&
  !/[\p{Cc}\u200b]| {2}/u.test(value)

const asWritten = (value: string) => value

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
}
/** As React writes words, in an attribute and between tags alike. */
const escaped = (value: string) => value.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
