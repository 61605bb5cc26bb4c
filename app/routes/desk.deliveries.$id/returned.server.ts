import type { AppLoadContext } from '@remix-run/node'
import type { InboundKind } from '../../../campaigns/bounce'
import { listReturned } from '../../../campaigns/inbound.server'
import { readMessage } from '../../web/message.server'

/** Mails that a person reads, as opposed to reports, whose words are shown by themselves. */
const written: (InboundKind | null)[] = ['answer', 'automatic', 'challenge', 'unclear']
const textLimit = 20_000

/** What came back about a letter, with the words of answers as long as they are kept. */
export async function returnedMails({ db, keyring }: AppLoadContext, deliveryId: string) {
  const rows = await listReturned(db, deliveryId)
  return Promise.all(
    rows.map(async ({ rawSealed, ...row }) => ({
      ...row,
      written:
        rawSealed && written.includes(row.kind)
          ? await wordsOf(() => keyring.open(rawSealed, `inbound:${row.id}`))
          : null,
    })),
  )
}

/** `null` for what can't be opened or read: the page is shown all the same. */
async function wordsOf(open: () => Buffer) {
  try {
    const { from, text } = await readMessage(open())
    return text.trim() === '' ? null : { from: from.slice(0, 300), text: text.slice(0, textLimit) }
  } catch {
    return null
  }
}
