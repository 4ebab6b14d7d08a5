/** How a program that runs until it is told to stop is told: Ctrl-C, or SIGTERM by whoever looks after services. */

/** Settles at the first such signal. A second one ends the process at once. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let told = false;
    const listener = (): void => {
      if (told) process.exit(130);
      told = true;
      resolve();
    };
    process.on('SIGINT', listener).on('SIGTERM', listener);
  });
}
