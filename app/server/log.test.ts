import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { faultOf } from './log'

/** What the log writes in a process of its own, as it does in production. */
function written(level: string, calls: string) {
  const module = JSON.stringify(pathToFileURL(new URL('./log.ts', import.meta.url).pathname).href)
  const run = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { openLog, faultOf } from ${module}; const log = openLog(${JSON.stringify(level)}); ${calls}`,
    ],
    { encoding: 'utf8' },
  )
  return {
    stdout: run.stdout,
    lines: run.stderr
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>),
    all: run.stderr,
  }
}

describe('the log', () => {
  it('is one JSON object a line on stderr, and leaves stdout to people', () => {
    const { stdout, lines } = written(
      'info',
      `log.info('request', { method: 'GET', status: 200, ms: 3 }); log.warn('slow', { count: 2 })`,
    )
    expect(stdout).toBe('')
    expect(lines).toMatchObject([
      { msg: 'request', method: 'GET', status: 200, ms: 3, level: 30 },
      { msg: 'slow', count: 2, level: 40 },
    ])
  })

  it('leaves out every field that is not on its list', () => {
    const { all, lines } = written(
      'info',
      `for (const level of ['info', 'warn', 'error']) log[level]('event', { count: 7, id: 7, email: 'ana@mail.example', token: 'canary-token', path: '/confirm/canary-token', name: 'Ana', ip: '203.0.113.7', headers: { cookie: 'canary' }, error: new Error('canary') })`,
    )
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(Object.keys(line).sort()).toEqual(['count', 'level', 'msg', 'time'])
    for (const secret of ['ana@', 'canary', 'Ana', '203.0.113']) expect(all).not.toContain(secret)
  })

  it('leaves out whatever hides inside a field that is on its list', () => {
    const { all } = written(
      'info',
      `log.info('event', { result: { email: 'canary@mail.example' }, kind: ['canary'] })`,
    )
    expect(all).not.toContain('canary')
  })

  it('is as quiet as it was told to be', () => {
    expect(
      written('error', `log.info('a'); log.warn('b'); log.error('c')`).lines.map(({ msg }) => msg),
    ).toEqual(['c'])
    expect(written('silent', `log.error('c')`).lines).toEqual([])
  })
})

describe('a fault in the log', () => {
  it('tells its kind and its place, never its message', () => {
    const fault = faultOf(new TypeError('canary ana@mail.example\n    at canary (in the message)'))
    expect(fault.fault).toBe('TypeError')
    expect(fault.stack).toContain('log.test.ts')
    expect(JSON.stringify(fault)).not.toContain('canary')
  })
  it.each([
    ['a word', 'string'],
    [null, 'object'],
    [undefined, 'undefined'],
  ])('that is no error is told by its type', (thrown, fault) => {
    expect(faultOf(thrown)).toEqual({ fault })
  })
})
