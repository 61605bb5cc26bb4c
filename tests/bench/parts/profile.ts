import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

type Node = {
  id: number
  callFrame: { functionName: string; url: string }
  children?: number[]
}
type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] }

/** Switches of Node that make it write a profile of the processor into a folder when it ends. */
export const profiling = (folder: string) => ['--cpu-prof', `--cpu-prof-dir=${folder}`]

/**
 * Where the time of the main thread went, as shares of the time it was not idle, by package and the largest first. What
 * native code did counts for the package that called it.
 */
export function sharesIn(folder: string): [name: string, share: number][] {
  const parts = new Map<string, number>()
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.cpuprofile')))
    addUp(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile, parts)
  parts.delete('(idle)')
  const total = [...parts.values()].reduce((sum, n) => sum + n, 0)
  return [...parts]
    .map(([name, n]): [string, number] => [name, n / total])
    .sort(([, a], [, b]) => b - a)
    .slice(0, 12)
}

function addUp({ nodes, samples, timeDeltas }: Profile, parts: Map<string, number>) {
  const parents = new Map<number, Node>()
  const byId = new Map(nodes.map((node) => [node.id, node]))
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node)
  const names = new Map<number, string>()
  const nameOf = (node: Node): string => {
    const known = names.get(node.id)
    if (known) return known
    const parent = parents.get(node.id)
    const { url, functionName } = node.callFrame
    const own = /^\(/.test(functionName) && functionName !== '(anonymous)' ? functionName : packageAt(url)
    const name = own ?? (parent ? nameOf(parent) : '(unknown)')
    names.set(node.id, name)
    return name
  }
  for (const [n, sample] of samples.entries()) {
    const node = byId.get(sample)
    if (!node) continue
    const name = nameOf(node)
    parts.set(name, (parts.get(name) ?? 0) + (timeDeltas[n] ?? 0))
  }
}

function packageAt(url: string): string | null {
  if (url === '') return null
  const found = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
  return found ?? (url.startsWith('node:') ? 'node' : 'demarche')
}
