// Figures of a service that is well.
import type { AlertFigures } from '../../../src/domain/alerts.ts'

export const well: AlertFigures = {
  queued: 0,
  stuck: 0,
  quarantined: 0,
  completed: 5,
  wrongMoney: 0,
  wrongElse: 0,
  failing: [],
  unwell: [],
}
