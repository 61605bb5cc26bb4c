import { describe, expect, it } from 'vitest'
import { encodingOf, readTable } from './recipient-csv.server'

const text = 'name;city\nEmbajada de España;Córdoba\n'
const cellsOf = (bytes: Uint8Array | string) => {
  const read = readTable(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
  return read.kind === 'read' ? read.table.rows.map(({ cells }) => cells) : read.fault
}
const utf16 = (words: string, isBig = false) => {
  const bytes = Buffer.from(words, 'utf16le')
  return isBig ? bytes.swap16() : bytes
}

describe('a table', () => {
  it.each<[string, Uint8Array]>([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 with a mark', utf16(`\ufeff${text}`)],
    ['UTF-16 the other way round', utf16(`\ufeff${text}`, true)],
    ['UTF-16 without a mark', utf16(text)],
    ['windows-1252', Buffer.from(text, 'latin1')],
  ])('is read in %s, and no mark is left on its first heading', (_, bytes) => {
    const read = readTable(bytes)
    expect(read).toMatchObject({ table: { header: ['name', 'city'] } })
    expect(cellsOf(bytes)).toEqual([['Embajada de España', 'Córdoba']])
  })
  it('knows the curly marks of windows-1252', () => {
    const bytes = Buffer.concat([Buffer.from('name\n'), Buffer.from([0x93, 0x45, 0x94, 0x80])])
    expect(encodingOf(bytes)).toBe('windows-1252')
    expect(cellsOf(bytes)).toEqual([['“E”€']])
  })

  it.each([
    ['commas', 'a,b\n1,"2;3"\n', [['1', '2;3']]],
    ['semicolons', 'a;b\n1;2,3\n', [['1', '2,3']]],
    ['tabs', 'a\tb\n1\t2\n', [['1', '2']]],
    ['separators within quotation marks', '"a,x,y";b\n1;2\n', [['1', '2']]],
    ['what a spreadsheet says itself', 'sep=;\na;b\n1;2\n', [['1', '2']]],
    ['one column', 'a\n1\n', [['1']]],
    ['lines that end as on any system', 'a,b\r\n1,"2\r\n3"\r\n', [['1', '2\r\n3']]],
    ['formulas', 'a,b\n"=HYPERLINK(""x"")",@SUM(1)\n', [['=HYPERLINK("x")', '@SUM(1)']]],
    [
      'empty lines',
      'a,b\n\n1,2\n,\n3,4\n\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
  ])('is read by %s', (_, table, cells) => {
    expect(cellsOf(table)).toEqual(cells)
  })

  it('numbers its rows as a spreadsheet does', () => {
    const read = readTable(Buffer.from('a,b\n1,2\n\n3,"4\n5"\n6,7\n'))
    expect(read.kind === 'read' && read.table.rows.map(({ number }) => number)).toEqual([2, 4, 5])
  })
})

describe('a table is refused', () => {
  it.each([
    ['with a quotation mark that is never closed', 'a,b\n1,2\n3,"4\n5,6\n', 3],
    ['with a quotation mark in a cell', 'a,b\n1,2\n3,4\n5,6"7\n', 4],
    ['with something after a closed one', 'a,b\n1,"2"x\n', 2],
  ])('%s, naming the row', (_, table, number) => {
    expect(cellsOf(table)).toEqual({ kind: 'broken-quotes', number })
  })
  it('of 100,000 rows', () => {
    expect(cellsOf(`name,city\n${'Embassy,Minsk\n'.repeat(100_000)}`)).toEqual({ kind: 'too-many-rows' })
  })
  it('of one row more than there may be, and not of as many', () => {
    expect(cellsOf(`n\n${'E\n'.repeat(10_001)}`)).toEqual({ kind: 'too-many-rows' })
    expect(cellsOf(`n\n${'E\n'.repeat(10_000)}`)).toHaveLength(10_000)
  })
  it('of more than 5 MB', () => {
    expect(cellsOf(Buffer.alloc(5_000_001, 'a'))).toEqual({ kind: 'too-large' })
  })
  it('when there is nothing in it, or only a first row', () => {
    expect(cellsOf('')).toEqual({ kind: 'empty' })
    expect(cellsOf(' \n\n')).toEqual({ kind: 'empty' })
    expect(cellsOf('name,city\n')).toEqual({ kind: 'no-rows' })
  })
  it('when it is a spreadsheet’s own file, or no text', () => {
    expect(cellsOf(Buffer.from([0x50, 0x4b, 3, 4, 0, 0]))).toEqual({ kind: 'spreadsheet' })
    expect(cellsOf(Buffer.from(`a${'x'.repeat(100)}\0b`))).toEqual({ kind: 'not-text' })
  })
})
