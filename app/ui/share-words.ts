import * as m from '../messages/generated/messages'

type NamedShare = { kind: 'all' | 'only' | 'except'; countries: string }

/** Whose signatures an office gets, for the desk. */
export function shareWords({ kind, countries }: NamedShare): string {
  switch (kind) {
    case 'all':
      return m.route_gets_all()
    case 'only':
      return countries ? m.route_gets_only({ countries }) : m.route_gets_none()
    case 'except':
      return m.route_gets_except()
    default:
      return kind satisfies never
  }
}
