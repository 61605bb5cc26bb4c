import * as m from '../messages/generated/messages'

type RouteLinesProps = { lines: { countries: string | null; offices: string }[] }

/** In plain sentences, who writes to which offices. */
export function RouteLines({ lines }: RouteLinesProps) {
  return (
    <section aria-labelledby="routes" className="stack-small">
      <h2 id="routes">{m.route_result()}</h2>
      {lines.map((line) => (
        <p key={line.countries} className={line.offices ? undefined : 'notice notice-warn'}>
          {lineWords(line, lines.length)}
        </p>
      ))}
    </section>
  )
}

function lineWords({ countries, offices }: RouteLinesProps['lines'][number], lineCount: number): string {
  if (countries) return m.route_line_countries({ countries, offices })
  if (!offices) return m.route_line_nobody()
  return lineCount === 1 ? m.route_line_everyone({ offices }) : m.route_line_others({ offices })
}
