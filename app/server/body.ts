export type ReadBody =
  | { kind: 'read'; body: URLSearchParams | FormData }
  | { kind: 'refused'; status: 400 | 415; code: string; message: string }

/** How long a body is by its head, in bytes; `null` where only counting tells. */
export function saidLength({ method, headers }: Pick<Request, 'method' | 'headers'>): number | null {
  if (method === 'GET' || method === 'HEAD') return 0
  const length = headers.get('content-length')
  return length === null || headers.has('transfer-encoding') ? null : Number(length)
}

const plainForm = /^application\/x-www-form-urlencoded\s*(?:;|$)/i
const formTypes = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i

/**
 * The fields of a posted form, whichever of the two ways a form is sent. Every route gets the same kind of body, and one
 * that is no form or is torn is refused before any route sees it. Files are left out, except where one is taken. Null
 * bytes are dropped from what was typed, since PostgreSQL can't hold them and no person types them.
 */
export async function readBody(request: Request, { hasFiles }: { hasFiles: boolean }): Promise<ReadBody> {
  const type = request.headers.get('content-type')
  if (type === null) {
    const isEmpty = (await request.arrayBuffer()).byteLength === 0
    return isEmpty ? { kind: 'read', body: new URLSearchParams() } : notAForm
  }
  if (!formTypes.test(type)) return notAForm
  try {
    const body = hasFiles ? new FormData() : new URLSearchParams()
    // The way most forms come is read as text: a FormData would be made of a stream, and that of an object for everybody.
    const fields = plainForm.test(type) ? new URLSearchParams(await request.text()) : await request.formData()
    for (const [name, value] of fields) {
      if (typeof value === 'string') body.append(name, value.replaceAll('\0', ''))
      else if (body instanceof FormData) body.append(name, value, value.name)
    }
    return { kind: 'read', body }
  } catch {
    return torn
  }
}

const notAForm: ReadBody = {
  kind: 'refused',
  status: 415,
  code: 'not-a-form',
  message: 'Only forms are taken here: application/x-www-form-urlencoded or multipart/form-data.',
}
const torn: ReadBody = {
  kind: 'refused',
  status: 400,
  code: 'torn-form',
  message: 'The form could not be read. Please go back and send it again.',
}
