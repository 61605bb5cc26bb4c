import { inboundSize } from '../../campaigns/inbound'
import { contentKeyOf, takeInbound } from '../../campaigns/inbound.server'
import { mailOfReturnPath } from '../../campaigns/return-path.server'
import { openReturnDoor } from '../../emails/return-door.server'
import { ConfigurationFault } from '../web/environment.server'
import type { Opened } from './installation'
import { faultOf, type Log } from './log'

type Around = { log: Log; wake: () => void; now: () => Date }

/** Opens the SMTP door for what comes back, where there is a port for it. Throws a ConfigurationFault when it is taken. */
export async function openBounceDoor({ environment, db, keyring }: Opened, { log, wake, now }: Around) {
  const { host, bouncePort: port, bounceDomain: domain } = environment
  if (port === undefined || domain === undefined) return null
  return openReturnDoor({
    host,
    port,
    sizeLimit: inboundSize,
    mailOf: (address) => mailOfReturnPath(keyring, { address, domain }),
    take: async ({ mailId, raw }) => {
      const contentKey = contentKeyOf(keyring, { raw })
      const taken = await takeInbound(db, { keyring, source: 'smtp', raw, contentKey, mailId, now: now() })
      wake()
      return taken.kind
    },
    report: (error) => log.error('bounce door fault', faultOf(error)),
  }).catch((error: NodeJS.ErrnoException) => {
    if (!['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'].includes(error.code ?? '')) throw error
    throw new ConfigurationFault(
      `BOUNCE_PORT must be free to listen on; ${host}:${port} is not. Set BOUNCE_PORT to another number.`,
    )
  })
}
