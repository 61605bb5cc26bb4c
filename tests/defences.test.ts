import { describe, expect, it } from 'vitest'
import { pathsIn, sourcesOf, textOf } from './support/sources'

// What the program never does, read off its sources. Each pattern is tried on a line that does it.

const program = sourcesOf(
  pathsIn(['app', 'campaigns', 'db', 'emails'])
    .filter((path) => /\.(?:tsx?|js)$/.test(path))
    .filter((path) => !/\.test\.tsx?$/.test(path)),
)
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(^|[^:'"`])\/\/.*$/gm, '$1')

/** The file of each place where it stands. */
const places = (pattern: RegExp) =>
  program.flatMap(({ path, text }) =>
    Array.from(withoutComments(text).matchAll(new RegExp(pattern, `${pattern.flags}g`)), () => path),
  )

const never: Record<string, { pattern: RegExp; would: string[]; but?: string[] }> = {
  'evaluates no text as code, and puts no markup into a page as it stands': {
    pattern: /\beval\(|\bnew Function\(|dangerouslySetInnerHTML|\.(?:inner|outer)HTML =|insertAdjacentHTML/,
    would: [
      "eval('1')",
      'new Function(typed)',
      'page.innerHTML = typed',
      '<p dangerouslySetInnerHTML={x} />',
    ],
    but: [
      // The style sheet of all mails, which is ours.
      'emails/parts/layout.tsx',
      // The mail as the desk composed it, under a policy that lets no script run.
      'app/routes/desk.campaigns.$id_.texts.$language/mail-preview.tsx',
      // Of a document that no browser shows, to undo entities in words without a tag in them.
      'campaigns/story-words.server.ts',
    ],
  },
  'builds no query out of text': {
    pattern: /\bsql\.raw\(|\.query\((?!')|\.(?:exec|prepare)\(`/,
    would: ['sql.raw(typed)', 'pool.query(typed)', 'sqlite.exec(`drop`)'],
    // The name of the one channel that processes tell each other changes by.
    but: ['db/changes.server.ts'],
  },
  'starts other programs without a shell': {
    pattern:
      /\b(?:exec|execSync|execFile|execFileSync)\b(?=.*node:child_process)|\bshell: |\bspawn(?:Sync)?\((?!process\.execPath)/,
    would: ["import { execSync } from 'node:child_process'", 'spawn(typed)', '{ shell: true }'],
    // Of this program itself, by execFile, which takes no shell.
    but: ['app/server/recount-check.ts'],
  },
  'uses no broken hash, cipher or padding': {
    pattern:
      /createHash\('(?!sha256')|createHmac\('(?!sha256')|create(?:De)?[cC]ipheriv\('(?!aes-256-gcm')|RSA_PKCS1_PADDING|\bmd5\b|(?<!\()\bsha-?1\b/i,
    would: [
      "createHash('md5')",
      "createHash('sha1')",
      "createCipheriv('aes-256-cbc', k)",
      "createHmac('sha1', k)",
    ],
  },
  'takes nothing that must not be guessed from Math.random': {
    pattern: /Math\.random/,
    would: ['const token = Math.random()'],
    but: [
      // Spreads the times at which mails are tried again.
      'campaigns/claim.server.ts',
      // Keeps two units of work that were in each other's way from meeting again.
      'db/client.server.ts',
    ],
  },
  'checks certificates everywhere but at a relay or mailbox on its own machine': {
    pattern: /rejectUnauthorized|NODE_TLS_REJECT|checkServerIdentity|ssl: false/,
    would: ['{ rejectUnauthorized: false }'],
    but: ['emails/transport.server.ts', 'emails/imap-box.server.ts'],
  },
  'listens to no other window, and opens no socket of the web': {
    pattern: /addEventListener\('message'|onmessage|postMessage|new WebSocket|new EventSource/,
    would: ["window.addEventListener('message', f)", "new WebSocket('wss://a')"],
    // Between the process and its own threads, where there is no window.
    but: ['emails/mail-thread.ts', 'emails/threads.server.ts', 'emails/threads.server.ts'],
  },
  'writes to the storage of a browser in one place, which holds texts of the desk alone': {
    pattern: /(?:local|session)Storage\.setItem|indexedDB|document\.cookie/,
    would: ["localStorage.setItem('a', b)", "document.cookie = 'a=b'"],
    but: Array(2).fill('app/ui/kept-here.ts'),
  },
  'makes no regular expression out of what was typed': {
    pattern: /new RegExp\(/,
    would: ['new RegExp(typed)', "new RegExp(typed, 'i')"],
    but: [
      // Of a pattern that stands above it.
      'app/routes/desk.campaigns.$id_.texts.$language/text-nodes.ts',
      'app/routes/desk.campaigns.$id_.texts.$language/text-nodes.ts',
      'campaigns/paper-eastern.server.ts',
      'campaigns/paper-eastern.server.ts',
      'campaigns/paper-text.server.ts',
      // For the names of a header's parameters, which we say.
      'campaigns/mail-parts.ts',
      // Of the languages the product has, and of marks that stand above it.
      ...Array(4).fill('app/server/shared-pages.ts'),
      'app/server/sign-door.ts',
      'emails/parts/template.ts',
    ],
  },
}

describe('docs/keeping.md', () => {
  const section = textOf('docs/keeping.md').split('## In front of it: TLS')[1]?.split('\n## ')[0] ?? ''
  it('shows proxies that speak TLS 1.2 and 1.3 alone', () => {
    expect(section).toContain('protocols tls1.2 tls1.3')
    expect(section).toContain('ssl_protocols TLSv1.2 TLSv1.3;')
  })
  it('shows no cipher without forward secrecy and a tag of its own', () => {
    const ciphers = /ssl_ciphers (.+);/.exec(section)?.[1]?.split(':') ?? []
    expect(ciphers.length).toBeGreaterThan(3)
    expect(ciphers.filter((one) => !/^ECDHE-.+(?:GCM-SHA\d+|CHACHA20-POLY1305)$/.test(one))).toEqual([])
  })
})

describe('the program', () => {
  it.each(Object.entries(never))('%s', (_, { pattern, would, but = [] }) => {
    for (const line of would) expect(pattern.test(line), line).toBe(true)
    expect(places(pattern).sort()).toEqual([...but].sort())
  })

  it('takes its packages from one registry, each with the hash of its contents', () => {
    const { packages } = JSON.parse(textOf('package-lock.json')) as {
      packages: Record<string, { resolved?: string; integrity?: string }>
    }
    const installed = Object.entries(packages).filter(([path]) => path !== '')
    expect(installed.length).toBeGreaterThan(100)
    for (const [path, { resolved = '', integrity = '' }] of installed) {
      expect(resolved, path).toMatch(/^(?:https:\/\/registry\.npmjs\.org\/|$)/)
      // Parts for machines this one is not: their entries were written by hand (docs/decisions/0005).
      if (!/typst-ts-node-compiler-/.test(path)) expect(integrity, path).toMatch(/^sha512-/)
    }
  })

  it('ships what runs, and no test, no source and no settings of anybody', () => {
    const { files } = JSON.parse(textOf('package.json')) as { files: string[] }
    expect(files.sort()).toEqual([
      'app/server/launch.js',
      'build',
      'campaigns/*.typ',
      'db/migrations',
      'db/seed',
    ])
  })
})
