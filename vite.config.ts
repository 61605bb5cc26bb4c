import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { vitePlugin as remix } from '@remix-run/dev'
import { defineConfig } from 'vite'
import config from './remix.config.js'

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [
    paraglideVitePlugin({
      project: './app/messages/project.inlang',
      outdir: './app/messages/generated',
      strategy: ['baseLocale'],
      emitTsDeclarations: true,
    }),
    remix(config),
  ],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    rollupOptions: isSsrBuild
      ? { input: { main: './app/server/main.ts', press: './campaigns/letter-press.ts' } }
      : {},
  },
}))
