// The typed client: submit, follow, await. Works in Node and in a browser bundle; imports only types from
// the server. It holds no state that the server does not have, so a reload loses nothing.

export type { PersonaProfile } from '../src/assessments/talent-mapping/profile.schema.ts'
export {
  isUnstuckError,
  JobFailedError,
  UnstuckError,
  type UnstuckErrorCode,
  type UnstuckErrorDetails,
} from './errors.ts'
export type { Job, SubmitOptions } from './job.ts'
export {
  createUnstuckClient,
  type UnstuckClient,
  type UnstuckClientOptions,
} from './unstuck-client.ts'
