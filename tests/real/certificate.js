import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'

/** Makes a certificate in `folder` that nobody else vouches for. */
export function ownCertificate(folder) {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const words = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=relay.example'.split(' ')
  const { status } = spawnSync('openssl', [...words, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  if (status !== 0) throw new Error('A certificate could not be made: is openssl installed?')
  chmodSync(key, 0o600)
  return { key, cert }
}
