import { accentHref } from '../../campaigns/accent'

/** For `meta`: the stylesheet with an organisation's colour. Pages may hold no style of their own, and may be cached. */
export const accentLink = (accent: string | null | undefined) =>
  accent ? [{ tagName: 'link' as const, rel: 'stylesheet', href: accentHref(accent) }] : []
