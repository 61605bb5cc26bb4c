export const recipientKinds = ['embassy', 'consulate', 'ministry', 'court', 'company', 'office'] as const
export type RecipientKind = (typeof recipientKinds)[number]

/**
 * The language a letter goes out in: the first language the office reads that the letter exists in.
 * `null` when there is none: then nothing may be sent, since a letter nobody can read is no letter.
 */
export const letterLanguageFor = (reads: string[], written: string[]): string | null =>
  reads.find((language) => written.includes(language)) ?? null
