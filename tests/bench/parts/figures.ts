/** The middle one of some figures, or between the two in the middle. */
export function median(figures: number[]): number {
  const sorted = figures.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  const [low = 0, high = 0] = [sorted[half - 1] ?? sorted[half], sorted[half]]
  return sorted.length % 2 === 1 ? high : (low + high) / 2
}

/** How far the figures lie apart, as a share of their median: 0 when all are the same. */
export const spread = (figures: number[]) =>
  figures.length === 0 ? 0 : (Math.max(...figures) - Math.min(...figures)) / median(figures)

/** A figure with three digits that count. */
export const short = (figure: number) =>
  Number.isFinite(figure) ? String(Number(figure.toPrecision(3))) : 'nothing'

/** Lets each of some do its work in turn, so many times over, and gives what each came to. */
export async function inTurns<Name extends string, T>(
  rounds: number,
  works: Record<Name, () => Promise<T>>,
): Promise<Record<Name, T[]>> {
  const names = Object.keys(works) as Name[]
  const results = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<Name, T[]>
  for (let round = 0; round < rounds; round++)
    for (const name of names) results[name].push(await works[name]())
  return results
}
