/**
 * Somebody else's words as a piece of a letter's Markdown: they mean nothing in it. Marks are escaped; braces that would
 * name a field and bars that would make a table are taken out.
 */
export const inMarkdown = (words: string): string =>
  words
    .replace(/\{\{|\}\}/g, '')
    .replaceAll('|', '/')
    .replace(/[\\`*_[\]<>&#~!]/g, '\\$&')
    .replace(/^(\d+)([.)])/gm, '$1\\$2')
    .replace(/^[ \t]*([-+=])/gm, '\\$1')
