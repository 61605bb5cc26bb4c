/** A run of a text: in both, only in the earlier one, only in the later one. */
export type Piece = { kind: 'same' | 'removed' | 'added'; text: string }

// Above this many comparisons two runs are told as replaced: nobody reads such a difference word by word.
const mostComparisons = 4_000_000

/**
 * What was changed from one text to the next: by lines, and by words within lines that differ. All pieces but the added
 * ones make the earlier text, all but the removed ones the later.
 */
export function differenceOf(before: string, after: string): Piece[] {
  const byLine = align(splitLines(before), splitLines(after))
  const pieces: Piece[] = []
  for (let at = 0; at < byLine.length; at++) {
    const [one, next] = [byLine[at], byLine[at + 1]]
    if (!one) continue
    if (one.kind === 'removed' && next?.kind === 'added') {
      pieces.push(...align(splitWords(one.text), splitWords(next.text)))
      at++
    } else pieces.push(one)
  }
  return joined(pieces)
}

const splitLines = (text: string) => text.split(/(?<=\n)/)
const splitWords = (text: string) => text.split(/(?<=\s)(?=\S)|(?<=\S)(?=\s)/)

/** Longest common subsequence; runs of one kind are joined, what was removed stands before what was added. */
function align(a: string[], b: string[]): Piece[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let [endA, endB] = [a.length, b.length]
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  return joined([
    { kind: 'same', text: a.slice(0, start).join('') },
    ...middle(a.slice(start, endA), b.slice(start, endB)),
    { kind: 'same', text: a.slice(endA).join('') },
  ])
}

function middle(a: string[], b: string[]): Piece[] {
  if (a.length * b.length > mostComparisons || a.length === 0 || b.length === 0)
    return [
      { kind: 'removed', text: a.join('') },
      { kind: 'added', text: b.join('') },
    ]
  const width = b.length + 1
  // lengths[i * width + j]: how much a from i on and b from j on have in common.
  const lengths = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const pieces: Piece[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pieces.push({ kind: 'same', text: a[i] ?? '' })
      i++
      j++
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1)))
      pieces.push({ kind: 'removed', text: a[i++] ?? '' })
    else pieces.push({ kind: 'added', text: b[j++] ?? '' })
  }
  return pieces
}

/** Neighbours of one kind become one, and between two kept runs what was removed comes first. */
function joined(pieces: Piece[]): Piece[] {
  const whole: Piece[] = []
  let [removed, added] = ['', '']
  const flush = () => {
    if (removed) whole.push({ kind: 'removed', text: removed })
    if (added) whole.push({ kind: 'added', text: added })
    removed = ''
    added = ''
  }
  for (const { kind, text } of pieces) {
    if (text === '') continue
    if (kind === 'removed') removed += text
    else if (kind === 'added') added += text
    else {
      flush()
      const last = whole.at(-1)
      if (last?.kind === 'same') last.text += text
      else whole.push({ kind, text })
    }
  }
  flush()
  return whole
}
