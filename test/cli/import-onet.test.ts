import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { onetFiles, onetFolder } from '../assessments/talent-mapping/support/onet-folder.ts'
import { makeSandbox, removeSandbox, runCli, type Sandbox, serve } from '../security/support/run.ts'
import { submitOnce } from './support/submit-once.ts'

let sandbox: Sandbox
beforeEach(() => {
  sandbox = makeSandbox()
})
afterEach(() => removeSandbox(sandbox))

test('given the official files, when they are imported, then file and SOURCE are written beside the database and the next step is told', () => {
  const { given } = sandbox
  const file = join(given, 'data', 'occupations.json')

  const { status, stdout } = runCli(['import-onet', onetFolder()], given)

  expect(status).toBe(0)
  expect(stdout).toContain('24 occupations of O*NET 30.1 written to')
  expect(stdout).toContain(`Set OCCUPATIONS_FILE=${file} and restart the service`)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ format: 'unstuck-occupations/1' })
  const source = readFileSync(join(given, 'data', 'occupations.SOURCE.md'), 'utf8')
  expect(source).toContain('used under the CC BY 4.0 licence')
  expect(source).toContain('has not approved, endorsed or tested')
})

test('given a file of its own, a release and --json, when the files are imported, then one document says what was made', () => {
  const { given } = sandbox
  const folder = onetFolder({ ...onetFiles(), readMe: undefined })
  const file = join(given, 'deep', 'jobs.json')

  const { status, stdout } = runCli(
    ['import-onet', folder, '--json', '--out', file, '--release', '31.0'],
    given,
  )

  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    file,
    sourceFile: join(given, 'deep', 'jobs.SOURCE.md'),
    edition: expect.stringMatching(/^onet-31\.0-/),
    occupations: 24,
    incomplete: [],
  })
})

test('given files with a fault, when they are imported, then exit code 1, one message with the place, and what was there stays', () => {
  const { given } = sandbox
  const file = join(given, 'data', 'occupations.json')
  runCli(['import-onet', onetFolder()], given)
  const before = readFileSync(file, 'utf8')
  const files = onetFiles()
  files.interests[1] = files.interests[1]?.replace('1.00', '8.00') ?? ''

  const { status, stdout, stderr } = runCli(['import-onet', onetFolder(files)], given)

  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(
    /cannot be imported:\n {2}- Interests\.txt line 2 column "Data Value": "8\.00" must be/,
  )
  expect(readFileSync(file, 'utf8')).toBe(before)
  expect(existsSync(`${file}.draft`)).toBe(false)
  expect(runCli(['import-onet', onetFolder(), '--release', 'x'], given)).toMatchObject({
    status: 1,
    stderr: '--release must look like 29.3, not "x"\n',
  })
})

test('given a file that is missing, or a module that makes it idle, when the service starts, then one message says what to do', () => {
  const { given } = sandbox

  expect(runCli(['serve'], given, { OCCUPATIONS_FILE: 'none.json' })).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(
      /^The occupations file .*none\.json cannot be used: ENOENT.*import-onet FOLDER.*\n$/,
    ),
  })
  expect(
    runCli(['serve'], given, { OCCUPATIONS_FILE: 'a.json', ASSESSMENTS_MODULE: './b.js' }),
  ).toMatchObject({
    status: 2,
    stderr: expect.stringContaining(
      'OCCUPATIONS_FILE is for talent mapping, which ASSESSMENTS_MODULE replaces; unset it',
    ),
  })
})

test('given a service with imported occupations, when somebody submits, then careers and their attribution come with the result', async () => {
  const { given } = sandbox
  runCli(['import-onet', onetFolder()], given)
  const service = await serve(given, { OCCUPATIONS_FILE: 'data/occupations.json' })
  try {
    const profile = await submitOnce(service.url)

    expect(profile.careerRecommendation[0]?.careerName).toMatch(/^Worker \d+$/)
    expect(profile.analysis?.sources[0]?.notice).toContain('O*NET 30.1 Database')
  } finally {
    await service.stop()
    rmSync(join(given, 'data'), { recursive: true, force: true })
  }
})
