// A promise that somebody else settles, as `Promise.withResolvers`, which Node 20 does not have.
export function deferred<T>(): {
  promise: Promise<T>
  resolve: (value: T) => void
  reject: (error: unknown) => void
} {
  let resolve: (value: T) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<T>((...ends) => {
    resolve = ends[0]
    reject = ends[1]
  })
  return { promise, resolve, reject }
}
