// A Dovecot of our own on loopback, for one mailbox that Postfix fills.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { idOf } from './people.js'

/** Why Dovecot can't be run here, or null when it can. */
export function whyNoDovecot() {
  if (process.getuid?.() !== 0) return 'Dovecot is started by root alone'
  return existsSync('/usr/sbin/dovecot') && existsSync('/usr/lib/dovecot/imap')
    ? null
    : 'Dovecot with IMAP is not installed'
}

/** Starts it in `folder`, for the Maildir `box`. */
export async function startDovecot({ folder, port, box, password }) {
  mkdirSync(folder)
  const config = join(folder, 'dovecot.conf')
  const [uid, gid] = [idOf('nobody', '-u'), idOf('nobody', '-g')]
  writeFileSync(
    config,
    `protocols = imap
listen = 127.0.0.1
base_dir = ${join(folder, 'run')}
state_dir = ${join(folder, 'state')}
log_path = ${join(folder, 'log')}
ssl = no
disable_plaintext_auth = no
first_valid_uid = ${uid}
first_valid_gid = 0
mail_location = maildir:${box}
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${box}
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
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
  return { url: `imap://mail:${password}@127.0.0.1:${port}`, version, stop }
}

const answers = (port) =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => socket.destroy() && done(true)).once('error', () => done(false))
  })
