export const letterStates = ['current', 'superseded'] as const
export type LetterState = (typeof letterStates)[number]

/** Names that a letter may put between double braces: `{{recipient}}`. There are no expressions. */
export const mergeFields = [
  'recipient',
  'salutation',
  'organisation',
  'campaign',
  'count',
  'date',
  'place',
] as const
export type MergeField = (typeof mergeFields)[number]

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'strong' | 'emphasis'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] }
  | { kind: 'break' }
  | { kind: 'field'; name: MergeField }

export type Block =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'heading'; children: Inline[] }
  | { kind: 'quote'; children: Block[] }
  | { kind: 'list'; isOrdered: boolean; start: number; items: Block[][] }

/** The one parsed form of a letter: page, mail and PDF are all made from it. */
export type LetterDocument = Block[]
