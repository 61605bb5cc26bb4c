import { defineConfig } from 'drizzle-kit'
import { engineOf } from './db/dialect'

const engine = engineOf(process.env.DATABASE_URL)

export default defineConfig({
  dialect: engine === 'postgres' ? 'postgresql' : 'sqlite',
  schema: './db/schema.ts',
  out: `./db/migrations/${engine}`,
})
