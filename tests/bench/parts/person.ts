import { openLine } from './line'
import { type Product, signForm } from './product'
import type { Relay } from './relay'
import { type Hidden, posting } from './signer'
import type { Arrived } from './sink'

let count = 0

/** Lets one more person sign, wait for her mail and confirm. Gives the moment she was told that she is counted. */
export async function signAndConfirm(
  { product, relay }: { product: Product; relay: Relay },
  form?: Hidden,
): Promise<number> {
  const n = ++count
  const { path, fields } = form ?? (await signForm(product.port))
  const email = `ana.maria.${n}@person-${n}.example`
  const line = openLine(product.port)
  const ask = async (to: string, typed: [string, string][]) => {
    const { status } = await line.ask(posting(product.port, { path: to, fields: typed, n: (255 << 16) + n }))
    if (status !== 303) throw new Error(`${to.split('/')[1]}: a signer was answered ${status}.`)
  }
  const token = new Promise<string>((resolve) => {
    const deaf = relay.hear((arrived: Arrived[]) => {
      const mine = arrived.find(({ to }) => to === email)
      if (!mine) return
      deaf()
      resolve(mine.token)
    })
  })
  await ask(path, [
    ...fields,
    ['name', `Ana María Pérez ${n}`],
    ['email', email],
    ['country', 'AR'],
    ['city', 'Ciudad 100'],
    ['disclosure', 'full'],
  ])
  await ask(`/confirm/${await token}`, [])
  line.close()
  return performance.now()
}
