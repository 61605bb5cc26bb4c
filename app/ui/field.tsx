import type { ComponentProps, ReactNode } from 'react'

type Frame = {
  label: string
  name: string
  hint?: string | undefined
  /** What is wrong with what was typed, in words that help. */
  fault?: string | undefined
  /** The word for "optional", when it is. */
  optional?: string | undefined
}

const describedBy = (id: string, { hint, fault }: Pick<Frame, 'hint' | 'fault'>) =>
  [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined

/** The attributes that tie a control to its label, its hint and its fault. */
const tied = (id: string, frame: Pick<Frame, 'hint' | 'fault'>) => ({
  id,
  'aria-describedby': describedBy(id, frame),
  'aria-invalid': frame.fault ? (true as const) : undefined,
})

function FieldFrame({
  id,
  label,
  hint,
  fault,
  optional,
  children,
}: Frame & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional && <span className="optional"> ({optional})</span>}
      </label>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p className="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
      {children}
    </div>
  )
}

const joined = (...names: (string | undefined)[]) => names.filter(Boolean).join(' ')

/** One line to type in, with its label, hint and fault. Its id is its name. */
export function Field({
  label,
  hint,
  fault,
  optional,
  className,
  ...input
}: Frame & Omit<ComponentProps<'input'>, 'name'>) {
  const frame = { label, hint, fault, optional, name: input.name }
  const id = input.id ?? input.name
  return (
    <FieldFrame {...frame} id={id}>
      <input type="text" {...input} {...tied(id, frame)} className={joined('input', className)} />
    </FieldFrame>
  )
}

/** Several lines to type in. */
export function AreaField({
  label,
  hint,
  fault,
  optional,
  className,
  ...input
}: Frame & Omit<ComponentProps<'textarea'>, 'name'>) {
  const frame = { label, hint, fault, optional, name: input.name }
  const id = input.id ?? input.name
  return (
    <FieldFrame {...frame} id={id}>
      <textarea rows={3} {...input} {...tied(id, frame)} className={joined('input', className)} />
    </FieldFrame>
  )
}

/** A list to choose one of; its options are the children. */
export function SelectField({
  label,
  hint,
  fault,
  optional,
  className,
  ...input
}: Frame & Omit<ComponentProps<'select'>, 'name'>) {
  const frame = { label, hint, fault, optional, name: input.name }
  const id = input.id ?? input.name
  return (
    <FieldFrame {...frame} id={id}>
      <select {...input} {...tied(id, frame)} className={joined('input', className)} />
    </FieldFrame>
  )
}
