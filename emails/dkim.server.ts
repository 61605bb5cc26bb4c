import { createPrivateKey, type KeyObject } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import DKIM from 'nodemailer/lib/dkim'
import { isSignedBy } from './dkim-check.server.ts'

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
]

const sample = Buffer.from(
  'From: a@sample.invalid\r\nTo: b@sample.invalid\r\nSubject:  two  spaces \r\n' +
    'List-Unsubscribe: <https://sample.invalid/>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n' +
    '\r\nsample \t of\r\n\r\nlines \r\n\r\n',
)
const sampleFields = ['from', 'to', 'subject', 'list-unsubscribe', 'list-unsubscribe-post']

/** What receivers still take in ten years, and what RFC 8301 section 3.2 asks of signers. */
const leastBits = 2_048

type Sign = (raw: Buffer) => Promise<Buffer>

/**
 * A function that puts a DKIM signature (RFC 6376, RSA with SHA-256) in front of a message. Throws what to set when the
 * key is of the wrong kind or its signature does not hold. Asks nobody else.
 */
export async function openDkim({ domain, selector, privateKey }: DkimKey): Promise<Sign> {
  const key = readKey(privateKey)
  const signer = new DKIM({
    domainName: domain,
    keySelector: selector,
    // Read once: reading it anew for each mail takes as long as signing. It is handed on to node:crypto as it is.
    privateKey: key as unknown as string,
    headerFieldNames: signedFields.join(':'),
  })
  return proven(key, (raw) => buffer(signer.sign(raw)))
}

/**
 * The same function, once it has signed a sample that the key's public half verifies; else throws. With a key it cannot
 * use, nodemailer would send unsigned without a word.
 */
export async function proven(key: KeyObject, sign: Sign): Promise<Sign> {
  if (!isSignedBy(key, await sign(sample), sampleFields))
    throw unusable('the signature it made of a sample does not hold')
  return sign
}

function readKey(pem: string): KeyObject {
  if (/^-----BEGIN (?:[A-Z]+ )?PUBLIC KEY-----/m.test(pem))
    throw unusable('that is the public half, which belongs into the DNS')
  if (/^-----BEGIN ENCRYPTED|^Proc-Type:.*ENCRYPTED/m.test(pem)) throw unusable('it has a passphrase')
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    throw unusable('it cannot be read as one')
  }
  if (key.asymmetricKeyType !== 'rsa') throw unusable(`it is of the kind ${key.asymmetricKeyType}`)
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (bits < leastBits) throw unusable(`it has ${bits} bits`)
  return key
}

const unusable = (why: string) =>
  new Error(
    `DKIM_KEY_FILE must be a private RSA key of ${leastBits} bits or more in PEM form, without a passphrase; ${why}. \`openssl genrsa -out dkim.pem ${leastBits}\` makes one.`,
  )
