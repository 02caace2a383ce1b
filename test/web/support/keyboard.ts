// What somebody without a mouse does.
import type { Locator } from 'playwright-core'
import type { Visitor } from './visitor.ts'

/** Presses Tab until the control of this name has the focus. */
export async function tabTo({ page }: Visitor, name: string): Promise<void> {
  for (let presses = 0; presses < 90; presses++) {
    await page.keyboard.press('Tab')
    const focused = page.locator(':focus')
    const found = (await focused.count()) === 1 && (await nameOf(focused))
    if (found === name) return
  }
  throw new Error(`Tab never reached "${name}"`)
}

const nameOf = (control: Locator): Promise<string> =>
  control.evaluate((element) => {
    const label = 'labels' in element ? (element as HTMLInputElement).labels?.[0] : undefined
    return (label ?? element).textContent?.trim() ?? ''
  })
