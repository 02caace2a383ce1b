// The occupations that an analysis chooses from, with where they come from: the built-in table, or one that
// was imported. It is made once and never changes.
import { business } from './business.careers.ts'
import { care } from './care.careers.ts'
import { computing } from './computing.careers.ts'
import { design } from './design.careers.ts'
import { education } from './education.careers.ts'
import { engineering } from './engineering.careers.ts'
import { finance } from './finance.careers.ts'
import { government } from './government.careers.ts'
import { health } from './health.careers.ts'
import { media } from './media.careers.ts'
import { nature } from './nature.careers.ts'
import { asOccupation, type Occupation, type RatedOccupation, rated } from './occupation.ts'
import { science } from './science.careers.ts'
import { service } from './service.careers.ts'
import { trades } from './trades.careers.ts'
import { transport } from './transport.careers.ts'

/** Shown with every result that rests on it. */
export interface OccupationSource {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly licence: string
  readonly url?: string
  readonly notice: string
}

export interface OccupationTable {
  /** What prospects were judged for: each occupation, or its whole group. */
  readonly prospectBasis: 'occupation' | 'group'
  readonly source: OccupationSource
  /** Names the edition in results. */
  readonly edition: string
  readonly occupations: readonly RatedOccupation[]
}

export const makeTable = (
  about: Omit<OccupationTable, 'occupations'>,
  occupations: readonly Occupation[],
): OccupationTable => ({ ...about, occupations: occupations.map(rated) })

const fields = {
  engineering,
  trades,
  transport,
  nature,
  health,
  care,
  science,
  computing,
  design,
  media,
  education,
  business,
  service,
  finance,
  government,
}

const builtInVersion = '3'

export const builtInTable: OccupationTable = makeTable(
  {
    prospectBasis: 'occupation',
    edition: `unstuck-${builtInVersion}`,
    source: {
      id: 'unstuck',
      name: 'Unstuck table of occupations',
      version: builtInVersion,
      licence: 'MIT',
      notice:
        'Interest values, preparation and prospects are judgements of this project, not measurements.',
    },
  },
  Object.entries(fields).flatMap(([group, written]) =>
    written.map((one) => asOccupation(one, group)),
  ),
)
