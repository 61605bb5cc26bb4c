import type { LetterDocument } from './letter'

/** What the annex may show of one signer, as the disclosure rule decided it. Without a name only the place is printed. */
export type PaperSignature = { name: string | null; place: string }

export type PaperAnnex = {
  /** Everybody who is counted, named or not. Zero and more. */
  total: number
  /** How many of them are counted without being named; above zero `words.countedOnly` is printed under the list. */
  countedOnly: number
  /** A remark under the introduction (how signatures were confirmed, as of when); empty for none. */
  note: string
  signatures: PaperSignature[]
  /** The running number of the first of them, when it isn't 1. */
  first?: number
  /** Where the names stand, when they stand in files of their own: one entry a file, as it is printed. */
  volumes?: { file: string; about: string; sha256: string }[]
}

/**
 * The fixed words of the paper, in its language and with their numbers filled in. Labels carry their own punctuation,
 * since it differs ("Subject:", "Objet :"). Only `page` and `placeAndDate` keep slots, in braces, for the template. The
 * labels are empty in a language we have no words of; then the letter's subject heads the annex as well.
 */
export type PaperWords = {
  /** "Reference:" */
  reference: string
  /** "Subject:" */
  subject: string
  /** "{place}, {date}": what joins them is a matter of language. */
  placeAndDate: string
  /** "Annex: the signatures" */
  annexTitle: string
  /** "214 people have signed this letter; 183 of them are named below." */
  annexIntro: string
  /** "31 further people have signed and asked to be counted without being named." */
  countedOnly: string
  /** "Page {page} of {pages}" */
  page: string
}

/** All that the letter on paper is made from. Everything in it is plain text, never markup. */
export type Paper = {
  /** BCP 47; it also decides the writing direction. */
  language: string
  /** Title and author of the file, for whoever opens or files it; not printed. */
  title: string
  author: string
  /** The organisations side by side. The lines are its address, the logo is WebP in base64. */
  letterheads: { name: string; lines: string[]; logo?: string | null }[]
  /** Colour of rules and headings, `#rrggbb`, dark enough for white paper. */
  accent?: string | null
  place: string
  /** As it is printed: "24 de noviembre de 2026". */
  date: string
  /** The lines of the address block. */
  recipient: string[]
  reference: string
  subject: string
  /** With its fields filled. */
  body: LetterDocument
  signatories: { organisation: string; name?: string; title: string }[]
  annex: PaperAnnex | null
  /** For a part of the annex that is a file of its own: nothing of the letter, but what it says at its head. */
  volume?: { title: string; about: string } | null
  words: PaperWords
  /** ISO 8601, UTC. The date of the file: the same paper always gives the same bytes. */
  createdAt: string
}

/** The archival profile (PDF/A-3a), or the accessible one (PDF/UA-1). */
export type PdfStandard = 'a-3a' | 'ua-1'
