import { setTimeout } from 'node:timers/promises';

/** Asks again and again until there is an answer. There is no other limit to it than that of the test. */
export async function eventually<T>(ask: () => T | Promise<T>): Promise<Exclude<T, null | undefined | false | ''>> {
  for (;;) {
    const answer = await ask();
    if (answer) return answer as Exclude<T, null | undefined | false | ''>;
    await setTimeout(5);
  }
}
