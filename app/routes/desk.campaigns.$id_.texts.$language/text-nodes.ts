import {
  Extension,
  InputRule,
  Mark,
  mergeAttributes,
  Node,
  nodePasteRule,
  textblockTypeInputRule,
} from '@tiptap/core'
import StarterKit from '@tiptap/starter-kit'
import { type MergeField, mergeFields, safeAddress } from '../../../campaigns/letter'
import * as m from '../../messages/generated/messages'
import { fieldLabels, fieldMeanings } from './field-words'

const typedField = `\\{\\{[ \\t]*(${mergeFields.join('|')})[ \\t]*\\}\\}`
const named = (name: unknown): MergeField | undefined => mergeFields.find((field) => field === name)

/** A field of the letter: one sign among the words, with a name that people read. */
const MergeFieldNode = Node.create({
  name: 'mergeField',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({
    name: {
      default: mergeFields[0],
      parseHTML: (element) => element.getAttribute('data-field'),
      renderHTML: ({ name }) => ({ 'data-field': name }),
    },
  }),
  parseHTML: () => [
    {
      tag: 'span[data-field]',
      getAttrs: (element) => (named(element.getAttribute('data-field')) ? null : false),
    },
  ],
  renderHTML({ node, HTMLAttributes }) {
    const name = named(node.attrs.name) ?? mergeFields[0]
    return [
      'span',
      mergeAttributes(HTMLAttributes, { class: 'merge-field', title: fieldMeanings[name]() }),
      ['span', { class: 'visually-hidden' }, `${m.text_field_word()} `],
      fieldLabels[name](),
    ]
  },
  renderText: ({ node }) => `{{${node.attrs.name}}}`,
  addInputRules() {
    return [
      new InputRule({
        find: new RegExp(`${typedField}$`),
        handler: ({ state, range, match: [, name] }) => {
          state.tr.replaceWith(range.from, range.to, this.type.create({ name }))
        },
      }),
    ]
  },
  addPasteRules() {
    return [
      nodePasteRule({
        find: new RegExp(typedField, 'g'),
        type: this.type,
        getAttributes: ([, name]) => ({ name }),
      }),
    ]
  },
})

/** A link to an https address, and to no other. */
const LinkMark = Mark.create({
  name: 'link',
  inclusive: false,
  // Outermost, so that one link stays one where a word in it is strong.
  priority: 1_000,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [
    {
      tag: 'a[href]',
      getAttrs: (element) => (safeAddress(element.getAttribute('href') ?? '') ? null : false),
    },
  ],
  renderHTML: ({ HTMLAttributes }) => ['a', { ...HTMLAttributes, rel: 'noopener nofollow' }, 0],
})

/** The one kind of heading, as it is typed in Markdown. */
const TypedHeading = Extension.create({
  name: 'typedHeading',
  addInputRules() {
    const type = this.editor.schema.nodes.heading
    return type
      ? [textblockTypeInputRule({ find: /^#{1,6}\s$/, type, getAttributes: { level: headingLevel } })]
      : []
  },
})

/** Under the heading of the section that the field stands in. */
const headingLevel = 3

/** What the fixed Markdown knows, and nothing else. */
export const textNodes = [
  StarterKit.configure({
    heading: { levels: [headingLevel] },
    code: false,
    codeBlock: false,
    dropcursor: false,
    gapcursor: false,
    horizontalRule: false,
    link: false,
    strike: false,
    trailingNode: false,
    underline: false,
  }),
  TypedHeading,
  LinkMark,
  MergeFieldNode,
]
