import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../db/package-root.server'

export type BuiltRoute = {
  id: string
  parentId?: string
  path?: string
  index?: boolean
  hasAction: boolean
  hasLoader: boolean
}

/** Every route of the build, by its id. */
export function builtRoutes(): Record<string, BuiltRoute> {
  const folder = join(packageRoot, 'build', 'client', 'assets')
  const [manifest] = readdirSync(folder).filter((name) => /^manifest-.*\.js$/.test(name))
  const text = readFileSync(join(folder, manifest ?? 'manifest.js'), 'utf8')
  const { routes } = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as {
    routes: Record<string, BuiltRoute>
  }
  return routes
}
