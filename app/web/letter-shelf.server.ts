/** What a letter became: its PDF, or nothing, when it could not be set. */
export type SetLetter = Buffer | null

type Kept = { minute: number; setting: Promise<SetLetter> }

/**
 * Keeps each letter as it was last set, for a minute: it is set at most once in that time, whoever asks and however
 * often, and one that fails isn't tried again before. The press prints one after the other and organisers wait for it
 * too, so strangers may have no more than `mostAtOnce` letters before it: `busy` asks them to come back.
 */
export function openShelf({ most, mostAtOnce }: { most: number; mostAtOnce: number }) {
  const kept = new Map<string, Kept>()
  let underWay = 0

  return {
    letter: async (id: string, now: Date, set: () => Promise<SetLetter>): Promise<SetLetter | 'busy'> => {
      const minute = Math.floor(now.getTime() / 60_000)
      const before = kept.get(id)
      if (before?.minute === minute) return before.setting
      if (underWay >= mostAtOnce) return 'busy'
      underWay++
      const setting = set()
        .catch(() => null)
        .finally(() => {
          underWay--
        })
      // Put at the end again, so that the first is the one set the longest ago.
      kept.delete(id)
      kept.set(id, { minute, setting })
      const [oldest] = kept.keys()
      if (kept.size > most && oldest !== undefined) kept.delete(oldest)
      return setting
    },
  }
}
