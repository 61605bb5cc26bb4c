import { z } from 'zod'

const base64url = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[\w-]+$/)
const credential = { id: base64url(1_400), rawId: base64url(1_400), type: z.literal('public-key') }

// How a browser may reach an authenticator; words of later browsers are left out.
const transports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const
export type Transport = (typeof transports)[number]
const isTransport = (word: string): word is Transport => (transports as readonly string[]).includes(word)

/** What a browser says when it has made a passkey: a RegistrationResponseJSON, of which only this is read. */
export const NewPasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(8_000),
    attestationObject: base64url(40_000),
    transports: z
      .array(z.string().max(40))
      .max(20)
      .default([])
      .transform((told) => [...new Set(told.filter(isTransport))]),
  }),
})
export type NewPasskey = z.infer<typeof NewPasskey>

/** What a browser says when somebody used a passkey: an AuthenticationResponseJSON, of which only this is read. */
export const UsedPasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(8_000),
    authenticatorData: base64url(8_000),
    signature: base64url(8_000),
    /** Whose passkey it is. One that is offered without an address being typed always says so. */
    userHandle: base64url(100),
  }),
})
export type UsedPasskey = z.infer<typeof UsedPasskey>

/** Reads what a browser sent as JSON. `null` for anything else, however it is made. */
export function readAnswer<T extends z.ZodType>(schema: T, json: string): z.infer<T> | null {
  try {
    return schema.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}
