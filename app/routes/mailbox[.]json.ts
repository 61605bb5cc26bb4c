import type { LoaderFunctionArgs } from '@remix-run/node'

const listedMost = 200

/** The mails of a try-out, the newest first, for machines. */
export async function loader({ context }: LoaderFunctionArgs) {
  if (!context.mailbox) {
    return Response.json(
      { error: { code: 'not-found', message: 'There is a mailbox only in a try-out.' } },
      { status: 404 },
    )
  }
  const mails = await context.mailbox.listFull(listedMost)
  return Response.json(
    mails.map(({ id, receivedAt, from, to, subject, text, html, headers, attachments }) => ({
      id,
      receivedAt,
      from,
      to,
      subject,
      text,
      html,
      headers,
      attachments: attachments.map(({ filename, contentType, size, index }) => ({
        filename,
        contentType,
        size,
        href: `/mailbox/${id}/attachments/${index}`,
      })),
      eml: `/mailbox/${id}.eml`,
    })),
  )
}
