// The bug base: each plan that ever failed, made small, with what was wrong. They are played first, for ever.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plan } from './plan.ts'

const regressionsFolder = join(
  relative('.', dirname(fileURLToPath(import.meta.url))),
  'regressions',
)

export const readPlan = (path: string): Plan => {
  const plan: Plan = JSON.parse(readFileSync(path, 'utf8'))
  if (plan.format !== 1) throw new Error(`${path} is not a plan of format 1`)
  return plan
}

/** Where the plans of the bug base are. */
export const listRegressions = (folder = regressionsFolder): string[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name))

/** Saves a plan, one step a line; answers where. */
export function savePlan(plan: Plan, name: string, folder = regressionsFolder): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name}.json`)
  const { steps, ...head } = plan
  const lines = steps.map((step) => `    ${JSON.stringify(step)}`).join(',\n')
  const text = JSON.stringify(head, null, 2).replace(/\n}$/, `,\n  "steps": [\n${lines}\n  ]\n}\n`)
  writeFileSync(path, text)
  return path
}
