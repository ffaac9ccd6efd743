// The npm library `ws` for the fault matrix: a server that pings as the library's README does, and a client that tells what
// its user gets to see. The commands are described in ../README.md.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { WebSocket, WebSocketServer } from 'ws';

const say = (line) => process.stdout.write(line + '\n');

/** Ends a connection that has not answered the ping before, at once and without a Close frame. */
function serve(port, pingMillis) {
  const server = new WebSocketServer({ port, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    socket.isAlive = true;
    socket.on('pong', () => (socket.isAlive = true));
    socket.on('error', () => {});
  });
  if (pingMillis > 0) {
    setInterval(() => {
      for (const socket of server.clients) {
        if (!socket.isAlive) {
          socket.terminate();
          continue;
        }
        socket.isAlive = false;
        socket.ping();
      }
    }, pingMillis);
  }
  server.on('listening', () => say(`READY ${server.address().port}`));
}

/** A line of the input is an attempt: {"uri", "ca"}. Answers are lines with what came, and "over" at the end. */
function watch() {
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, uri, ca } = JSON.parse(line);
    const tell = (what, over = false) => say(JSON.stringify({ id, what, over }));
    const socket = new WebSocket(uri, { ca: ca && readFileSync(ca) });
    socket.on('open', () => tell('open'));
    socket.on('error', (error) => tell(`error: ${error.message || error.code}`));
    socket.on('close', (code, reason) => tell(`close ${code} "${reason}"`, true));
  }).on('close', () => process.exit(0));
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'fault-server') {
  serve(Number(rest[0]), Number(rest[1]));
} else {
  watch();
}
