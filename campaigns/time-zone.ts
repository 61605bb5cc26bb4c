// Where a country has several zones: the one of its capital, where embassies and ministries are.
const capitals: Record<string, string> = {
  AR: 'America/Argentina/Buenos_Aires',
  AU: 'Australia/Sydney',
  BR: 'America/Sao_Paulo',
  CA: 'America/Toronto',
  CD: 'Africa/Kinshasa',
  CL: 'America/Santiago',
  CN: 'Asia/Shanghai',
  CY: 'Asia/Nicosia',
  DE: 'Europe/Berlin',
  EC: 'America/Guayaquil',
  ES: 'Europe/Madrid',
  FM: 'Pacific/Pohnpei',
  GL: 'America/Nuuk',
  ID: 'Asia/Jakarta',
  KI: 'Pacific/Tarawa',
  KZ: 'Asia/Almaty',
  MH: 'Pacific/Majuro',
  MN: 'Asia/Ulaanbaatar',
  MX: 'America/Mexico_City',
  MY: 'Asia/Kuala_Lumpur',
  NZ: 'Pacific/Auckland',
  PF: 'Pacific/Tahiti',
  PG: 'Pacific/Port_Moresby',
  PS: 'Asia/Hebron',
  PT: 'Europe/Lisbon',
  RU: 'Europe/Moscow',
  UA: 'Europe/Kyiv',
  US: 'America/New_York',
  UZ: 'Asia/Tashkent',
  VN: 'Asia/Ho_Chi_Minh',
}

type WithZones = { getTimeZones?: () => string[] | undefined; timeZones?: string[] | undefined }

/** The time zone of an office in this country (ISO 3166-1 alpha-2), as an IANA name; UTC when the platform knows none. */
export function zoneOf(country: string): string {
  capitals[country] ??= firstZone(country)
  return capitals[country]
}

function firstZone(country: string): string {
  try {
    // A method in newer engines, a property in older ones; TypeScript knows neither.
    const locale = new Intl.Locale(`und-${country}`) as unknown as WithZones
    return (locale.getTimeZones?.() ?? locale.timeZones)?.[0] ?? 'UTC'
  } catch {
    return 'UTC'
  }
}
// Remembered, since asking the platform takes longer than all other checks of an office together.
const knownZones = new Set<string>(['UTC'])

/** Whether a text is UTC or a zone of the IANA database that the platform knows (`America/Argentina/Buenos_Aires`). */
export function isTimeZone(name: string): boolean {
  if (knownZones.has(name)) return true
  try {
    const isOne = /^[A-Z].*\/.+$/.test(name) && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
    if (isOne) knownZones.add(name)
    return isOne
  } catch {
    return false
  }
}

/**
 * Every zone to choose from, UTC first. Zones go by several names (`Europe/Kiev`, `Europe/Kyiv`), and the platform lists one of
 * each, so the one that is `stored` is added. Browsers list other names than the server, so a page gets them from it.
 */
export function timeZones(stored?: string): string[] {
  const listed = Intl.supportedValuesOf('timeZone').filter(isTimeZone)
  const others = [...new Set([...listed, ...(stored ? [stored] : [])])].filter((zone) => zone !== 'UTC')
  return ['UTC', ...others.sort()]
}
