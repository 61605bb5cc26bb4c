const perDouble = 64
const smallest = 0.01

/** Durations in milliseconds, sorted into boxes of which each is 1.1 % wider than the one before. */
export type Histogram = { boxes: Record<number, number>; count: number; longest: number }

export const newHistogram = (): Histogram => ({ boxes: {}, count: 0, longest: 0 })

export function note(histogram: Histogram, ms: number) {
  const box = ms <= smallest ? 0 : Math.ceil(Math.log2(ms / smallest) * perDouble)
  histogram.boxes[box] = (histogram.boxes[box] ?? 0) + 1
  histogram.count += 1
  if (ms > histogram.longest) histogram.longest = ms
}

/** All of them as one. */
export function together(histograms: Histogram[]): Histogram {
  const sum = newHistogram()
  for (const { boxes, count, longest } of histograms) {
    for (const [box, n] of Object.entries(boxes)) sum.boxes[Number(box)] = (sum.boxes[Number(box)] ?? 0) + n
    sum.count += count
    sum.longest = Math.max(sum.longest, longest)
  }
  return sum
}

/** The duration that `share` (0 to 1) of them do not exceed, in milliseconds; 0 when there are none. */
export function percentile({ boxes, count, longest }: Histogram, share: number): number {
  let left = Math.ceil(count * share)
  for (const box of Object.keys(boxes).map(Number)) {
    left -= boxes[box] ?? 0
    if (left <= 0) return Math.min(longest, smallest * 2 ** (box / perDouble))
  }
  return longest
}
