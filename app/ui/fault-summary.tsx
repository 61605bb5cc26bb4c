type FaultSummaryProps = {
  title: string
  /** Each fault with the id of its field; without a field it stands as a sentence. */
  faults: { field?: string; words: string }[]
}

/** Where a form with faults leads after it was posted (`action="#faults"`): the browser itself takes the focus there. */
export const faultsId = 'faults'

/** All that is wrong with a form, on top of it, each with a link to its place. */
export function FaultSummary({ title, faults }: FaultSummaryProps) {
  return (
    <div className="fault-summary" id={faultsId} role="alert" tabIndex={-1} data-focus="now">
      <p className="fault-summary-title">{title}</p>
      <ul>
        {faults.map(({ field, words }) => (
          <li key={words}>{field ? <a href={`#${field}`}>{words}</a> : words}</li>
        ))}
      </ul>
    </div>
  )
}
