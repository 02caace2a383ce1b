import type { AnalysisContext, Analyzer } from '../../src/domain/assessment.ts'

export interface ManualCall {
  readonly context: AnalysisContext
  readonly succeed: (result?: unknown) => void
  readonly fail: (error: unknown) => void
}

/** An analyzer whose every call waits until the test answers it, as early, late or often as it likes. */
export class ManualAnalyzer implements Analyzer {
  readonly name = 'manual'
  readonly version = '1'
  /** Every call so far, oldest first, answered or not, aborted or not. */
  readonly calls: ManualCall[] = []

  analyze(_input: unknown, context: AnalysisContext): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.calls.push({
        context,
        succeed: (result = { text: 'fine' }) => resolve(result),
        fail: reject,
      })
    })
  }
}
