import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { vitePlugin as remix } from '@remix-run/dev'
import { defineConfig, type Plugin } from 'vite'
import config from './remix.config.js'

/**
 * Remix builds one server file and sets it as the only input. The program has four entries: its command line (with
 * Remix inside), the site as a function for the tests, the press and the reader, each a process of its own, and the
 * program of the threads that send mail.
 */
const entries: Plugin = {
  name: 'entries',
  enforce: 'post',
  config: (_, { isSsrBuild }) =>
    isSsrBuild
      ? {
          build: {
            rollupOptions: {
              input: {
                main: './app/server/main.ts',
                handler: './app/server/handler.ts',
                press: './campaigns/letter-press.ts',
                reader: './campaigns/story-reader.ts',
                'mail-thread': './emails/mail-thread.ts',
              },
            },
          },
        }
      : undefined,
}

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './app/messages/project.inlang',
      outdir: './app/messages/generated',
      strategy: ['baseLocale'],
      emitTsDeclarations: true,
    }),
    remix(config),
    entries,
  ],
  build: { target: 'es2022', assetsInlineLimit: 0 },
  // What the program is made of is read as few files: a start takes a quarter of the time, and what nobody calls is left out.
  // Not those that are compiled for a machine, or look for files beside themselves.
  ssr: {
    noExternal: true,
    external: [
      '@myriaddreamin/typst-ts-node-compiler',
      'better-sqlite3',
      'imapflow',
      'linkedom',
      'pg',
      'pino',
      'sharp',
    ],
  },
})
