// Seeds and run counts of property tests by environment: FC_SEED replays, FC_RUNS digs deeper.
import fc from 'fast-check'

const seed = process.env['FC_SEED']
const runs = process.env['FC_RUNS']
fc.configureGlobal({
  ...(seed && { seed: Number(seed) }),
  ...(runs && { numRuns: Number(runs) }),
})
