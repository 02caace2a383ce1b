// Where this process is to die: at the n-th pass of a named place, counted from when it was armed. Nothing
// happens at a place that is not armed.

let armed

/** From now on, the `nth` pass of `point` is the last thing this process does. */
export function arm({ point, nth }) {
  armed = { point, left: nth }
}

/** Called at a named place. */
export function pass(point) {
  if (armed?.point !== point || --armed.left > 0) return
  process.kill(process.pid, 'SIGKILL')
}
