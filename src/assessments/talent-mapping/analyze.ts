// What the worker thread loads: the offline analysis under the name that the pool calls.
// It checks nothing; input and result are checked on the other side.
export { describePersona as analyze } from './profile.ts'
