import type { TextKind, TextWords } from '../../../campaigns/text'

export type Saved =
  | { kind: 'saved'; number: number }
  | { kind: 'conflict'; theirs: TextWords; number: number }
  | { kind: 'refused' | 'offline' | 'signed-out' }

type Text = { kind: TextKind; words: TextWords; basedOn: number; isAutosave: boolean }

/** Sends a text to be kept. Never throws: no connection and an ended session are answers too. */
export async function post(place: string, { kind, words, basedOn, isAutosave }: Text): Promise<Saved> {
  const form = new FormData()
  for (const [field, text] of Object.entries(words)) form.set(field, text)
  form.set('kind', kind)
  form.set('basedOn', String(basedOn))
  if (isAutosave) form.set('isAutosave', 'yes')
  try {
    const answer = await fetch(`${place}.json`, { method: 'POST', body: form, redirect: 'manual' })
    if (answer.type === 'opaqueredirect' || answer.status === 404) return { kind: 'signed-out' }
    if (answer.status === 413) return { kind: 'refused' }
    const told = (await answer.json()) as Saved | { error: unknown }
    return 'kind' in told ? told : { kind: 'offline' }
  } catch {
    return { kind: 'offline' }
  }
}
