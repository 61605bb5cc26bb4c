export const signatureStates = ['pending', 'confirmed', 'withdrawn', 'quarantined', 'expired'] as const
export type SignatureState = (typeof signatureStates)[number]

export const disclosures = ['full', 'initials', 'counted'] as const
/** What the recipient sees of a signer: full name and place; initials and place; or only that there is one more. */
export type Disclosure = (typeof disclosures)[number]

export const lineStates = ['none', 'unread', 'approved', 'refused'] as const
export type LineState = (typeof lineStates)[number]

/** Why a signature looks doubtful, for a person to judge. */
export const signals = ['honeypot', 'too-fast'] as const
export type Signal = (typeof signals)[number]
