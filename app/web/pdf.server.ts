/** Answers with a PDF that opens in the browser. `name` without its ending. */
export const pdfResponse = (pdf: Buffer, { name, cache }: { name: string; cache: string }) =>
  new Response(new Uint8Array(pdf), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${name.replace(/[^\w.-]/g, '_')}.pdf"`,
      'cache-control': cache,
    },
  })
