// The people of the living demo: invented, with addresses that belong to nobody, and what their scores are like.
import {
  industryKeys,
  oceanKeys,
  riasecKeys,
  strengthKeys,
} from '../../assessments/talent-mapping/dimensions.ts'
import {
  type TalentMappingInput,
  talentMappingInput,
} from '../../assessments/talent-mapping/input.schema.ts'
import type { SeededRandom } from './random.ts'

export interface Person {
  readonly name: string
  readonly username: string
  readonly email: string
}

const person = (name: string, username: string, host: 'com' | 'org'): Person => ({
  name,
  username,
  email: `${username}@example.${host}`,
})

/** The first is who the demo tells people to sign in as. */
export const people: readonly [Person, ...Person[]] = [
  person('Sari Wulandari', 'sari', 'com'),
  person('Emma Clarke', 'emma', 'com'),
  person('Budi Santoso', 'budi', 'org'),
  person('Oliver Bennett', 'oliver', 'org'),
  person('Dewi Lestari', 'dewi', 'com'),
  person('Grace Okafor', 'grace', 'org'),
  person('Rizky Pratama', 'rizky', 'com'),
  person('Amelia Wright', 'amelia', 'com'),
  person('Putri Anggraini', 'putri', 'org'),
  person('Noah Fischer', 'noah', 'com'),
  person('Agus Setiawan', 'agus', 'com'),
  person('Liam Walker', 'liam', 'org'),
]

export const operator: Person = person('Rina Hartono', 'operator', 'org')

/** For everybody: whoever can reach the demo may sign in, and it listens on this machine only. */
export const demoPassword = 'a demo password'

type Scores = Readonly<Record<string, number>>

/** How one person scores, time and again: much alike, never the same. */
export class Character {
  readonly #random: SeededRandom
  readonly #usual: { readonly [Block in keyof TalentMappingInput]?: Scores }

  constructor(random: SeededRandom) {
    this.#random = random
    const block = (keys: readonly string[]): Scores =>
      Object.fromEntries(keys.map((key) => [key, random.whole(15, 92)]))
    this.#usual = {
      riasec: block(riasecKeys),
      ocean: block(oceanKeys),
      viaIs: block(strengthKeys),
      ...(random.next() < 0.4 && { industryScore: block(industryKeys) }),
    }
  }

  /** What they submit this time. */
  scores(): TalentMappingInput {
    const today = Object.entries(this.#usual).map(([name, block]) => [
      name,
      Object.fromEntries(Object.entries(block).map(([key, usual]) => [key, this.#near(usual)])),
    ])
    return talentMappingInput.parse(Object.fromEntries(today))
  }

  #near(usual: number): number {
    return Math.min(100, Math.max(0, Math.round(usual + this.#random.deviation(8))))
  }
}
