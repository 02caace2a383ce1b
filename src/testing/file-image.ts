// The files of a database as a dying process leaves them: the database and its write-ahead log, byte for
// byte, without the checkpoint that closing would make.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface FileImage {
  /** Lays the image over whatever closing made of the files. */
  putBack(): void
  remove(): void
}

/** Keeps an image of the files as they are now. */
export function fileImage(path: string): FileImage {
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-image-'))
  const parts = ['', '-wal'].filter((suffix) => existsSync(path + suffix))
  for (const suffix of parts) copyFileSync(path + suffix, join(folder, `image${suffix}`))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  return {
    putBack() {
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
      for (const suffix of parts) copyFileSync(join(folder, `image${suffix}`), path + suffix)
      remove()
    },
    remove,
  }
}
