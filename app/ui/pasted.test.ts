import { parseHTML } from 'linkedom'
import { expect, test } from 'vitest'
import { tidyPasted } from './pasted'

const parse = (html: string) =>
  parseHTML(`<!doctype html><html><head></head><body>${html}</body></html>`).document as unknown as Document
const tidy = (html: string) =>
  tidyPasted(html, parse)
    .replace(/\s(?:class|data-\w+|lang|dir|id)="[^"]*"/g, '')
    .replace(/\n\s*/g, '')

test('a document of Google Docs is not bold for the tag around it, and bold where it looks so', () => {
  const html =
    '<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1.38"><span style="font-weight:400">Uno </span><span style="font-weight:700;font-style:normal">dos</span><span style="font-style:italic"> tres</span></p></b>'
  expect(tidy(html)).toBe(
    '<p><span>Uno </span><span><strong>dos</strong></span><span><em> tres</em></span></p>',
  )
})

test('lists of Word become lists, without the signs that Word wrote', () => {
  const item = (sign: string, words: string) =>
    `<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><!--[if !supportLists]--><span style='font-family:Symbol'><span style='mso-list:Ignore'>${sign}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><!--[endif]-->${words}<o:p></o:p></p>`
  const html = `<p class=MsoNormal>Antes<o:p></o:p></p>${item('·', 'a')}${item('·', 'b')}${item('1.', 'c')}<p class=MsoNormal>&nbsp;</p>`
  const lists = tidy(html).replace(/<\/?(?:span|o:p)>/g, '')
  expect(lists).toBe('<p>Antes</p><ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>')
})

test('of a news page the words stay, and what is around them goes', () => {
  const html = `<style>p{color:red}</style><script>alert(1)</script><h1><strong>Título</strong></h1>
    <p>Dijo <a href="https://a.example/x">que sí</a>, <a href="http://b.example">que no</a> y <a href="javascript:alert(1)">nada</a>.</p>
    <figure><img src="https://a.example/p.jpg" onerror="alert(1)"><figcaption>Foto</figcaption></figure>
    <p style="display:none">Oculto</p><p> </p><form><input name="email"></form>`
  expect(tidy(html)).toBe(
    '<h3>Título</h3><p>Dijo <a href="https://a.example/x">que sí</a>, que no y nada.</p><figure><figcaption>Foto</figcaption></figure>',
  )
})

test('rows of a table become paragraphs, and two breaks a new one', () => {
  expect(
    tidy(
      '<table><tr><th>País</th><th>Firmas</th></tr><tr><td><p>Chile</p></td><td><b>3</b></td></tr></table>',
    ),
  ).toBe('<p>País – Firmas</p><p>Chile – <b>3</b></p>')
  expect(tidy('<p>a<br><br class="x">b<br>c</p>')).toBe('<p>a</p><p>b<br>c</p>')
})
