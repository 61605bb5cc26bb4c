// @ts-check
// Makes the proof of work that a form asks for where many sign at once, in the second format of ALTCHA. Loaded by no
// other page, and served as it stands, so it imports nothing. Hashing is the browser's own and off the main thread.

/** @param {string} hex */
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
/** @param {Uint8Array} bytes */
const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/**
 * Tries numbers from 0 up until the key begins as the challenge says.
 * @param {import('../../campaigns/proof').ProofChallenge} challenge
 * @returns {Promise<string>} the payload, base64
 */
export async function solve(challenge) {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters
  const prefix = bytesOf(nonce)
  const password = new Uint8Array(prefix.length + 4)
  password.set(prefix)
  const view = new DataView(password.buffer)
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: bytesOf(salt), iterations: cost }
  for (let counter = 0; counter < 100_000; counter++) {
    view.setUint32(prefix.length, counter)
    const base = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
    const derivedKey = hexOf(new Uint8Array(await crypto.subtle.deriveBits(how, base, keyLength * 8)))
    if (derivedKey.startsWith(keyPrefix))
      return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }))
  }
  throw new Error('No number answers this challenge.')
}

/** @param {HTMLElement} asked */
async function prove(asked) {
  const form = asked.closest('form')
  const proof = /** @type {HTMLInputElement | null | undefined} */ (form?.elements.namedItem('proof'))
  const unproved = /** @type {HTMLInputElement | null | undefined} */ (form?.elements.namedItem('unproved'))
  if (!form || !proof || !unproved) return
  const words = asked.textContent
  const isSentByItself = asked.dataset.send === 'now'
  asked.textContent = asked.dataset.working ?? words
  try {
    proof.value = await solve(JSON.parse(asked.dataset.prove ?? ''))
    unproved.remove()
    if (isSentByItself) form.requestSubmit()
  } catch {
    // A browser that can't: the button is left, and says what it does.
    asked.textContent = words
  }
}

if (typeof document !== 'undefined') {
  const asked = /** @type {HTMLElement | null} */ (document.querySelector('[data-prove]'))
  if (asked) prove(asked)
}
