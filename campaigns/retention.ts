/** What is erased by itself, in the order in which it is done. */
export const retentionRules = [
  'unconfirmed',
  'high-risk-addresses',
  'addresses',
  'connections',
  'letters-not-sent',
  'letters-of-closed',
  'volumes-not-sent',
  'volumes-of-closed',
  'mail-contents',
  'mail-addresses',
  'reports',
  'answers',
  'unclear-mails',
  'invitations',
  'sessions',
  'sign-ins',
  'challenges',
  'uploads',
] as const
export type RetentionRule = (typeof retentionRules)[number]

/** The longest that addresses may be kept after a campaign closed, in days: half a year. */
export const longestAddressDays = 182

/** After how many days each is due, counted from what the rule says of it in docs/keeping.md. */
export const retentionDays = (addressDays: number): Record<RetentionRule, number> => ({
  unconfirmed: 7,
  'high-risk-addresses': 0,
  addresses: addressDays,
  connections: 30,
  'letters-not-sent': 30,
  'letters-of-closed': addressDays,
  'volumes-not-sent': 30,
  'volumes-of-closed': addressDays,
  'mail-contents': 0,
  'mail-addresses': 30,
  reports: 30,
  answers: addressDays,
  'unclear-mails': 60,
  invitations: 30,
  sessions: 1,
  'sign-ins': 1,
  challenges: 0,
  uploads: 1,
})
