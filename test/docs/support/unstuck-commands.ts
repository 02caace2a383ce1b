// The commands of `unstuck` that a page names: in its code blocks, and in the code within its sentences.

/** Such as `jobs list --status failed --limit 20`, without pipes, comments and what a shell makes of the rest. */
export function unstuckCommandsIn(page: string): string[] {
  const blocks = [...page.matchAll(/```(?:sh|)\n([\s\S]*?)```/g)].map(([, code = '']) => code)
  const spans = [...page.replace(/```[\s\S]*?```/g, '').matchAll(/`(unstuck [^`]*)`/g)]
  const fromBlocks = blocks
    .flatMap((block) => block.split('\n'))
    .flatMap((line) => line.replace(/(^|\s)#.*$/, '').split('|'))
  const fromSpans = spans.flatMap(([, code = '']) => alternativesOf(code))
  return [...fromBlocks, ...fromSpans].flatMap((each) => {
    const [, words] = /^\s*(?:source <\()?(?:npx )?unstuck ([a-z].*)$/.exec(each) ?? []
    return words === undefined ? [] : [words.trim()]
  })
}

/** `unstuck jobs list | show` names two: the words after a bar stand in the place of the last one before it. */
function alternativesOf(code: string): string[] {
  const [first = '', ...others] = code.split(/\s*\\?\|\s*/)
  const [before] = /^unstuck( [a-z-]+(?= [a-z]))?/.exec(first) ?? []
  return [first, ...others.map((other) => `${before} ${other}`)]
}
