import type { BackedUp, Held, Restored } from '../../campaigns/backup.server'

type Refused = Exclude<BackedUp['kind'] | Restored['kind'], 'backed-up' | 'restored'>

/** Why nothing was written, and what to do. */
export const refusals: Record<Refused, string> = {
  'no-database': 'There is no database here yet, so there is nothing to back up.',
  'no-file': 'There is no such file.',
  'already-there':
    'There is a file of that name already. Nothing is overwritten; move it away, or choose another name.',
  damaged:
    'The database is damaged: SQLite finds faults in it. Nothing was written. Keep your earlier backups.',
  'not-the-same': 'What was written does not hold what was read. It was removed; the disk may be failing.',
  'not-a-backup': 'This file is not a backup of Démarche.',
  'newer-format':
    'This backup was made by a newer version of Démarche. Install that version, or a later one.',
  'newer-schema':
    'The database in this backup is of a newer version of Démarche. Install that version, or a later one.',
  'needs-passphrase': 'This backup opens with a passphrase: set BACKUP_PASSPHRASE, or type it when asked.',
  'needs-key': 'This backup was made for a key: give the file of its private half with --key.',
  'wrong-passphrase': 'The passphrase does not open this backup.',
  'other-key': 'This backup was made for another key than the one given with --key.',
  torn: 'This backup is torn: its end is missing. Copy it again from where it was whole, or take an earlier one.',
  changed: 'This backup is damaged or was changed: a part of it does not prove true. Take another copy.',
}

/** What is in a backup, in one line. */
export const heldWords = ({ campaigns, signatures, confirmed, madeAt }: Held) =>
  `${campaigns} campaigns, ${signatures} signatures (${confirmed} of them confirmed), as of ${madeAt}`

export const notInIt =
  'Not in it: the keys (DATA_DIR/keys or SECRET_KEY), without which its addresses can’t be read. Keep a copy of them elsewhere. Tables that wait to be imported and the mailbox of a try-out are left out too.'

export const keyWords = {
  same: 'The keys of this installation are the ones that belong to it.',
  missing:
    'There are no keys here. Put the keys that belong to it into DATA_DIR/keys, or set SECRET_KEY, before the site is started.',
  other:
    'The keys of this installation are others than those that belong to it: its addresses can’t be read with them. Bring back the right ones before the site is started.',
}
