/** How far towards a number. `label` says it in words: the bar alone is seen, not heard. */
export function Progress({ value, max, label }: { value: number; max: number; label: string }) {
  return (
    <progress className="progress" value={Math.min(value, max)} max={max} aria-label={label}>
      {label}
    </progress>
  )
}
