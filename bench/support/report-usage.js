/** Preloaded into a measured process: at its end it writes its peak memory, in bytes, to the file it was told. */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const peakMemory = process.resourceUsage().maxRSS * 1024;
  writeFileSync(process.env.REFKIT_BENCH_USAGE, JSON.stringify({ peakMemory }));
});
