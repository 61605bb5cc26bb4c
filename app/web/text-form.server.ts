import type { WholeCampaign } from '../../campaigns/campaign.server'
import { type TextKind, textFields, textKinds } from '../../campaigns/text'
import { saveText } from '../../campaigns/text.server'
import type { Installation } from './context'
import type { Desk } from './desk.server'
import { missing } from './pages.server'

/** A posted text: which of the two, its fields as typed, and the revision it was written on. `null` when it is none. */
export function readTextForm(form: FormData) {
  const kind = textKinds.find((one) => one === form.get('kind'))
  const basedOn = Number(form.get('basedOn'))
  if (!kind || !Number.isSafeInteger(basedOn) || basedOn < 0) return null
  const words = Object.fromEntries(textFields[kind].map((field) => [field, String(form.get(field) ?? '')]))
  return { kind, basedOn, words }
}
export type TextForm = { kind: TextKind; basedOn: number; words: Record<string, string> }

/** Keeps a posted text. A form that is none is answered as if there were nothing here. */
export function saveForm(
  { db, now }: Installation,
  {
    desk,
    campaign,
    language,
    text,
    isAutosave,
  }: {
    desk: Desk
    campaign: WholeCampaign['campaign']
    language: string
    text: TextForm | null
    isAutosave: boolean
  },
) {
  if (!text) throw missing()
  return saveText(db, {
    ...text,
    campaignId: campaign.id,
    language,
    organiserId: desk.organiserId,
    isAutosave,
    now: now(),
  })
}
