import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import type { DeliveryData } from './route'

const number = (value: number) => new Intl.NumberFormat(getLocale()).format(value)

export const size = (bytes: number) =>
  new Intl.NumberFormat(getLocale(), { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 }).format(
    bytes / 1000,
  )

/** How far the letter has come, what follows, and what went wrong on the way. The page looks again by itself. */
export function Setting({ setting }: DeliveryData) {
  const { kind, fault } = setting
  return (
    <div className="notice">
      <p role="status">{progress(setting)}</p>
      {kind === 'volume' && (
        <progress value={setting.number - 1} max={setting.of} aria-label={progress(setting)} />
      )}
      {kind !== 'letter' && <p>{m.delivery_setting_next()}</p>}
      {fault && (
        <p>
          {m.delivery_setting_fault()} <code>{fault}</code>
        </p>
      )}
    </div>
  )
}

function progress(setting: DeliveryData['setting']) {
  switch (setting.kind) {
    case 'gathering':
      return m.delivery_gathering({ shown: number(setting.done) })
    case 'volume':
      return m.delivery_setting_volume({ number: number(setting.number), of: number(setting.of) })
    case 'last':
      return m.delivery_setting_letter()
    default:
      return m.delivery_being_set()
  }
}

/** The parts of the annex, to be looked at one by one, and how each can be told. */
export function Volumes({ id, reference, volumes, isLinked }: DeliveryData) {
  if (volumes.length === 0) return null
  return (
    <>
      {isLinked && <p className="fine">{m.delivery_volumes_linked({ count: volumes.length })}</p>}
      <ul className="volumes">
        {volumes.map((volume) => (
          <li key={volume.number}>
            <a href={`/desk/deliveries/${id}/volumes/${volume.number}.pdf`}>
              {reference}-{String(volume.number).padStart(2, '0')}.pdf
            </a>
            <span className="fine">
              {' '}
              {m.paper_volume_line({
                range: `${number(volume.first)}–${number(volume.last)}`,
                count: volume.pages,
                pages: number(volume.pages),
                size: size(volume.bytes),
              })}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
