// A Postfix of our own on loopback: it takes mail for a few domains, and lets nothing out of the machine.
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ownCertificate } from './certificate.js'
import { idOf } from './people.js'

const daemons = '/usr/lib/postfix/sbin'

/** Why Postfix can't be run here, or null when it can. */
export function whyNoPostfix() {
  if (process.getuid?.() !== 0) return 'Postfix is started by root alone'
  return existsSync(join(daemons, 'master')) ? null : 'Postfix is not installed'
}

// What delivers to the bouncing one is not Postfix's own `error`, which it would know of at RCPT: relays find out later. 67 is EX_NOUSER.
/**
 * Domains whose every address has a mailbox; one with a single mailbox; one that is taken and then comes back; one that is
 * handed to a port of this machine.
 */
export const domains = {
  open: ['demarche.example', 'mail.example', 'embassy-of-belarus.example', 'returns.example'],
  strict: 'strict.example',
  bouncing: 'bouncing.example',
  door: 'door.example',
}

const services = `
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
gone unix - n n - - pipe user=nobody argv=/bin/sh -c { exit 67 }
retry unix - - n - - error
smtp unix - - n - - smtp
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`

/** Starts it in `folder`. Mailboxes are Maildirs, by domain and by name, in `folder/mail`. */
export function startPostfix({ folder, port, doorPort, sizeLimit }) {
  const [config, queue, data, mail] = ['config', 'queue', 'data', 'mail'].map((name) => join(folder, name))
  for (const one of [folder, config, queue, data, mail]) mkdirSync(one)
  chmodSync(folder, 0o755)
  const [uid, gid] = [idOf('nobody', '-u'), idOf('nobody', '-g')]
  chownSync(data, idOf('postfix', '-u'), idOf('postfix', '-g'))
  chownSync(mail, uid, gid)
  const boxes = [
    ...domains.open.map((domain) => `@${domain} ${domain}/all/`),
    `known@${domains.strict} ${domains.strict}/known/`,
  ]
  writeFileSync(join(config, 'boxes'), `${boxes.join('\n')}\n`)
  const transports = [`${domains.bouncing} gone:`, `${domains.door} smtp:[127.0.0.1]:${doorPort}`]
  writeFileSync(join(config, 'transports'), `${transports.join('\n')}\n`)
  writeFileSync(join(config, 'master.cf'), `127.0.0.1:${port} inet n - n - - smtpd\n${services.trimStart()}`)
  writeFileSync(
    join(config, 'main.cf'),
    Object.entries({
      compatibility_level: '3.6',
      queue_directory: queue,
      data_directory: data,
      daemon_directory: daemons,
      maillog_file: join(folder, 'log'),
      maillog_file_prefixes: folder,
      myhostname: 'relay.example',
      inet_interfaces: '127.0.0.1',
      inet_protocols: 'ipv4',
      mynetworks: '127.0.0.0/8',
      mydestination: '',
      local_recipient_maps: '',
      virtual_mailbox_domains: [...domains.open, domains.strict].join(', '),
      virtual_mailbox_base: mail,
      virtual_mailbox_maps: `texthash:${join(config, 'boxes')}`,
      virtual_uid_maps: `static:${uid}`,
      virtual_gid_maps: `static:${gid}`,
      relay_domains: `${domains.bouncing}, ${domains.door}`,
      transport_maps: `texthash:${join(config, 'transports')}`,
      default_transport: 'error:No mail leaves this machine',
      message_size_limit: String(sizeLimit),
      mailbox_size_limit: '0',
      virtual_mailbox_limit: '0',
      ...certificate(config),
    })
      .map(([name, value]) => `${name} = ${value}\n`)
      .join(''),
  )
  const postfix = (word) => spawnSync('postfix', ['-c', config, word], { encoding: 'utf8' })
  const started = postfix('start')
  const log = () => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : '')
  if (started.status !== 0) throw new Error(`Postfix did not start: ${started.stderr}${log()}`)
  const version = spawnSync('postconf', ['-d', '-h', 'mail_version'], { encoding: 'utf8' }).stdout.trim()
  return { url: `smtp://127.0.0.1:${port}`, mail, log, version, stop: () => void postfix('stop') }
}

/** With a certificate of its own making it offers STARTTLS, as relays do. */
function certificate(config) {
  const { key, cert } = ownCertificate(config)
  return {
    smtpd_tls_security_level: 'may',
    smtpd_tls_key_file: key,
    smtpd_tls_cert_file: cert,
    smtpd_tls_received_header: 'yes',
  }
}
