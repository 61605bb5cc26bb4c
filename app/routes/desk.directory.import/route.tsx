import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { Link, useActionData, useLoaderData } from '@remix-run/react'
import { readTable, type TableFault } from '../../../campaigns/recipient-csv.server'
import { importOffices } from '../../../campaigns/recipient-import.server'
import { missingColumns } from '../../../campaigns/recipient-table'
import { tableLimits } from '../../../campaigns/recipient-table-columns'
import { eraseUpload, keepUpload } from '../../../campaigns/upload.server'
import * as m from '../../messages/generated/messages'
import { atDirectory, mustMayAdd, ownerNamed } from '../../web/directory.server'
import { PreviewPage } from './preview-page'
import { openReading, previewOf, rowsOf } from './reading.server'
import { UploadForm } from './upload-form'
import '../../ui/directory.css'

export type Refusal = TableFault | { kind: 'nothing-chosen' | 'gone' }
const counted = ['added', 'updated', 'kept', 'left'] as const

export async function loader({ request, context }: LoaderFunctionArgs) {
  const directory = await atDirectory(request, context)
  mustMayAdd(directory)
  const { searchParams } = new URL(request.url)
  const { homes } = directory
  const limits = tableLimits
  if (searchParams.has('added')) {
    const number = (name: string) => Number(/^\d{1,5}$/.exec(searchParams.get(name) ?? '')?.[0] ?? 0)
    const done = Object.fromEntries(counted.map((name) => [name, number(name)]))
    return { step: 'done', done: done as Record<(typeof counted)[number], number> } as const
  }
  if (!searchParams.has('upload')) return { step: 'upload', homes, limits, refusal: null } as const
  ownerNamed(directory, searchParams.get('to'))
  const opened = await openReading(searchParams, context, directory)
  if (opened.kind === 'gone')
    return { step: 'upload', homes, limits, refusal: { kind: 'gone' } as Refusal } as const
  if (opened.kind === 'refused') return { step: 'upload', homes, limits, refusal: opened.fault } as const
  return { step: 'preview', preview: await previewOf(context, directory, opened.reading) } as const
}

export type ImportAnswer = { refusal: Refusal; pasted: string }

export async function action({ request, context }: ActionFunctionArgs) {
  const directory = await atDirectory(request, context)
  mustMayAdd(directory)
  const form = await request.formData()
  const owner = ownerNamed(directory, form.get('to'))
  const { db, keyring, environment } = context
  const { dataDir } = environment
  const now = context.now()
  const refused = (refusal: Refusal, pasted = '') =>
    data<ImportAnswer>({ refusal, pasted }, { status: refusal.kind === 'gone' ? 410 : 422 })
  switch (form.get('intent')) {
    case 'upload': {
      const file = form.get('file')
      const pasted = String(form.get('pasted') ?? '')
      const isFile = file instanceof File && file.size > 0
      if (!isFile && pasted.trim() === '') return refused({ kind: 'nothing-chosen' })
      const bytes = isFile ? Buffer.from(await file.arrayBuffer()) : Buffer.from(pasted)
      const read = readTable(bytes)
      // What was pasted comes back to be mended; a whole book of it would only be in the way.
      if (read.kind === 'refused') return refused(read.fault, pasted.length < 50_000 ? pasted : '')
      const { organiserId } = directory
      const upload = await keepUpload(bytes, { dataDir, keyring, organiserId, now })
      const query = new URLSearchParams({ upload, to: String(form.get('to')) })
      return redirect(`/desk/directory/import?${query}`, { status: 303 })
    }
    case 'import': {
      const opened = await openReading(form, context, directory)
      if (opened.kind === 'gone') return refused({ kind: 'gone' })
      if (opened.kind === 'refused') return refused(opened.fault)
      const { reading } = opened
      if (missingColumns(reading.columns).length > 0) return data(null, { status: 400 })
      const { rows, faulty, repeated } = await rowsOf(reading)
      const { onKnown, upload } = reading
      const imported = await importOffices(db, { rows, ...owner, onKnown, now })
      await eraseUpload(upload, { dataDir })
      const query = new URLSearchParams({
        added: `${imported.addedCount}`,
        updated: `${imported.updatedCount}`,
        kept: `${imported.keptCount}`,
        left: `${faulty.length + repeated.length}`,
      })
      return redirect(`/desk/directory/import?${query}`, { status: 303 })
    }
    default:
      return data(null, { status: 400 })
  }
}

export default function Page() {
  const shown = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>() ?? null
  return (
    <>
      <header className="desk-head">
        <p>
          <Link to="/desk/directory">{m.directory_title()}</Link>
        </p>
        <h1>{m.import_title()}</h1>
      </header>
      {shown.step === 'upload' && <UploadForm {...shown} answer={answer} />}
      {shown.step === 'preview' && <PreviewPage preview={shown.preview} refusal={answer?.refusal ?? null} />}
      {shown.step === 'done' && <Done {...shown.done} />}
    </>
  )
}

const Done = ({ added, updated, kept, left }: Record<(typeof counted)[number], number>) => (
  <div className="notice notice-good stack-small" role="status">
    <p className="notice-title">{m.import_done()}</p>
    <ul>
      <li>{m.import_done_added({ count: added })}</li>
      {updated > 0 && <li>{m.import_done_updated({ count: updated })}</li>}
      {kept > 0 && <li>{m.import_done_kept({ count: kept })}</li>}
      {left > 0 && <li>{m.import_done_left({ count: left })}</li>}
    </ul>
    <p>{m.import_done_next()}</p>
    <p className="row">
      <Link to="/desk/directory" className="button">
        {m.import_to_directory()}
      </Link>
      <Link to="/desk/directory/import">{m.import_another()}</Link>
    </p>
  </div>
)
