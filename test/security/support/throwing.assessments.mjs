// An analyzer that throws where nobody can catch it: what an unfinished part of somebody's code does.
import { z } from 'zod'

const later = (fn) => setTimeout(fn, 1)

export const assessments = [
  {
    name: 'Throwing',
    input: z.strictObject({ how: z.enum(['throw', 'reject']) }),
    result: z.strictObject({ text: z.string() }),
    analyzer: {
      name: 'throwing',
      version: '1',
      analyze: ({ how }) =>
        new Promise(() => {
          later(() => {
            if (how === 'throw') throw new Error('nobody catches this')
            Promise.reject(new Error('nobody catches this'))
          })
        }),
    },
  },
]
