import { openKeyring, rootSecret } from '../../campaigns/keyring.server'
import { connect } from '../../db/client.server'
import { ConfigurationFault, type Environment, readEnvironment } from '../web/environment.server'

export type Opened = Awaited<ReturnType<typeof openInstallation>>

/** Opens what every command needs: settings, keys and a migrated database. */
export async function openInstallation(env: Record<string, string | undefined> = process.env) {
  const environment = readEnvironment(env)
  const keyring = openKeys(environment)
  const connection = await openDatabase(environment)
  return { environment, keyring, ...connection }
}

function openKeys({ dataDir, secretKey }: Environment) {
  try {
    return openKeyring(rootSecret(dataDir, secretKey))
  } catch (error) {
    throw new ConfigurationFault(error instanceof Error ? error.message : String(error))
  }
}

async function openDatabase({ databaseUrl }: Environment) {
  try {
    const connection = await connect(databaseUrl)
    await connection.migrate()
    return connection
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new ConfigurationFault(`DATABASE_URL must name a database this program can open: ${reason}.`)
  }
}
