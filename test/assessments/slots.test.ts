import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { Slots } from '../../src/assessments/slots.ts'

const newSignal = () => new AbortController().signal

test('given one slot, when three ask for it, then they enter one by one in the order they came', async () => {
  const slots = new Slots({ slotsMax: 1, waitingMax: 2 })
  const entered: string[] = []
  const enter = (name: string) => slots.take(newSignal()).then(() => entered.push(name))

  await enter('first')
  const second = enter('second')
  const third = enter('third')
  expect(entered).toEqual(['first'])

  slots.release()
  await second
  expect([entered, slots.taken]).toEqual([['first', 'second'], 1])

  slots.release()
  await third
  slots.release()
  expect([entered, slots.taken]).toEqual([['first', 'second', 'third'], 0])
})

test('given one who waited, when they have entered or were refused, then nothing listens to their signal any more', async () => {
  const slots = new Slots({ slotsMax: 1, waitingMax: 2 })
  await slots.take(newSignal())
  const entering = newSignal()
  const refused = newSignal()
  const entered = slots.take(entering)
  const left = slots.take(refused).catch((reason) => reason)
  expect([entering, refused].map(listeners)).toEqual([1, 1])

  slots.release()
  await entered
  slots.refuseWaiting('closed')

  expect(await left).toBe('closed')
  expect([entering, refused].map(listeners)).toEqual([0, 0])
})

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length
