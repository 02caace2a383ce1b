// How deeply JSON text nests, found by one pass over its characters. It parses nothing, so text that
// would cost a parser or a recursive reader dearly is refused for the price of reading it.

const quote = 0x22
const backslash = 0x5c

/** True if arrays and objects nest deeper than `depthMax`. Brackets inside strings do not count. */
export function nestsDeeperThan(json: string, depthMax: number): boolean {
  let depth = 0
  for (let index = 0; index < json.length; index++) {
    switch (json.charCodeAt(index)) {
      case quote:
        index = endOfString(json, index)
        break
      case 0x5b: // [
      case 0x7b: // {
        if (++depth > depthMax) return true
        break
      case 0x5d: // ]
      case 0x7d: // }
        depth--
        break
    }
  }
  return false
}

/** The index of the closing quote, or the end of the text where there is none. */
function endOfString(json: string, start: number): number {
  for (let index = start + 1; index < json.length; index++) {
    const code = json.charCodeAt(index)
    if (code === backslash) index++
    else if (code === quote) return index
  }
  return json.length
}
