// What a run is asked to do, read from the command line. It does nothing yet.
import { parseArgs } from 'node:util'

export const usage = `npm run powerloss -- [options]

  --full         20,000 images instead of 2,000, 50 places of every kind of fault instead of 3
  --images N     images of the main run (20 to 1,000,000)
  --places N     places tried for each kind of fault (1 to 100,000); three times as many for deaths and syncs
  --seed N       of the workload and of every image (1)
  --only WHAT    images | faults
  --fault TEXT   only kinds of fault whose name holds this text
  --lanes N      processes beside each other (1 to 64; as many as there are processors)
  --json         one JSON document instead of the tables
  --replay LOG --position N --image N|death   examine one image again (with its --seed)

Exit code 0: nothing lost, and the weakened runs were caught. 1: something lost, or a weakened run was not
caught. 2: not understood, or there is no C compiler.
`

export interface Options {
  readonly images: number
  readonly places: number
  readonly seed: number
  readonly lanes: number
  readonly only: 'images' | 'faults' | undefined
  readonly fault: string
  readonly json: boolean
  readonly help: boolean
  readonly replay:
    | { readonly log: string; readonly position: number; readonly image: number | 'death' }
    | undefined
}

/** Throws where something is not understood. */
export function readOptions(args: readonly string[], processors: number): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      images: { type: 'string' },
      places: { type: 'string' },
      full: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      fault: { type: 'string', default: '' },
      lanes: { type: 'string' },
      json: { type: 'boolean', default: false },
      replay: { type: 'string' },
      position: { type: 'string', default: '' },
      image: { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  })
  const { full, only, image, replay: log } = values
  if (only !== undefined && only !== 'images' && only !== 'faults') {
    throw new Error(`--only is images or faults, not "${only}"`)
  }
  return {
    images: whole('images', values.images ?? (full ? '20000' : '2000'), 20, 1_000_000),
    places: whole('places', values.places ?? (full ? '50' : '3'), 1, 100_000),
    seed: whole('seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    lanes: whole('lanes', values.lanes ?? String(Math.min(processors, 64)), 1, 64),
    only,
    fault: values.fault,
    json: values.json,
    help: values.help,
    replay:
      log === undefined
        ? undefined
        : {
            log,
            position: whole('position', values.position, 1, Number.MAX_SAFE_INTEGER),
            image: image === 'death' ? image : whole('image', image, 0, Number.MAX_SAFE_INTEGER),
          },
  }
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= min && value <= max) return value
  throw new Error(`--${name} is a whole number from ${min} to ${max}, not "${text}"`)
}
