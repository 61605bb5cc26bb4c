// A bare pool of nodemailer that signs with DKIM: the least a program does that sends mails one after the other.
import nodemailer from 'nodemailer'

export type Pool = {
  relay: number
  count: number
  connections: number
  dkim: { domain: string; selector: string; pem: string }
  mail: { from: string; subject: string; text: string; html: string }
}
export type PoolHears = { go: true }

const { relay, count, connections, dkim, mail } = JSON.parse(process.argv[2] ?? '{}') as Pool
const transport = nodemailer.createTransport({
  pool: true,
  host: '127.0.0.1',
  port: relay,
  maxConnections: connections,
  maxMessages: 100,
  dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.pem },
})
process.on('message', async (_: PoolHears) => {
  await Promise.all(
    Array.from({ length: count }, (_, n) =>
      transport.sendMail({ ...mail, to: `ana.${n}@mail-${n % 400}.example` }),
    ),
  )
  transport.close()
})
process.on('disconnect', () => process.exit(0))
process.send?.({ port: 0 })
