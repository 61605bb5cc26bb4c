/** An organisation's logo beside its name, which says the same: so it is silent for those who listen. */
export const Logo = ({ href }: { href: string | null }) =>
  href ? <img className="logo" src={href} alt="" decoding="async" /> : null
