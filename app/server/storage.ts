import type { ServerBuild } from '@remix-run/node'
import type { Db } from '../../db/client.server'
import { isStorageFull, roomLeft } from '../../db/room.server'
import type { StorageState } from '../web/context'
import type { Log } from './log'

const megabyte = 1024 * 1024
// Below the first, a signature may still find a page with room, and the next one not.
const limits = { full: megabyte, low: 200 * megabyte }
/** What was seen to fail counts for a minute: a quota or a server elsewhere can't be measured. */
const memory = 60_000

/** In how many seconds to try again, for machines. */
export const retryAfter = '120'

/** Watches whether there is room to write. Nothing has to be started again once there is. */
export function watchStorage(db: Db, log: Log, now: () => Date) {
  let failedAt = Number.NEGATIVE_INFINITY
  return {
    failed: (fields: Record<string, unknown>) => {
      failedAt = now().getTime()
      log.error('storage full', fields)
    },
    state: async (): Promise<StorageState> => {
      if (now().getTime() - failedAt < memory) return 'full'
      const room = await roomLeft(db)
      if (room === null) return 'ok'
      return room < limits.full ? 'full' : room < limits.low ? 'low' : 'ok'
    },
  }
}

type Work<Args> = (args: Args) => unknown

/** The site, where a request that found no room to write answers 503 in its page's own words, and nothing was stored. */
export function tellingWhenFull(build: ServerBuild, failed: (fields: Record<string, unknown>) => void) {
  const telling =
    <Args extends { context: unknown }>(work: Work<Args>): Work<Args> =>
    async (args) => {
      try {
        return await work(args)
      } catch (error) {
        if (!isStorageFull(error)) throw error
        const { requestId } = args.context as { requestId?: string }
        failed({ requestId })
        throw new Response(null, { status: 503, statusText: 'Service Unavailable' })
      }
    }
  const routes = Object.entries(build.routes).map(([id, route]) => {
    if (!route) return [id, route]
    const { loader, action } = route.module
    const module = {
      ...route.module,
      ...(loader ? { loader: telling(loader) } : {}),
      ...(action ? { action: telling(action) } : {}),
    }
    return [id, { ...route, module }]
  })
  return { ...build, routes: Object.fromEntries(routes) } as ServerBuild
}
