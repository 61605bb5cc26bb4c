import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../db/package-root.server'
import type { Source } from './house-rules'

const left = /(?:^|\/)(?:node_modules|generated|migrations|seed)(?:\/|$)/

/** Paths of all files in these rooms, from the root and with slashes, without what is generated. */
export const pathsIn = (rooms: string[]): string[] =>
  rooms.flatMap((room) =>
    readdirSync(join(packageRoot, room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(packageRoot.length + 1)
          .replaceAll('\\', '/'),
      )
      .filter((path) => !left.test(path)),
  )

export const textOf = (path: string) => readFileSync(join(packageRoot, path), 'utf8')

export const sourcesOf = (paths: string[]): Source[] => paths.map((path) => ({ path, text: textOf(path) }))
