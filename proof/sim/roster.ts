// Who is there: the people of a history by number. Who was erased comes again as somebody new, under another id; what
// the old one had under way goes on knocking.
import { Person, type PersonParts } from './people.ts'

export class Roster {
  readonly #parts: Omit<PersonParts, 'userId'>
  readonly #present: Person[]
  readonly #all: Person[]
  readonly #lives: number[]

  constructor(parts: Omit<PersonParts, 'userId'>, users: number) {
    this.#parts = parts
    this.#present = Array.from(
      { length: users },
      (_, index) => new Person({ ...parts, userId: `u${index}` }),
    )
    this.#all = [...this.#present]
    this.#lives = this.#present.map(() => 0)
  }

  /** Everybody who ever was there. */
  get all(): readonly Person[] {
    return this.#all
  }

  person(user: number): Person | undefined {
    return this.#present[user]
  }

  idOf(user: number): string {
    return this.#present[user]?.userId ?? `u${user}`
  }

  /** Somebody new takes the place of this person, whose id is answered. */
  replace(user: number): string {
    const before = this.#present[user]
    const life = (this.#lives[user] ?? 0) + 1
    this.#lives[user] = life
    const person = new Person({ ...this.#parts, userId: `u${user}-${life}` })
    this.#present[user] = person
    this.#all.push(person)
    before?.line.disconnect()
    return before?.userId ?? `u${user}`
  }
}
