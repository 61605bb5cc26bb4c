import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

function findUp(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from
  const parent = dirname(from)
  if (parent === from) throw new Error('The program is not inside its package: no package.json above it.')
  return findUp(parent)
}

/** Absolute path of the folder that holds package.json, whether run from source or from the build. */
export const packageRoot = findUp(dirname(fileURLToPath(import.meta.url)))
