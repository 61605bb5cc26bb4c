import { textOf } from './sources'

const cells = (line: string) => line.split('|').slice(1, -1)
const marked = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

/** What docs/keeping.md says is logged: the fields of each event. */
export function logInventory(): Map<string, string[]> {
  const section = textOf('docs/keeping.md').split('## What is logged')[1]?.split('\n## ')[0] ?? ''
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map(cells)
  return new Map(
    rows.flatMap(([events = '', , fields = '']) =>
      marked(events).map((event): [string, string[]] => [event, marked(fields)]),
    ),
  )
}
