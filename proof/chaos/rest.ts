// REST calls of the bystanders: an answer, a refusal with its code, or nothing that anybody knows.

export type RestReply =
  | { readonly kind: 'answer'; readonly data: Record<string, unknown> | null }
  | { readonly kind: 'refusal'; readonly code: string; readonly status: number }
  | { readonly kind: 'unknown' }

const answerMaxMs = 8_000

export async function rest(
  url: string,
  path: string,
  token: string | undefined,
  body: object,
): Promise<RestReply> {
  try {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerMaxMs),
    })
    const whole = (await response.json()) as {
      data?: Record<string, unknown> | null
      error?: { code?: string }
    }
    if (response.ok) return { kind: 'answer', data: whole.data ?? null }
    return { kind: 'refusal', code: whole.error?.code ?? '', status: response.status }
  } catch {
    return { kind: 'unknown' }
  }
}
