import { gunzipSync } from 'node:zlib'

/** Answers with JSON that was packed by gzip elsewhere, so that it isn't packed here; unpacked for who can't read that. */
export function packedJson(request: Request, packed: Buffer): Response {
  const isRead = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
  return new Response(new Uint8Array(isRead ? packed : gunzipSync(packed)), {
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(isRead ? { 'content-encoding': 'gzip' } : {}),
    },
  })
}
