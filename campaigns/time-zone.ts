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
