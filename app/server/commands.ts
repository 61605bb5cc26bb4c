import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { exportCampaign, importCampaign } from '../../campaigns/folder.server'
import { tellFault } from '../../campaigns/folder-fault'
import { type MemberRole, memberRoles } from '../../campaigns/organisation'
import { createOrganiser, inviteOnce } from '../../campaigns/organiser.server'
import { accessCommands } from './access-commands'
import { type Command, note, type Options, out, withInstallation } from './command'
import { keepingCommands } from './keeping-commands'
import { quarantineCommands } from './quarantine-commands'
import { recountCommand } from './recount-command'

const commands: Record<string, Command> = {
  start: {
    usage: 'start [--processes <number>]',
    says: 'Runs the site until it is told to stop; on PostgreSQL in as many processes as are asked for.',
    words: 0,
    run: async (_, { processes = '1' }) => {
      const count = /^\d{1,2}$/.test(processes) ? Number(processes) : 0
      if (count < 1) {
        note('--processes must be a number from 1 to 99.')
        return 2
      }
      const isMany = count > 1
      if (isMany) (await import('./processes')).mustShare()
      // The settings first: the site with all it draws on takes a second to load, and a wrong setting none.
      const { openInstallation } = await import('./installation')
      const opened = await openInstallation()
      if (isMany) await (await import('./processes')).startMany(opened, count)
      else await (await import('./start')).start(opened)
      return 0
    },
  },
  migrate: {
    usage: 'migrate',
    says: 'Brings the database up to this version. `start` does it too.',
    words: 0,
    run: (_, options) =>
      withInstallation(async () => {
        out(options, { status: 'migrated' }, 'The database is up to date.')
        return 0
      }),
  },
  import: {
    usage: 'import <folder>',
    says: 'Reads a campaign folder into the database.',
    words: 1,
    run: ([folder = ''], options) =>
      withInstallation(async ({ db }) => {
        note(`Reading ${folder} …`)
        const result = await importCampaign(db, { folder: resolve(folder), now: new Date() })
        if (result.kind === 'refused') {
          const faults = result.faults.map((fault) => ({ ...fault, message: tellFault(fault) }))
          if (options.json) out(options, { status: 'refused', faults }, '')
          else for (const { message } of faults) note(message)
          return 1
        }
        for (const { what, slug, fields } of result.kept) {
          note(
            `The ${what} ${slug} is here already and was not changed; the folder differs in ${fields.join(', ')}.`,
          )
        }
        const changes = result.kind === 'imported' ? result.changes : []
        if (changes.some(({ change }) => change === 'new-version')) {
          note(
            'A changed letter became a new version. Export the campaign again to bring the folder up to date.',
          )
        }
        out(
          options,
          { status: result.kind, slug: result.slug, changes, kept: result.kept },
          `${result.slug}: ${result.kind}.`,
        )
        return 0
      }),
  },
  export: {
    usage: 'export <slug> <folder>',
    says: 'Writes a campaign as a folder that can be kept in git and imported elsewhere.',
    words: 2,
    run: ([slug = '', folder = ''], options) =>
      withInstallation(async ({ db }) => {
        const result = await exportCampaign(db, { slug, folder: resolve(folder) })
        switch (result.kind) {
          case 'exported':
            out(
              options,
              { status: 'exported', slug, files: result.files },
              `${slug}: ${result.files.length} files in ${folder}.`,
            )
            return 0
          case 'unknown-campaign':
            note(`There is no campaign ${slug}.`)
            return 1
          case 'folder-not-empty':
            note(`${folder} is not empty; choose a new folder.`)
            return 1
          default:
            return result satisfies never
        }
      }),
  },
  'create-organiser': {
    usage:
      'create-organiser <email> [--name <name>] [--language <tag>] [--organisation <slug>] [--role owner|campaigner|viewer]',
    says: 'Enters a person who may use the desk, and prints an address that signs them in once within a day.',
    words: 1,
    run: ([email = ''], options) => {
      const role = (options.role ?? 'owner') as MemberRole
      if (!memberRoles.includes(role)) {
        note(`--role must be one of ${memberRoles.join(', ')}.`)
        return Promise.resolve(2)
      }
      return withInstallation(async ({ db, keyring, environment }) => {
        const { name, language, organisation: organisationSlug } = options
        const created = await createOrganiser(db, {
          keyring,
          email,
          role,
          ...(name ? { name } : {}),
          ...(language ? { language } : {}),
          ...(organisationSlug ? { organisationSlug } : {}),
          now: new Date(),
        })
        if (created.kind !== 'created' && created.kind !== 'known') {
          const words = {
            'not-an-address': 'That is not an e-mail address.',
            'unknown-organisation': `There is no organisation ${organisationSlug}.`,
            'kept-out': 'This person is kept out. To undo that: let-in.',
          }
          note(words[created.kind])
          return created.kind === 'not-an-address' ? 2 : 1
        }
        const token = await inviteOnce(db, {
          keyring,
          organiserId: created.organiserId,
          life: 24 * 3_600_000,
          now: new Date(),
        })
        const desk = `${environment.baseUrl}/desk/sign-in/${token}`
        out(options, { status: created.kind, memberOf: created.memberOf, desk }, `Desk: ${desk}`)
        return 0
      })
    },
  },
  ...accessCommands,
  ...keepingCommands,
  recount: recountCommand,
  ...quarantineCommands,
}

const help = () =>
  [
    'Usage: demarche <command> [--json] [--help]',
    '',
    ...Object.values(commands).map(({ usage, says }) => `  ${usage}\n      ${says}`),
    '',
    'Exit codes: 0 done, 1 failed, 2 wrong usage, 78 wrong configuration.',
  ].join('\n')

/** Runs one command. Returns its exit code; throws a ConfigurationFault for settings that must be mended first. */
export async function dispatch(argv: string[]): Promise<number> {
  const string = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  let parsed: ReturnType<typeof parse>
  const parse = () =>
    parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        json: flag,
        help: { ...flag, short: 'h' },
        organisation: string,
        role: string,
        name: string,
        language: string,
        to: string,
        key: string,
        'dry-run': flag,
        processes: string,
        mend: flag,
        'and-keep-out': flag,
        network: string,
        domain: string,
        since: string,
        until: string,
        signal: string,
        'name-like': string,
        undo: string,
        apply: flag,
      },
    })
  try {
    parsed = parse()
  } catch (error) {
    note(error instanceof Error ? error.message : String(error))
    return 2
  }
  const [name = '', ...words] = parsed.positionals
  const command = commands[name]
  if (parsed.values.help) {
    process.stdout.write(`${command ? `Usage: demarche ${command.usage}\n${command.says}` : help()}\n`)
    return 0
  }
  const wanted =
    typeof command?.words === 'function' ? command.words(parsed.values as Options) : command?.words
  if (!command || words.length !== wanted) {
    note(command ? `Usage: demarche ${command.usage}` : help())
    return 2
  }
  return command.run(words, parsed.values as Options)
}
