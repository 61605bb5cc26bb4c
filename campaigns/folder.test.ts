import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../db/package-root.server'
import { CampaignFile, folderFormat, OrganisationFile, StoryFile, tidy } from './folder'
import { readableJson } from './folder-text'

it('is described for editors and other programs in db/campaign.schema.json (renew it with vitest -u)', async () => {
  const { $schema, ...schema } = z.toJSONSchema(CampaignFile, { io: 'input' })
  const described = { $schema, $id: folderFormat, title: 'campaign.json of a campaign folder', ...schema }
  await expect(readableJson(described)).toMatchFileSnapshot(join(packageRoot, 'db', 'campaign.schema.json'))
})

const organisation = {
  ...{ slug: 'consejo', name: { es: '  Consejo\u202e  Nacional ' }, replyTo: 'cartas@Consejo.Example' },
  ...{ letterhead: { lines: [], signatories: [] }, defaultLanguage: 'es', timeZone: 'UTC' },
}

it('keeps names as people meant them, whatever was pasted with them', () => {
  expect(OrganisationFile.parse(organisation)).toMatchObject({
    name: { es: 'Consejo Nacional' },
    replyTo: 'cartas@consejo.example',
  })
  expect(tidy('\n \n  uno \r\ndos\u0000\r\n\r\n')).toBe('  uno \ndos')
})

const story = {
  ...{ publisher: null, headline: 'Lapshin', author: null, url: null, reportedOn: null, place: null },
  ...{ language: 'en', summary: {}, quotes: [], readAt: null, archive: null },
}
const reads = (more: object) => StoryFile.safeParse({ ...story, ...more }).success

it('takes a date to the precision the report gives, and only real ones', () => {
  const given = ['2017', '2017-02', '2017-02-07', '2017-13', '2017-02-29', '07.02.2017', '2017-2']
  expect(given.filter((reportedOn) => reads({ reportedOn }))).toEqual(['2017', '2017-02', '2017-02-07'])
  const moments = [
    '2017-02-07T10:00Z',
    '2017-02-07T10:00:00.5Z',
    '2017-02-30T10:00:00Z',
    '2017-02-07T25:00:00Z',
  ]
  expect(moments.filter((readAt) => reads({ readAt }))).toEqual(['2017-02-07T10:00Z'])
  expect(StoryFile.parse({ ...story, readAt: '2017-02-07T10:00Z' }).readAt).toBe('2017-02-07T10:00:00Z')
})

it('takes the address of a story only from the web, without a password', () => {
  const given = [
    'https://news.example/1',
    'http://news.example',
    'javascript:alert(1)',
    'https://a:b@news.example',
    'news',
  ]
  expect(given.filter((url) => reads({ url }))).toEqual(['https://news.example/1', 'http://news.example'])
})
