import type Sqlite from 'better-sqlite3'

type Unit = { run: () => unknown; resolve: (value: never) => void; reject: (error: unknown) => void }

/** So long may one commit take up what waits; the rest goes into the next, and reads get their turn between them. */
const longest = 25
/** While many write, a commit waits so long for more of them, in milliseconds. One alone doesn't wait. */
const gathering = 1

/**
 * The one writer of a SQLite database: units of work that are asked for at about the same time are stored by one commit,
 * since it is the disk's saying so that takes the time. Each stands behind a savepoint of its own: one that throws undoes
 * itself and nobody else. None is answered before the commit it is in is on the disk.
 */
export function openWriter(sqlite: Sqlite.Database, clock = () => performance.now()) {
  const [begin, commit, rollback] = ['begin immediate', 'commit', 'rollback'].map((words) =>
    sqlite.prepare(words),
  ) as [Sqlite.Statement, Sqlite.Statement, Sqlite.Statement]
  const [savepoint, release, back] = ['savepoint unit', 'release unit', 'rollback to unit'].map((words) =>
    sqlite.prepare(words),
  ) as [Sqlite.Statement, Sqlite.Statement, Sqlite.Statement]
  const waiting: Unit[] = []
  let isAwake = false
  let isBusy = false

  const wake = () => {
    if (isAwake) return
    isAwake = true
    if (isBusy) setTimeout(write, gathering)
    else setImmediate(write)
  }

  /** Runs a unit behind its savepoint. Gives its answer, for after the commit; null when it undid itself. */
  function apart(unit: Unit): (() => void) | null {
    savepoint.run()
    try {
      const value = unit.run() as never
      release.run()
      return () => unit.resolve(value)
    } catch (error) {
      unit.reject(error)
      // No room, or a fault of the disk: SQLite has undone the whole, and with it what went well before.
      if (!sqlite.inTransaction) throw error
      back.run()
      release.run()
      return null
    }
  }

  function write() {
    isAwake = false
    isBusy = waiting.length > 1
    const began = clock()
    const taken: Unit[] = []
    let answers: (() => void)[] = []
    try {
      begin.run()
      for (let unit = waiting.shift(); unit; unit = waiting.shift()) {
        taken.push(unit)
        const answer = apart(unit)
        if (answer) answers.push(answer)
        if (clock() - began > longest) break
      }
      commit.run()
    } catch (error) {
      if (sqlite.inTransaction) rollback.run()
      // Where it could not even begin, nobody who waits gets further.
      for (const unit of taken.length > 0 ? taken : waiting.splice(0)) unit.reject(error)
      answers = []
    }
    for (const answer of answers) answer()
    if (waiting.length > 0) wake()
  }

  return <R>(run: () => R) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ run, resolve, reject })
      wake()
    })
}

export type Writer = ReturnType<typeof openWriter>

type Shared = Pick<Sqlite.Statement, 'all' | 'get' | 'run' | 'raw'>

/** So many statements are kept prepared: more than the program has, but for lists of many lengths. */
const most = 400

/**
 * Keeps statements prepared by their words: preparing costs more than running most of them. A statement is kept twice,
 * since one that was asked for raw rows gives them for ever.
 */
export function rememberStatements(sqlite: Sqlite.Database): void {
  const prepare = sqlite.prepare.bind(sqlite) as (source: string) => Sqlite.Statement
  const known = new Map<string, Shared>()
  const remembered = (source: string): Shared => {
    const held = known.get(source)
    if (held) {
      known.delete(source)
      known.set(source, held)
      return held
    }
    const plain = prepare(source)
    let raw: Sqlite.Statement | undefined
    const made: Shared = {
      all: (...values) => plain.all(...values),
      get: (...values) => plain.get(...values),
      run: (...values) => plain.run(...values),
      raw: () => {
        raw ??= prepare(source).raw()
        return raw
      },
    }
    known.set(source, made)
    const [oldest] = known.keys()
    if (known.size > most && oldest !== undefined) known.delete(oldest)
    return made
  }
  Object.assign(sqlite, { prepare: remembered })
}
