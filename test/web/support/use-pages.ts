// The pages, served, with a browser in front of them, for the tests of one file. After each test its visitors leave, and
// none of them may have met trouble.
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { chromiumPath, launchChromium } from '../../support/chromium.ts'
import { type PagesService, startPagesService } from './pages-service.ts'
import type { Visitor } from './visitor.ts'

export interface Pages {
  /** There is a browser on this machine. */
  readonly isHere: boolean
  readonly live: PagesService
  readonly browser: Browser
  /** Sees to it that the visitor leaves after the test. */
  keep(visitor: Visitor): Visitor
  /** Has the visitor leave now; what trouble it met was meant. */
  release(visitor: Visitor): Promise<void>
}

/** Called once in a file of tests. What it gives is there from the first test on. */
export function usePages(): Pages {
  const isHere = chromiumPath !== undefined
  let opened: { live: PagesService; browser: Browser } | undefined
  const visitors: Visitor[] = []
  beforeAll(async () => {
    if (!isHere) return
    const [live, browser] = await Promise.all([startPagesService(), launchChromium()])
    opened = { live, browser }
  }, 60_000)
  afterAll(async () => {
    await opened?.browser.close()
    await opened?.live.stop()
  })
  afterEach(async () => {
    if (opened) opened.live.analyzer.isByHand = false
    const troubles = visitors.flatMap((visitor) => visitor.troubles)
    await Promise.all(visitors.splice(0).map((visitor) => visitor.leave()))
    expect(troubles).toEqual([])
  })
  const here = () => opened ?? expect.unreachable('the pages are opened before the first test')
  return {
    isHere,
    get live() {
      return here().live
    },
    get browser() {
      return here().browser
    },
    keep(visitor) {
      visitors.push(visitor)
      return visitor
    },
    release(visitor) {
      visitors.splice(visitors.indexOf(visitor), 1)
      return visitor.leave()
    },
  }
}
