// The platform's colours by role, for inboxes: mail programs know no custom properties.
export const light = {
  paper: '#fbf9f4',
  paperSunk: '#f3efe6',
  ink: '#1d1b18',
  inkSoft: '#524d45',
  line: '#dcd5c7',
  action: '#a3301a',
  actionInk: '#ffffff',
}

const dark = {
  paper: '#12161c',
  paperSunk: '#1a2029',
  ink: '#ece9e3',
  inkSoft: '#bcb7ae',
  line: '#343c48',
  action: '#f2886c',
  actionInk: '#16100e',
}

const sans = `-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial`
const sister: Record<string, { sans: string; serif: string }> = {
  Armn: { sans: `'Noto Sans Armenian', 'Mshtakan', 'Sylfaen'`, serif: `'Noto Serif Armenian', 'Sylfaen'` },
  Arab: {
    sans: `'Noto Sans Arabic', 'Geeza Pro', 'Segoe UI', Tahoma`,
    serif: `Amiri, 'Noto Naskh Arabic', 'Geeza Pro', 'Traditional Arabic'`,
  },
  Hebr: {
    sans: `'Noto Sans Hebrew', 'Arial Hebrew'`,
    serif: `'Noto Serif Hebrew', 'Times New Roman', David`,
  },
}

const scriptOf = (language: string) => new Intl.Locale(language).maximize().script ?? ''

export const sansFor = (language: string) =>
  [sans, sister[scriptOf(language)]?.sans, 'sans-serif'].filter(Boolean).join(', ')

export const serifFor = (language: string) =>
  [sister[scriptOf(language)]?.serif, `'Noto Serif', Georgia, Cambria, 'Times New Roman', serif`]
    .filter(Boolean)
    .join(', ')

/** Arabic letters are drawn smaller on the same size, with more above and below the line. */
export const bodySize = (language: string) =>
  scriptOf(language) === 'Arab'
    ? { fontSize: '20px', lineHeight: '34px' }
    : { fontSize: '17px', lineHeight: '27px' }

/** Colours once more as classes, for the programs that show mail in the dark; `[data-ogsc]` is Outlook on the web. */
const rules: [name: string, declarations: string][] = [
  ['paper', `background-color: ${dark.paper} !important`],
  ['sunk', `background-color: ${dark.paperSunk} !important; border-color: ${dark.line} !important`],
  ['ink', `color: ${dark.ink} !important`],
  ['soft', `color: ${dark.inkSoft} !important`],
  ['line', `border-color: ${dark.line} !important`],
  ['link', `color: ${dark.action} !important`],
  ['action', `background-color: ${dark.action} !important; color: ${dark.actionInk} !important`],
]

export const styleSheet = [
  ':root { color-scheme: light dark; supported-color-schemes: light dark; }',
  `body { background-color: ${light.paper}; }`,
  `@media (prefers-color-scheme: dark) { ${rules.map(([name, declarations]) => `.${name} { ${declarations} }`).join(' ')} }`,
  ...rules.map(([name, declarations]) => `[data-ogsc] .${name} { ${declarations} }`),
  '@media (max-width: 480px) { .page { padding: 24px 20px !important; } .code { font-size: 30px !important; } }',
].join('\n')
