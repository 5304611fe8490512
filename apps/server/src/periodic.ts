/** Work that is done again and again until it is disposed of; a failure is told and the next round comes. */
export function startPeriodic(
  everySeconds: number,
  work: () => Promise<void>,
  onFailure: (error: unknown) => void,
): AsyncDisposable {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(work).catch(onFailure);
  }, everySeconds * 1000);
  timer.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await running;
    },
  };
}
