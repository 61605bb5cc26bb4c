import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import type { RouteData } from './route'

type CountriesProps = Pick<RouteData, 'continents'> & { chosen: string[]; fault: string | undefined }

/** Countries to tick, folded by continent. A continent shows what is ticked in it, and is open while something is. */
export function Countries({ continents, chosen, fault }: CountriesProps) {
  const list = new Intl.ListFormat(getLocale(), { type: 'unit' })
  return (
    <fieldset
      className="choices countries"
      id="countries"
      aria-describedby={fault ? 'countries-hint countries-fault' : 'countries-hint'}
    >
      <legend>{m.route_countries_title()}</legend>
      <p className="hint" id="countries-hint">
        {m.route_countries_hint()}
      </p>
      {fault && (
        <p className="fault" id="countries-fault">
          {fault}
        </p>
      )}
      {continents.map(({ code, name, countries }) => {
        const ticked = countries.filter(([country]) => chosen.includes(country))
        return (
          <details key={code} open={ticked.length > 0}>
            <summary>
              {name}
              {ticked.length > 0 && (
                <span className="fine"> · {list.format(ticked.map(([, one]) => one))}</span>
              )}
            </summary>
            <div className="country-ticks">
              {countries.map(([country, words]) => (
                <label key={country} className="tick">
                  <input
                    type="checkbox"
                    name="countries"
                    value={country}
                    defaultChecked={chosen.includes(country)}
                  />
                  <span>{words}</span>
                </label>
              ))}
            </div>
          </details>
        )
      })}
    </fieldset>
  )
}
