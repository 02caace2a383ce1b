// Reads the pages and the text of a PDF as Chromium writes it: objects in the open, streams deflated, glyphs named
// by a map of each font. It is no reader of PDFs in general.
import { inflateSync } from 'node:zlib'

interface Pdf {
  /** How many pages it has. */
  readonly pages: number
  /** The text of all pages, without any space: where a word ends is not in the file. */
  readonly text: string
}

export function readPdf(bytes: Uint8Array): Pdf {
  const objects = objectsOf(Buffer.from(bytes).toString('latin1'))
  const pages = [...objects.values()].filter(({ head }) => /\/Type\s*\/Page\b/.test(head))
  return { pages: pages.length, text: pages.map((page) => textOf(page, objects)).join('') }
}

interface PdfObject {
  readonly head: string
  readonly stream: string | undefined
}

type Objects = ReadonlyMap<string, PdfObject>

function objectsOf(file: string): Objects {
  const found = new Map<string, PdfObject>()
  for (const [, id = '', body = ''] of file.matchAll(/(\d+) 0 obj\s([\s\S]*?)\sendobj/g)) {
    const at = body.indexOf('stream\n')
    const head = at < 0 ? body : body.slice(0, at)
    const raw = at < 0 ? undefined : body.slice(at + 7, body.lastIndexOf('\nendstream'))
    found.set(id, { head, stream: raw === undefined ? undefined : unpacked(head, raw) })
  }
  return found
}

function unpacked(head: string, raw: string): string {
  if (!head.includes('/FlateDecode')) return raw
  return inflateSync(Buffer.from(raw, 'latin1')).toString('latin1')
}

const refsIn = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`/${name}\\s*\\[?\\s*((?:\\d+ 0 R\\s*)+)`, 'g'))].flatMap(
    ([, refs = '']) => refs.match(/\d+(?= 0 R)/g) ?? [],
  )

function textOf(page: PdfObject, objects: Objects): string {
  const resources =
    refsIn(page.head, 'Resources').map((id) => objects.get(id)?.head)[0] ?? page.head
  const fonts = new Map(
    [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id = '']) => [
      name,
      glyphsOf(objects.get(id), objects),
    ]),
  )
  const content = refsIn(page.head, 'Contents').map((id) => objects.get(id)?.stream ?? '')
  let glyphs = new Map<string, string>()
  let text = ''
  const pattern = /\/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>/g
  for (const [, font, codes = ''] of content.join('\n').matchAll(pattern)) {
    if (font !== undefined) glyphs = fonts.get(font) ?? new Map()
    else for (const code of codes.match(/.{4}/g) ?? []) text += glyphs.get(code.toUpperCase()) ?? ''
  }
  return text.replace(/\s+/g, '')
}

/** Which character each glyph of a font stands for. */
function glyphsOf(font: PdfObject | undefined, objects: Objects): Map<string, string> {
  const map = objects.get(refsIn(font?.head ?? '', 'ToUnicode')[0] ?? '')?.stream ?? ''
  const glyphs = new Map<string, string>()
  for (const [, block = ''] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, code = '', to = ''] of block.matchAll(/<(\w+)>\s*<(\w+)>/g)) {
      glyphs.set(code.toUpperCase(), characters(to))
    }
  }
  for (const [, block = ''] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from = '', end = '', to = ''] of block.matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g)) {
      const first = Number.parseInt(from, 16)
      for (let code = first; code <= Number.parseInt(end, 16); code++) {
        const value = (Number.parseInt(to, 16) + code - first).toString(16).padStart(4, '0')
        glyphs.set(code.toString(16).padStart(4, '0').toUpperCase(), characters(value))
      }
    }
  }
  return glyphs
}

const characters = (hex: string): string =>
  String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map((code) => Number.parseInt(code, 16)))
