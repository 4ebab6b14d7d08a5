/** A server as people start it, for what is written about it: the built one, on a port of the system's choice. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const refkit = fileURLToPath(new URL('../bin/refkit.js', import.meta.url));

/**
 * Serves the folder `lab` in `cwd`, which is made.
 *
 * @returns where it is, what it said, and how it is stopped, which has to be done
 * @throws Error with what it said where it did not start
 */
export async function servedFolder({ cwd, env = process.env }) {
  const args = [refkit, 'serve', 'lab', '--port', '0'];
  const server = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(server, 'exit');
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (chunk) => {
    said += chunk;
  });
  // The last line that it says of an empty workspace.
  while (!said.includes('keys add')) {
    const event = await Promise.race([once(server.stderr, 'data'), ended.then(() => null)]);
    if (event === null) throw new Error(`The server did not start:\n${said}`);
  }
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
  };
  return { url: /http:\S+/.exec(said)[0], said, stop };
}
