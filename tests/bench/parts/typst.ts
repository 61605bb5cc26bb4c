// Bare Typst in a process of its own: the fonts and the template of the letter, and its data as a file that lies ready. Writes
// the PDF to stdout, and nothing else.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { packageRoot } from '../../../db/package-root.server'

const [folder = ''] = process.argv.slice(2)
const require = createRequire(join(packageRoot, 'package.json'))
const { NodeCompiler } =
  require('@myriaddreamin/typst-ts-node-compiler') as typeof import('@myriaddreamin/typst-ts-node-compiler')
const faces = readdirSync(folder).filter((name) => name.startsWith('face-'))
const compiler = NodeCompiler.create({
  workspace: folder,
  fontArgs: [{ fontBlobs: faces.map((name) => readFileSync(join(folder, name))) }],
})
compiler.mapShadow(join(folder, 'sheet.json'), readFileSync(join(folder, 'sheet.json')))
const template = readFileSync(join(packageRoot, 'campaigns', 'letter.typ'), 'utf8')
const { result } = compiler.compile({ mainFileContent: template, resetRead: true })
if (!result) throw new Error('Typst set nothing.')
process.stdout.write(compiler.pdf(result, { pdfStandard: 'a-3a' }))
