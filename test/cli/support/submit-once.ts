// Somebody who signs up at a running service, submits the researcher's scores and waits for the profile.
import { WebSocket } from 'ws'
import { createUnstuckClient, type PersonaProfile } from '../../../client/index.ts'
import { demoPersons } from '../../assessments/talent-mapping/people.ts'

export async function submitOnce(url: string): Promise<PersonaProfile> {
  const answer = await fetch(`${url}/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ana@example.com', password: 'correct horse battery' }),
  })
  const { data } = (await answer.json()) as { data: { token: string } }
  const client = createUnstuckClient<PersonaProfile>({ url, token: data.token, WebSocket })
  const job = await client.submit(demoPersons.researcher)
  const profile = await job.done()
  client.close()
  return profile
}
