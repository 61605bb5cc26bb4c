// A Dovecot of our own on loopback, for mailboxes that Postfix fills, with TLS.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { ownCertificate } from './certificate.js'
import { idOf } from './people.js'

/** Why Dovecot can't be run here, or null when it can. */
export function whyNoDovecot() {
  if (process.getuid?.() !== 0) return 'Dovecot is started by root alone'
  return existsSync('/usr/sbin/dovecot') && existsSync('/usr/lib/dovecot/imap')
    ? null
    : 'Dovecot with IMAP is not installed'
}

/** Starts it in `folder`, over the Maildirs that Postfix keeps in `mail`: the user is the domain. */
export async function startDovecot({ folder, port, mail, password }) {
  mkdirSync(folder)
  const { key, cert } = ownCertificate(folder)
  const config = join(folder, 'dovecot.conf')
  const [uid, gid] = [idOf('nobody', '-u'), idOf('nobody', '-g')]
  writeFileSync(
    config,
    `protocols = imap
listen = 127.0.0.1
base_dir = ${join(folder, 'run')}
state_dir = ${join(folder, 'state')}
log_path = ${join(folder, 'log')}
ssl = required
ssl_cert = <${cert}
ssl_key = <${key}
first_valid_uid = ${uid}
first_valid_gid = 0
mail_location = maildir:${mail}/%u/all
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${mail}/%u
}
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = ${port}
    ssl = yes
  }
}
`,
    { mode: 0o600 },
  )
  const server = spawn('/usr/sbin/dovecot', ['-F', '-c', config], { stdio: 'ignore' })
  const ended = new Promise((done) => server.once('exit', done))
  const stop = async () => {
    server.kill('SIGTERM')
    await ended
  }
  for (let waited = 0; !(await answers(port)); waited += 50) {
    if (server.exitCode !== null || waited > 15_000) {
      await stop()
      throw new Error(`Dovecot did not start: see ${folder}/log`)
    }
    await new Promise((done) => setTimeout(done, 50))
  }
  const version = spawnSync('/usr/sbin/dovecot', ['--version'], { encoding: 'utf8' }).stdout.trim()
  return { at: (user) => `imaps://${user}:${password}@127.0.0.1:${port}`, version, stop }
}

const answers = (port) =>
  new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    socket.once('data', () => socket.destroy() && done(true)).once('error', () => done(false))
  })
