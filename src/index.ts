// What the package exports to people who embed the service.

export { createTalentMapping } from './assessments/talent-mapping/talent-mapping.ts'
export { type Config, ConfigError, environmentSchema, readConfig } from './config.ts'
export {
  type AnalysisContext,
  AnalysisFailure,
  type Analyzer,
  type AssessmentDefinition,
  type AssessmentTimeouts,
  defineAssessment,
  type ExternalWorker,
  externalWorker,
} from './domain/assessment.ts'
export { DomainError, type DomainErrorCode, type DomainErrorDetails } from './domain/errors.ts'
export type { EventEnvelope, Notification } from './domain/events.ts'
export type { Mounted } from './http/mount.ts'
export type { AppRouter } from './router/index.ts'
export { createService, type Service, type ServiceOptions } from './service.ts'
export type { Span, SpanOptions, Tracer } from './tracing.ts'
