// What a planted bug is: data. The text it replaces must be in its file exactly once, so that a change of the
// source that takes the bug's place away is seen, and never mistaken for a bug that was not caught.

export interface Edit {
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** A harness and how little of it is enough, as one would call it by hand. */
export type Net =
  /** `npm run sim`, one seed after the other from 1 until one breaks. */
  | { readonly by: 'simulation'; readonly seedsMax?: number }
  /** Random histories by fast-check, always the same ones. */
  | { readonly by: 'histories'; readonly runs?: number }
  /** `npm run powerloss`: cuts of the power, or the calls to the disk of one name that fail. */
  | { readonly by: 'power loss'; readonly images: number }
  | { readonly by: 'disk faults'; readonly fault: string; readonly places: number }
  /** `npm run fuzz`, always the same inputs. */
  | { readonly by: 'fuzz'; readonly inputs: number }
  /** Tests of the suite, by file. */
  | { readonly by: 'tests'; readonly files: readonly string[] }

export interface Mutant {
  readonly name: string
  /** What goes wrong for people, and what of it is only near to the bug that is meant. */
  readonly why: string
  readonly edits: readonly Edit[]
  readonly caughtBy: Net
}

/** One bug at one place, which is what most are. */
export const mutant = (
  name: string,
  why: string,
  caughtBy: Net,
  ...edits: readonly (readonly [file: string, find: string, replace: string])[]
): Mutant => ({
  name,
  why,
  caughtBy,
  edits: edits.map(([file, find, replace]) => ({ file, find, replace })),
})

/** The text with the bug in it. Throws where what it replaces is not there, or is there twice. */
export function planted(text: string, { file, find, replace }: Edit): string {
  const parts = text.split(find)
  if (parts.length === 2) return parts.join(replace)
  const times = parts.length - 1
  throw new Error(`This mutant has rotted: ${file} holds ${times} times, not once: ${find}`)
}
