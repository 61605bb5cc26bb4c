const form = 64 * 1024

// Where more may be sent than a form, in bytes, and where a file may come with it: a table of offices; an organisation's
// logo and the picture of a story (more than is taken, so that a larger one is refused in words); a text of 60,000
// characters in any script, with its words around.
const larger: [path: RegExp, maxBytes: number, hasFiles: boolean][] = [
  [/^\/desk\/directory\/import(?:\.data)?$/, 10_000_000, true],
  [/^\/desk\/organisations\/(?!new(?:\.data)?$)[^/]+$/, 10_000_000, true],
  [/^\/desk\/campaigns\/[^/]+\/texts\//, 1024 * 1024, false],
  [/^\/desk\/campaigns\/[^/]+\/stories\/(?!new(?:\.data)?$)[^/]+$/, 10_000_000, true],
]

/** How large a body may be at a path, in bytes, and whether files in it are kept. */
export function bodyAt(path: string): { maxBytes: number; hasFiles: boolean } {
  const found = larger.find(([where]) => where.test(path))
  return found ? { maxBytes: found[1], hasFiles: found[2] } : { maxBytes: form, hasFiles: false }
}
