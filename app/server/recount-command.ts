import { type CountFault, checkCounts, mendCounts, nameFaults } from '../../campaigns/recount.server'
import { type Command, out, withInstallation } from './command'

type Named = Omit<CountFault, 'campaignId'> & { campaign: string }

const faultWords = ({ campaign, country, kept, counted }: Named) =>
  `${campaign}${country ? `, ${country}` : ''}: kept ${kept}, counted ${counted}`

/** `demarche recount`: 0 when the counts that are kept are those of the rows, or were put right; else 1. */
export const recountCommand: Command = {
  usage: 'recount [--mend]',
  says: 'Counts the signatures and says where the counts that are kept differ; with --mend puts them right.',
  words: 0,
  run: (_, options) =>
    withInstallation(async ({ db }) => {
      const now = new Date()
      const found = options.mend ? await mendCounts(db, { now }) : await checkCounts(db, { now })
      const faults = await nameFaults(db, found)
      if (faults.length === 0) {
        out(options, { status: 'equal', faults }, 'The counts that are kept are those of the signatures.')
        return 0
      }
      const lines = faults.map(faultWords)
      if (options.mend) {
        out(options, { status: 'mended', faults }, ['Put right:', ...lines].join('\n'))
        return 0
      }
      out(options, { status: 'differ', faults }, [...lines, 'Put it right with --mend.'].join('\n'))
      return 1
    }),
}
