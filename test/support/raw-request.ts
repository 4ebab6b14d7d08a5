import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * Sends bytes to a server just as they are, and gives what it says until it closes the connection.
 *
 * @param cutOff whether the client goes away when it has sent them
 * @param half whether it says that nothing more will come, and goes on listening
 */
export async function rawRequest(
  url: string,
  bytes: string | Buffer,
  { cutOff = false, half = false } = {},
): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  let said = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    said += text;
  });
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  // A server may hang up before it has read everything.
  socket.on('error', () => {});
  socket.write(bytes, () => cutOff && socket.destroy());
  if (half) socket.end();
  await closed;
  return said;
}
