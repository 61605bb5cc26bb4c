const form = 64 * 1024

// Where a file may be sent, and how much may come with it, in bytes. Every other form takes 64 kB and no file.
const uploads: [path: RegExp, bytes: number][] = [[/^\/desk\/directory\/import(?:\.data)?$/, 10_000_000]]

/** How large a body may be at a path, in bytes, and whether files in it are kept. */
export function bodyAt(path: string): { maxBytes: number; hasFiles: boolean } {
  const found = uploads.find(([where]) => where.test(path))
  return found ? { maxBytes: found[1], hasFiles: true } : { maxBytes: form, hasFiles: false }
}
