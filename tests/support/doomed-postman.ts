import { startWorker } from '../../app/server/worker'
import { openKeyring } from '../../campaigns/keyring.server'
import { openMailThreads } from '../../campaigns/mail-threads.server'
import type { ReadStoryAt } from '../../campaigns/story'
import { connect } from '../../db/client.server'
import type { Transport } from '../../emails/transport.server'

/** What the process is told: where everything is, and where in its own course it kills itself, at the how manieth mail. */
export type Doom = {
  databaseUrl: string
  smtpUrl: string
  secret: string
  dataDir: string
  /** The moment it takes for now. */
  now: number
  point: string
  nth: number
}

// A process of its own with the program's worker in it, over a real database file and a real socket, that dies at a
// named point. The points on the wire are the relay's to see: it is killed from there.
const doom = JSON.parse(process.argv[2] ?? '{}') as Doom
const die = () => process.kill(process.pid, 'SIGKILL')
let begun = 0
let answered = 0

/** The transport, but for the two points that lie on either side of it. */
const doomed = (transport: Transport): Transport => ({
  async send(mail) {
    begun += 1
    if (doom.point === 'after the attempt row' && begun === doom.nth) die()
    const result = await transport.send(mail)
    answered += 1
    if (doom.point === 'after the answer before the row' && answered === doom.nth) die()
    return result
  },
  rehearse: (parts) => transport.rehearse(parts),
  close: () => transport.close(),
})

const { db } = await connect(doom.databaseUrl)
const transport = await openMailThreads({ smtpUrl: doom.smtpUrl, from: 'mail@petitions.example' })
const readStory: ReadStoryAt = async () => ({ kind: 'refused', reason: 'unreachable', status: null })
const began = Date.now()
const complain = (event: string, fields = {}) => process.stderr.write(`${event} ${JSON.stringify(fields)}\n`)
if (doom.point === 'before claim') die()
startWorker(
  {
    db,
    keyring: openKeyring(doom.secret),
    transport: doomed(transport),
    from: { name: 'Démarche', address: 'mail@petitions.example' },
    siteUrl: 'https://petitions.example',
    workerId: `doomed.${process.pid}`,
    now: () => new Date(doom.now + Date.now() - began),
  },
  {
    log: { info: () => {}, warn: complain, error: complain },
    readStory,
    dataDir: doom.dataDir,
    addressDays: 182,
  },
)
