// The npm library `ws` as a peer. The commands it takes are described in ../README.md.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { parseArgs } from 'node:util';
import { WebSocket, WebSocketServer } from 'ws';

const SUBPROTOCOL = 'sockeye.echo';
const TIME_LIMIT_MILLIS = 60_000;
const PATTERN = Buffer.from(Array.from({ length: 65536 }, (_, i) => (i * 31 + (i >> 8)) & 0xff));
const TEXT_PATTERN = 'aé€😀';

/** Bytes without a repetition nearer than their whole length, which is more than a window of 14 bits. */
function farPattern() {
  let state = 1n;
  return Buffer.from(Array.from({ length: 20_000 }, () => {
    state = (state * 1103515245n + 12345n) & 0x7fffffffn;
    return Number((state >> 16n) & 0xffn);
  }));
}

const say = (line) => process.stdout.write(line + '\n');

function payload(kind, size) {
  if (kind === 'far') {
    return Buffer.alloc(size, farPattern());
  }
  if (kind === 'binary') {
    return Buffer.alloc(size, PATTERN);
  }
  const patternBytes = Buffer.byteLength(TEXT_PATTERN);
  return TEXT_PATTERN.repeat(Math.floor(size / patternBytes)) + 'x'.repeat(size % patternBytes);
}

// --- the server -------------------------------------------------------------------------------------------------

/** What the library is to do about permessage-deflate. */
function deflate({ compression, 'window-bits': bits }) {
  if (compression !== 'on') {
    return false;
  }
  return bits ? { threshold: 0, serverMaxWindowBits: Number(bits), clientMaxWindowBits: Number(bits) } : { threshold: 0 };
}

function serve({ port, tls, ...options }) {
  const http = tls
    ? createHttpsServer({ cert: readFileSync(tls[0]), key: readFileSync(tls[1]) })
    : createHttpServer();
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: 0,
    perMessageDeflate: deflate(options),
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  sockets.on('connection', (socket, request) => {
    const path = request.url;
    const [, verb, code, reason = ''] = path.split('/');
    socket.on('error', (error) => say(JSON.stringify({ event: 'error', path, error: error.message })));
    socket.on('close', (closeCode, closeReason) =>
      say(JSON.stringify({ event: 'closed', path, code: closeCode, reason: closeReason.toString() })));
    if (verb === 'close') {
      try {
        socket.close(Number(code), decodeURIComponent(reason));
      } catch (error) {
        say(JSON.stringify({ event: 'refused', path, error: error.message }));
        socket.close(1011, 'refused');
      }
    } else {
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    }
  });
  const end = () => process.exit(0);
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.stdin.on('end', end).resume();
  http.listen({ port, host: '127.0.0.1', backlog: 2048 }, () => say(`READY ${http.address().port}`));
}

// --- the client -------------------------------------------------------------------------------------------------

class Connection {
  constructor({ url, ca, subprotocol, ...options }, path) {
    this.socket = new WebSocket(url.replace(/\/$/, '') + path, subprotocol ? [subprotocol] : [], {
      ca: ca && readFileSync(ca),
      maxPayload: 0,
      perMessageDeflate: deflate(options),
    });
    this.messages = [];
    this.closed = new Promise((resolve) =>
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })));
    this.opened = new Promise((resolve, reject) => {
      this.socket.on('open', resolve);
      this.socket.on('error', (error) => {
        this.error = error;
        reject(error);
      });
    });
    this.opened.catch(() => {});
  }

  /** The next message, or a rejection when the connection closes before it. */
  message() {
    return new Promise((resolve, reject) => {
      this.socket.once('message', (data) => resolve(data));
      this.closed.then(({ code, reason }) =>
        reject(this.error ?? new Error(`closed with ${code} ${reason} before a message came`)));
    });
  }

  facts() {
    return { subprotocol: this.socket.protocol, extensions: this.socket.extensions };
  }
}

class Client {
  constructor(options) {
    this.options = options;
  }

  async connect(path) {
    const connection = new Connection(this.options, path);
    await connection.opened;
    return connection;
  }

  async exchange(message, send) {
    const connection = await this.connect('/echo');
    const answer = connection.message();
    send(connection.socket);
    const received = await answer;
    const facts = connection.facts();
    connection.socket.close(1000);
    return {
      ok: received.equals(Buffer.from(message)),
      bytes: received.length,
      sha256: createHash('sha256').update(received).digest('hex'),
      ...facts,
      ...(await connection.closed),
    };
  }

  echo(kind, size) {
    const message = payload(kind, Number(size));
    return this.exchange(message, (socket) => socket.send(message));
  }

  fragments(kind, size, piece) {
    const message = payload(kind, Number(size));
    const bytes = Buffer.from(message);
    const step = Number(piece);
    return this.exchange(message, (socket) => {
      for (let at = 0; at < bytes.length; at += step) {
        socket.send(bytes.subarray(at, at + step), { binary: kind === 'binary', fin: at + step >= bytes.length });
      }
    });
  }

  async ping() {
    const connection = await this.connect('/echo');
    const pong = new Promise((resolve) => connection.socket.once('pong', resolve));
    connection.socket.ping('sockeye');
    const answer = await pong;
    const facts = connection.facts();
    connection.socket.close(1000);
    return { ok: answer.toString() === 'sockeye', ...facts, ...(await connection.closed) };
  }

  async close(code, reason = '') {
    const connection = await this.connect('/echo');
    const facts = connection.facts();
    try {
      connection.socket.close(Number(code), decodeURIComponent(reason));
    } catch (error) {
      connection.socket.terminate();
      return { ok: false, unsupported: true, error: error.message };
    }
    const seen = await connection.closed;
    return { ok: seen.code === Number(code), ...facts, ...seen };
  }

  async 'expect-close'(code, reason = '') {
    const connection = await this.connect(`/close/${code}/${reason}`);
    const facts = connection.facts();
    const seen = await connection.closed;
    return { ok: seen.code === Number(code) && seen.reason === decodeURIComponent(reason), ...facts, ...seen };
  }

  async many(count) {
    const started = performance.now();
    const connections = [];
    for (let at = 0; at < Number(count); at += 100) {
      const batch = Array.from({ length: Math.min(100, count - at) }, () => this.connect('/echo'));
      connections.push(...(await Promise.all(batch)));
    }
    const answers = await Promise.all(connections.map(async (connection, index) => {
      const answer = connection.message();
      connection.socket.send(`connection ${index}`);
      return (await answer).toString() === `connection ${index}`;
    }));
    connections.forEach((connection) => connection.socket.close(1000));
    const closes = await Promise.all(connections.map((connection) => connection.closed));
    const clean = closes.filter(({ code }) => code === 1000).length;
    return {
      ok: answers.every(Boolean) && clean === Number(count),
      connections: answers.filter(Boolean).length,
      clean,
      millis: Math.round(performance.now() - started),
    };
  }
}

function within(millis, promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${millis} ms`)), millis);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

async function runClient(options, scenarios) {
  const client = new Client(options);
  let allOk = true;
  for (const scenario of scenarios) {
    const [name, ...parameters] = scenario.split(':');
    let result;
    try {
      result = await within(TIME_LIMIT_MILLIS, client[name](...parameters));
    } catch (error) {
      result = { ok: false, error: String(error.message) };
    }
    allOk &&= result.ok || result.unsupported === true;
    say(JSON.stringify({ scenario, ...result }));
  }
  process.exit(allOk ? 0 : 1);
}

const [command, ...rest] = process.argv.slice(2);
// `--tls CERT KEY` takes two values, which parseArgs cannot express.
const tlsAt = rest.indexOf('--tls');
const tls = tlsAt < 0 ? undefined : rest.splice(tlsAt, 3).slice(1);
const { values, positionals } = parseArgs({
  args: rest,
  allowPositionals: true,
  options: {
    port: { type: 'string', default: '0' },
    compression: { type: 'string', default: 'off' },
    'window-bits': { type: 'string' },
    ca: { type: 'string' },
    subprotocol: { type: 'string' },
  },
});
if (command === 'version') {
  const require = createRequire(import.meta.url);
  say(`ws ${require('ws/package.json').version}, node ${process.versions.node}`);
} else if (command === 'server') {
  serve({ ...values, port: Number(values.port), tls });
} else if (command === 'client' && positionals.length >= 2) {
  runClient({ ...values, url: positionals[0] }, positionals.slice(1));
} else {
  process.stderr.write('usage: peer version | server [options] | client [options] URL SCENARIO...\n');
  process.exit(64);
}
