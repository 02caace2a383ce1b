// What the worker thread loads: the offline analysis under the name that the pool calls. It checks no scores;
// input and result are checked on the other side.
import { AnalysisFailure } from '../../domain/assessment.ts'
import { builtInTable, type OccupationTable } from './careers/occupation-table.ts'
import type { TalentMappingInput } from './input.schema.ts'
import { readOccupationsFile } from './onet/occupations-file.ts'
import type { PersonaProfile } from './profile.schema.ts'
import { describePersona } from './profile.ts'

export interface AnalysisTask {
  readonly scores: TalentMappingInput
  /** The path of imported occupations; the built-in table where not given. */
  readonly occupationsFile?: string | undefined
}

export const analyze = ({ scores, occupationsFile }: AnalysisTask): PersonaProfile =>
  describePersona(scores, occupationsFile === undefined ? builtInTable : tableAt(occupationsFile))

/** A thread reads a file once; it lives for as long as there is work. */
const tables = new Map<string, OccupationTable>()

function tableAt(path: string): OccupationTable {
  const known = tables.get(path)
  if (known) return known
  try {
    const table = readOccupationsFile(path)
    tables.set(path, table)
    return table
  } catch (error) {
    // It was usable when the service started: somebody is writing it, or has moved it.
    throw new AnalysisFailure((error as Error).message, { transient: true, cause: error })
  }
}
