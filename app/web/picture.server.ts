/** A picture of ours as an answer. Even opened by itself, it can do nothing. */
export const pictureResponse = (webp: Buffer, { cache }: { cache: string }) =>
  new Response(new Uint8Array(webp), {
    headers: {
      'content-type': 'image/webp',
      'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': cache,
    },
  })

/** Where a picture lies that readers see: an address made of its bytes, so that another picture is at another one. */
export const pictureAddress = (slug: string, sha256: string) => `/c/${slug}/pictures/${sha256}.webp`
