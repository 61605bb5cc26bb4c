import { foundKeyring, installedKeyring } from '../../campaigns/key-file.server'
import { connect, type Db } from '../../db/client.server'
import { organisers, signatures } from '../../db/schema'
import { ConfigurationFault, type Environment, readEnvironment } from '../web/environment.server'
import { asOneOfMany, connectionsOf } from './one-of-many'

type Given = Pick<Environment, 'dataDir' | 'secretKey'>
export type Opened = Awaited<ReturnType<typeof openInstallation>>

/** Opens what every command needs: settings, keys and a migrated database. */
export async function openInstallation(env: Record<string, string | undefined> = process.env) {
  const environment = readEnvironment(env)
  const hadKeys = openKeys(environment, foundKeyring) !== null
  const connection = await openDatabase(environment)
  if (!hadKeys && (await holdsSealed(connection.db))) {
    await connection.close()
    throw new ConfigurationFault(
      `There are no keys in ${environment.dataDir}, and the database holds what was sealed with some. Put the file keys there, or set SECRET_KEY as it was.`,
    )
  }
  const keyring = openKeys(environment, installedKeyring)
  return { environment, keyring, ...connection }
}

function openKeys<K>({ dataDir, secretKey }: Environment, open: (given: Given) => K): K {
  try {
    return open({ dataDir, secretKey })
  } catch (error) {
    throw new ConfigurationFault(error instanceof Error ? error.message : String(error))
  }
}

/** A new key would open none of it, and whoever brings the old one back would find two kinds of rows. */
async function holdsSealed(db: Db): Promise<boolean> {
  const people = await db.select({ id: organisers.id }).from(organisers).limit(1)
  const signers = await db.select({ id: signatures.id }).from(signatures).limit(1)
  return people.length + signers.length > 0
}

async function openDatabase({ databaseUrl }: Environment) {
  try {
    const connection = await connect(databaseUrl, { connections: connectionsOf(asOneOfMany()?.count ?? 1) })
    await connection.migrate()
    return connection
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new ConfigurationFault(`DATABASE_URL must name a database this program can open: ${reason}.`)
  }
}
