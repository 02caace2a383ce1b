// Where a service of this configuration remembers who was erased: beside its database, by a key of its own.
import { dirname } from 'node:path'
import { ErasureFile } from './backup/erasure-list.ts'
import { loadErasureKey } from './identity/secrets.ts'

export const erasureFileOf = (databasePath: string): ErasureFile =>
  new ErasureFile({ databasePath, key: () => loadErasureKey(dirname(databasePath)) })
