// @ts-check
// All the script a public page has. Every page works without it: each part below makes one thing quicker or clearer.
// It is served as it stands, so it imports nothing.

/**
 * The first letter of each word, as the letter prints it. The same rule as in campaigns/signature.ts, which a browser
 * can't import from here; enhance.test.ts holds the two together.
 * @param {string} name
 */
export function initials(name) {
  const clusters = new Intl.Segmenter('und', { granularity: 'grapheme' })
  return name
    .split(/[\s\-‐‑]+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => {
      const first = [...clusters.segment(word)].find(({ segment }) => /[\p{L}\p{N}]/u.test(segment))
      return `${capital(first?.segment ?? '')}.`
    })
    .slice(0, 6)
    .join(' ')
}

// Georgian begins no name with a capital.
const capital = (/** @type {string} */ letter) =>
  /\p{Script=Georgian}/u.test(letter) ? letter : letter.toLocaleUpperCase('und')

/**
 * A code in two groups of four, as the mail prints it.
 * @param {string} typed
 */
export const inGroups = (typed) =>
  typed
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 8)
    .replace(/(.{4})(?=.)/, '$1 ')

/** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement | null} */
const one = (selector, within = document) => within.querySelector(selector)

/** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement[]} */
const all = (selector, within = document) => [...within.querySelectorAll(/** @type {'div'} */ (selector))]

/** Shows each choice of disclosure with the name just typed. */
function previewDisclosure() {
  const form = /** @type {HTMLFormElement | null} */ (one('form[data-sign]'))
  const seen = all('[data-sample]')
  if (!form || seen.length === 0) return
  const { name, city, country } = /** @type {Record<string, HTMLInputElement & HTMLSelectElement>} */ (
    Object.fromEntries(['name', 'city', 'country'].map((field) => [field, form.elements.namedItem(field)]))
  )
  const show = () => {
    const typed = name?.value.replace(/\s+/g, ' ').trim() ?? ''
    const place = [city?.value.trim(), country?.value && country.selectedOptions[0]?.text]
    for (const element of seen) {
      const shown = element.dataset.seen === 'full' ? typed : initials(typed)
      element.textContent = shown
        ? [shown, ...place].filter(Boolean).join(', ')
        : (element.dataset.sample ?? '')
    }
  }
  form.addEventListener('input', show)
  form.addEventListener('change', show)
  show()
}

/** Says what is missing before the form is sent, beside its field. The server judges all the rest. */
function checkForm() {
  const form = /** @type {HTMLFormElement | null} */ (one('form[data-sign]'))
  if (!form) return
  const fields = /** @type {HTMLInputElement[]} */ (all('[data-missing]', form))

  /** @param {HTMLInputElement} field */
  const faultOf = ({ value, dataset }) => {
    const typed = value.trim()
    if (!typed) return dataset.missing
    if (dataset.noAt && !typed.includes('@')) return dataset.noAt
    if (dataset.noDomain && typed.endsWith('@')) return dataset.noDomain
  }

  /** @param {HTMLInputElement} field @param {string | undefined} words */
  const say = (field, words) => {
    const id = `${field.id}-fault`
    document.getElementById(id)?.remove()
    field.toggleAttribute('aria-invalid', false)
    const hint = document.getElementById(`${field.id}-hint`)?.id
    if (words) {
      const fault = document.createElement('p')
      fault.className = 'fault'
      fault.id = id
      fault.textContent = words
      field.before(fault)
      field.setAttribute('aria-invalid', 'true')
    }
    const described = [hint, words && id].filter(Boolean).join(' ')
    if (described) field.setAttribute('aria-describedby', described)
    else field.removeAttribute('aria-describedby')
  }

  for (const field of /** @type {HTMLInputElement[]} */ (all('[aria-invalid]', form))) {
    field.addEventListener('input', () => say(field, undefined), { once: true })
  }
  for (const field of fields) {
    field.addEventListener('change', () => say(field, field.value.trim() ? faultOf(field) : undefined))
    // As soon as it is right: words that go away only when the field is left would move the button from under the press.
    field.addEventListener('input', () => {
      if (document.getElementById(`${field.id}-fault`) && !faultOf(field)) say(field, undefined)
    })
  }
  form.addEventListener('submit', (event) => {
    const wrong = fields.filter((field) => {
      const words = faultOf(field)
      if (words || document.getElementById(`${field.id}-fault`)) say(field, words)
      return words
    })
    if (wrong.length === 0) return
    event.preventDefault()
    wrong[0]?.focus()
  })
}

/** Takes the reader to what is wrong: to the summary first, and from its links into the fields. */
function leadToFaults() {
  const summary = one('[data-focus="now"]')
  if (!summary) return
  if (document.activeElement !== summary) summary.focus()
  summary.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const place = link ? document.getElementById(decodeURIComponent(link.hash.slice(1))) : null
    if (!place) return
    event.preventDefault()
    const field = place instanceof HTMLFieldSetElement ? one('input', place) : place
    field?.focus({ preventScroll: true })
    ;(field?.closest('.field, .choices') ?? place).scrollIntoView()
  })
}

/** One press is one post, however quick the finger. */
function sendOnce() {
  for (const form of all('form')) {
    form.addEventListener('submit', (event) => {
      if (event.defaultPrevented) return
      if (form.dataset.sent) event.preventDefault()
      form.dataset.sent = 'yes'
      // A post that never arrived may be sent again.
      setTimeout(() => delete form.dataset.sent, 8000)
    })
  }
  // Back from the next page, the form can be sent again.
  addEventListener('pageshow', () => {
    for (const form of all('form')) delete form.dataset.sent
  })
}

/** Keeps the count fresh while somebody looks at it. */
function followCount() {
  const box = one('[data-live]')
  const count = box && one('[data-signatures]', box)
  if (!box || !count) return
  const language = document.documentElement.lang
  const format = new Intl.NumberFormat(language)
  const plural = new Intl.PluralRules(language)
  const marks = (box.dataset.marks ?? '').split(' ').map(Number)

  /** @param {number} n */
  const show = (n) => {
    const mark = marks.find((candidate) => candidate > n) ?? n
    const put = (/** @type {string | undefined} */ words) =>
      words?.replace('{n}', format.format(n)).replace('{mark}', format.format(mark)) ?? ''
    count.dataset.signatures = String(n)
    count.textContent = format.format(n)
    const signed = one('[data-signed]', box)
    if (signed)
      signed.textContent = put(plural.select(n) === 'one' ? signed.dataset.one : signed.dataset.many)
    const next = one('[data-next]', box)
    if (next) next.textContent = put(next.dataset.next)
    const bar = box.querySelector('progress')
    if (!bar) return
    bar.max = mark
    bar.value = n
    bar.setAttribute('aria-label', put(box.dataset.progress))
  }

  let pause = 10_000
  const ask = async () => {
    if (document.visibilityState === 'visible') {
      try {
        const answer = await fetch(box.dataset.live ?? '', { headers: { accept: 'application/json' } })
        const n = answer.ok ? (await answer.json()).signatures?.confirmed : null
        if (Number.isSafeInteger(n) && String(n) !== count.dataset.signatures) show(n)
        pause = answer.ok ? 10_000 : Math.min(pause * 2, 120_000)
      } catch {
        pause = Math.min(pause * 2, 120_000)
      }
    }
    setTimeout(ask, pause)
  }
  setTimeout(ask, pause)
}

/** Takes the bar at a phone's foot away where the form is, and lets it lead on from the letter. */
function minimalBar() {
  const bar = one('[data-until]')
  const form = bar && document.getElementById(bar.dataset.until ?? '')
  const link = /** @type {HTMLAnchorElement | null} */ (bar && one('a', bar))
  const letter = document.getElementById('letter')
  if (!bar || !form || !link || !letter) return
  const first = { words: link.textContent ?? '', href: link.hash }
  new IntersectionObserver(([form]) => {
    const isPassed = form && (form.isIntersecting || form.boundingClientRect.top < 0)
    bar.toggleAttribute('data-away', Boolean(isPassed))
  }).observe(form)
  new IntersectionObserver(
    ([entry]) => {
      const isReading = entry && (entry.isIntersecting || entry.boundingClientRect.top < 0)
      link.textContent = (isReading && link.dataset.afterLetter) || first.words
      link.hash = isReading ? form.id : first.href
    },
    { rootMargin: '0px 0px -50% 0px' },
  ).observe(letter)
}

/** Tells the stylesheet how tall the form is, so that it can stay in sight by its foot. */
function measureForm() {
  const form = one('.campaign-sign')
  if (!form) return
  new ResizeObserver(() => form.style.setProperty('--sign-size', `${form.offsetHeight}px`)).observe(form)
}

function enterCode() {
  const field = /** @type {HTMLInputElement | null} */ (one('input[data-code]'))
  field?.addEventListener('input', () => {
    const { value, selectionStart } = field
    // Only at the end: a correction in the middle must not move the caret.
    if (selectionStart === value.length) field.value = inGroups(value)
  })
}

/** A mail takes a moment: the button that asks for another waits. */
function pauseResend() {
  for (const button of /** @type {HTMLButtonElement[]} */ (all('button[data-pause]'))) {
    const words = button.textContent ?? ''
    let left = Number(button.dataset.pause)
    const tick = () => {
      button.disabled = left > 0
      button.textContent = left > 0 ? (button.dataset.waiting ?? words).replace('{n}', String(left)) : words
      if (left-- > 0) setTimeout(tick, 1000)
    }
    tick()
  }
}

/** @param {HTMLElement} button */
const reveal = (button) => button.closest('li')?.removeAttribute('hidden')

function share() {
  const button = one('[data-share]')
  if (button && 'share' in navigator) {
    reveal(button)
    const { share: url = '', title = '' } = button.dataset
    // Closing the sheet of the system is not a fault.
    button.addEventListener('click', () => navigator.share({ url, title }).catch(() => {}))
  }
  const copy = one('[data-copy]')
  if (copy && navigator.clipboard) {
    reveal(copy)
    const words = copy.textContent
    copy.addEventListener('click', async () => {
      await navigator.clipboard.writeText(copy.dataset.copy ?? '')
      copy.textContent = copy.dataset.copied ?? words
      setTimeout(() => {
        copy.textContent = words
      }, 3000)
    })
  }
}

/** In the browser that signed, the mailed link is as good as the button. */
function pressNow() {
  const form = /** @type {HTMLFormElement | null} */ (one('form[data-press="now"]'))
  form?.requestSubmit()
}

if (typeof document !== 'undefined') {
  previewDisclosure()
  checkForm()
  sendOnce()
  leadToFaults()
  followCount()
  minimalBar()
  measureForm()
  enterCode()
  pauseResend()
  share()
  pressNow()
}
