import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../db/package-root.server'
import controls from './mutations/controls.json'

const at = (path: string) => join(packageRoot, path)

test('every control that can be taken out stands in its file, once, and has tests that are there', () => {
  expect(controls.length).toBeGreaterThan(100)
  const astray = controls.filter(
    ({ file, replace, tests }) =>
      !existsSync(at(file)) ||
      readFileSync(at(file), 'utf8').split(replace).length !== 2 ||
      !tests.every((one) => existsSync(at(one))),
  )
  expect(astray.map(({ control }) => control)).toEqual([])
})
