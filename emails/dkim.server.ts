import { createPrivateKey, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import DKIM from 'nodemailer/lib/dkim'

export type DkimKey = { domain: string; selector: string; privateKey: string }

/**
 * What a signature covers. nodemailer's own list lacks List-Unsubscribe-Post, which RFC 8058 section 4 wants signed
 * together with List-Unsubscribe.
 */
const signedFields = [
  'From',
  'Sender',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'To',
  'Cc',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'Content-Language',
  'Auto-Submitted',
  'In-Reply-To',
  'References',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
].join(':')

const sample =
  'From: a@sample.invalid\r\nTo: b@sample.invalid\r\nSubject: sample\r\n' +
  'List-Unsubscribe: <https://sample.invalid/>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nsample\r\n'

/**
 * A function that puts a DKIM signature (RFC 6376, RSA with SHA-256) in front of a message. Signs and verifies a sample
 * first and throws when that fails: with a key it cannot use, nodemailer would send unsigned without a word.
 */
export async function openDkim({
  domain,
  selector,
  privateKey,
}: DkimKey): Promise<(raw: Buffer) => Promise<Buffer>> {
  const key = readKey(privateKey)
  const signer = new DKIM({
    domainName: domain,
    keySelector: selector,
    privateKey,
    headerFieldNames: signedFields,
  })
  const sign = (raw: Buffer) => buffer(signer.sign(raw))
  if (!isSignedBy(key, (await sign(Buffer.from(sample))).toString('latin1'))) {
    throw new Error('The DKIM key signed a sample that its own public key does not verify.')
  }
  return sign
}

function readKey(pem: string): KeyObject {
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    throw new Error('The DKIM key is not a private key in PEM form without a passphrase.')
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (key.asymmetricKeyType !== 'rsa' || bits < 1_024) {
    throw new Error('The DKIM key must be an RSA key, best of 2048 bits.')
  }
  return key
}

/** Verifies the headers of a message whose first header is its signature (relaxed form, RFC 6376 section 3.4.2). */
function isSignedBy(key: KeyObject, message: string): boolean {
  const head = message.slice(0, message.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  const lines = head.split('\r\n').map((line) => {
    const colon = line.indexOf(':')
    return [
      line.slice(0, colon).toLowerCase(),
      line
        .slice(colon + 1)
        .replace(/[ \t]+/g, ' ')
        .trim(),
    ] as const
  })
  const signature = lines.find(([name]) => name === 'dkim-signature')?.[1]
  if (!signature) return false
  const tag = (name: string) => new RegExp(`(?:^|;)\\s*${name}=([^;]*)`).exec(signature)?.[1] ?? ''
  const signed = tag('h')
    .replace(/\s/g, '')
    .split(':')
    .map((name) => `${name}:${lines.findLast(([field]) => field === name.toLowerCase())?.[1] ?? ''}\r\n`)
    .join('')
  const bare = signature.replace(/(;\s*b=)[^;]*/, '$1').trimEnd()
  return verify(
    'sha256',
    Buffer.from(`${signed}dkim-signature:${bare}`, 'latin1'),
    createPublicKey(key),
    Buffer.from(tag('b').replace(/\s/g, ''), 'base64'),
  )
}
