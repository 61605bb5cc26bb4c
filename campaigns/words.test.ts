import { expect, it } from 'vitest'
import { oneLine } from './words'

it.each([
  ['  Ana   María\t Pérez ', 'Ana María Pérez'],
  ['Ana\r\nBcc: bob@mail.example', 'Ana Bcc: bob@mail.example'],
  ['Ana\0Pérez', 'AnaPérez'],
  ['Ana\u0085\u009fPérez', 'AnaPérez'],
  ['Ana\u2028Pérez\u2029', 'AnaPérez'],
  ['\u202eanA\u2066x\u2069', 'anAx'],
  ['\ufeffAna', 'Ana'],
  ['Ana \ud83d Pérez', 'Ana Pérez'],
  ['Ana \udc00', 'Ana'],
  ['Ana\ufffd', 'Ana'],
  ['Pe\u0301rez', 'Pérez'],
  ['Ana\u00a0\u3000Pérez', 'Ana Pérez'],
  ['👩‍👩‍👧 Ana', '👩‍👩‍👧 Ana'],
  ['می‌خواهم', 'می‌خواهم'],
  ['#read("/etc/passwd")', '#read("/etc/passwd")'],
  ['=HYPERLINK("https://evil.example")', '=HYPERLINK("https://evil.example")'],
  ['</script><b>', '</script><b>'],
])('makes one printable line of %j', (typed, line) => {
  expect(oneLine(typed)).toBe(line)
  expect(oneLine(line)).toBe(line)
})
