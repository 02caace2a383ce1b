// What would somebody pick instead, and how does it do with the same scores on the same disk? Embedded
// systems, and those that need a server. They do less for a job: README.md says what.
import type { Bench, Benchmark, Figure } from './harness.ts'
import { shortProfile } from './payloads.ts'
import { compare, type Peer } from './peer.ts'
import { installPeers } from './peer-packages.ts'
import { makeLiteque, makePlainjob, makeService } from './peers-embedded.ts'
import {
  makeBullmqOnPostgres,
  makeBullmqOnRedis,
  makeGraphileWorker,
  makePgBoss,
} from './peers-servers.ts'
import { type Server, startPostgres, startRedis } from './servers.ts'

export const embeddedPeers: Benchmark = {
  name: 'peers',
  question: 'How do plainjob and liteque do, at equal durability and at their own?',
  needs: 'peers',
  prepare: installPeers,
  run: async (bench) => {
    const { folder } = bench
    return comparing(bench, 'peers', [
      await makeService(folder),
      await makePlainjob(folder, 'FULL'),
      await makePlainjob(folder, 'NORMAL'),
      await makeLiteque(folder, 'FULL'),
      await makeLiteque(folder, 'NORMAL'),
    ])
  },
}

export const serverPeers: Benchmark = {
  name: 'server-peers',
  question: 'How do graphile-worker, pg-boss and BullMQ do, with servers that sync each commit?',
  needs: 'with-servers',
  prepare: installPeers,
  run: async (bench) => {
    const { folder, say } = bench
    const peers: [Peer, ...Peer[]] = [await makeService(folder)]
    const servers: Server<unknown>[] = []
    try {
      const postgres = await startPostgres(folder)
      if (postgres) {
        servers.push(postgres)
        const { address } = postgres
        peers.push(await makeGraphileWorker(address), await makePgBoss(address))
        peers.push(await makeBullmqOnPostgres(address))
      } else say('skipped: PostgreSQL is not installed (apt-get install postgresql)')
      const redis = await startRedis(folder)
      if (redis) {
        servers.push(redis)
        peers.push(await makeBullmqOnRedis(redis.address))
      } else say('skipped: Redis is not installed (apt-get install redis-server)')
      return await comparing(bench, 'server-peers', peers)
    } finally {
      for (const server of servers) await server.stop()
    }
  },
}

async function comparing(
  bench: Bench,
  name: string,
  peers: readonly [Peer, ...Peer[]],
): Promise<Figure[]> {
  const figures = await compare(bench, name, peers, shortProfile())
  for (const peer of peers) await peer.close()
  return figures
}
