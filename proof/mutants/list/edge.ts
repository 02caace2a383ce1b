// Bugs at the edge: who is let in, what a caller may make the service do, and what an answer or a log gives away.
import { type Mutant, mutant } from '../mutant.ts'

export const edgeMutants: readonly Mutant[] = [
  mutant(
    'origin-by-includes',
    'A page of https://app.example.com.evil may speak as the person who has it open',
    { by: 'tests', files: ['test/http/upgrade-guard.test.ts', 'test/http/requests.test.ts'] },
    [
      'src/http/origin.ts',
      'if (policy.allowed.has(origin)) return true',
      'if ([...policy.allowed].some((each) => origin.includes(each))) return true',
    ],
  ),
  mutant(
    'handshake-unchecked',
    'One upgrade request with a malformed Host ends the process',
    { by: 'tests', files: ['test/http/upgrade-guard.test.ts'] },
    [
      'src/http/upgrade-guard.ts',
      `    request.headers.host = 'internal'
    request.url = \`\${this.#options.trpcPath}\${search}\`
`,
      '    void search\n',
    ],
    [
      'src/http/upgrade-guard.ts',
      'if (!url) return refusals.badTarget',
      'if (!url) return undefined',
    ],
  ),
  mutant(
    'auth-only-at-connect',
    'Who signs out, is disabled or loses a role goes on as before on the connection they have',
    { by: 'tests', files: ['test/security/web-socket.test.ts'] },
    [
      'src/request-context.ts',
      `  request.connection?.authenticate({ userId, expiresAt, isStillValid: () => isWelcome(recheck) })
  return { caller, recheck }`,
      `  request.connection?.authenticate({ userId, expiresAt })
  void isWelcome
  return { caller, recheck: () => caller }`,
    ],
  ),
  mutant(
    'session-never-asked',
    'A token goes on opening everything after its owner signed out',
    {
      by: 'tests',
      files: ['test/identity/token-verifier.test.ts', 'test/identity/accounts.test.ts'],
    },
    [
      'src/identity/token-verifier.ts',
      'return issuer.isRevoked?.(verified) !== true',
      'return true',
    ],
  ),
  mutant(
    'any-algorithm',
    'A token that names an algorithm of its own choice is believed',
    { by: 'tests', files: ['test/identity/token-verifier.test.ts'] },
    ['src/identity/token-verifier.ts', 'algorithms: [issuer.algorithm],', ''],
  ),
  mutant(
    'any-audience',
    'A token that was issued for another service opens this one',
    { by: 'tests', files: ['test/identity/token-verifier.test.ts'] },
    ['src/identity/token-verifier.ts', 'audience: issuer.audience,', ''],
  ),
  mutant(
    'disabled-account-let-in',
    'An account that was disabled goes on',
    { by: 'fuzz', inputs: 400 },
    ['src/router/caller.ts', 'if (user.isActive === 0) throw accountDisabled()', ''],
  ),
  mutant(
    'everybody-an-operator',
    "Anybody who is signed in may grant tokens and read anybody's jobs",
    { by: 'fuzz', inputs: 400 },
    [
      'src/router/caller.ts',
      "(caller.kind === 'user' && caller.role === 'operator')",
      "caller.kind === 'user'",
    ],
  ),
  mutant(
    'result-of-others',
    'Who knows the id of a result reads it, whoever it is of',
    { by: 'tests', files: ['test/router/roles.test.ts'] },
    [
      'src/router/assessment.router.ts',
      'const row = results.find(service.db, input.resultId)\n      const isTheirs = row?.userId === caller.userId && row.deletedAt === null',
      'const row = results.find(service.db, input.resultId)\n      const isTheirs = row?.deletedAt === null && caller.userId !== row.id',
    ],
  ),
  mutant(
    'jobs-of-others',
    'Anybody cancels the job of anybody',
    { by: 'tests', files: ['test/router/roles.test.ts'] },
    [
      'src/actors/job-desk.ts',
      "const isTheirs = by.kind !== 'user' || job?.userId === by.id",
      'const isTheirs = true',
    ],
  ),
  mutant(
    'service-key-unchecked',
    'Any key opens the internal endpoints',
    { by: 'tests', files: ['test/security/authorisation.test.ts'] },
    [
      'src/router/caller.ts',
      "typeof key === 'string' && isServiceKey(key)",
      "typeof key === 'string' && (isServiceKey(key) || key.length > 0)",
    ],
  ),
  mutant(
    'unbounded-send',
    'A subscriber that does not read fills the memory of the service',
    { by: 'tests', files: ['test/http/web-socket.test.ts', 'test/http/sse.test.ts'] },
    [
      'src/http/paced.ts',
      'if (connection?.mustWait && !(await connection.readerKeepsUp())) return',
      '',
    ],
  ),
  mutant(
    'array-cap-removed',
    'One WebSocket message runs as many calls as fit into it',
    { by: 'tests', files: ['test/http/web-socket.test.ts'] },
    [
      'src/http/ws-encoder.ts',
      'if (calls.length > this.#limits.batchCallsMax) {',
      'if (calls.length > 1_000_000) {',
    ],
    ['src/http/ws-session.ts', 'maxBatchSize: limits.batchCallsMax,', 'maxBatchSize: 1_000_000,'],
  ),
  mutant(
    'body-without-limit',
    'A body of any size is read into memory',
    { by: 'tests', files: ['test/http/requests.test.ts'] },
    [
      'src/http/body.ts',
      "if (declared > maxBytes) return Promise.resolve({ kind: 'too-large' })",
      '',
    ],
    [
      'src/http/body.ts',
      "if (bytes > maxBytes) settle({ kind: 'too-large' })",
      "if (bytes < 0) settle({ kind: 'too-large' })",
    ],
  ),
  mutant(
    'depth-without-limit',
    'JSON that nests a thousand levels deep reaches the parsers',
    { by: 'tests', files: ['test/http/json-depth.test.ts', 'test/http/requests.test.ts'] },
    [
      'src/http/json-depth.ts',
      'if (++depth > depthMax) return true',
      'if (++depth > 100 * depthMax) return true',
    ],
  ),
  mutant(
    'socket-without-sign-in-stays',
    'A WebSocket that never says who it is stays open for ever',
    { by: 'tests', files: ['test/http/web-socket.test.ts'] },
    ['src/http/live-connection.ts', "if (this.kind === 'ws') this.#requireSignIn()", ''],
  ),
  mutant(
    'error-leaks-its-inside',
    'An error nobody foresaw is sent with its message and stack',
    { by: 'tests', files: ['test/router/errors.test.ts'] },
    [
      'src/router/errors.ts',
      "if (error.code === 'INTERNAL_SERVER_ERROR') return unexpected",
      "if (error.code === 'INTERNAL_SERVER_ERROR') return error.stack ?? unexpected",
    ],
  ),
  mutant(
    'log-prints-answers',
    'The answers of people are in the log',
    { by: 'tests', files: ['test/security/personal-data.test.ts'] },
    [
      'src/router/assessment.router.ts',
      'return submittedOf(service, await service.intake.submit(caller.userId, input, ctx))',
      `service.log.info('job.submitted', { reason: JSON.stringify(input) })
      return submittedOf(service, await service.intake.submit(caller.userId, input, ctx))`,
    ],
  ),
  mutant(
    'passwords-without-limit',
    'Passwords are tried without end',
    { by: 'tests', files: ['test/security/http.test.ts'] },
    ['src/identity/password-gate.ts', 'if (retryAfterMs > 0)', 'if (retryAfterMs < 0)'],
  ),
]
