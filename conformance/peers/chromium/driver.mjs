// Serves page.html on a free port of the loopback, opens it in headless Chromium, and prints what the page reports.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const TIME_LIMIT_MILLIS = 150_000;
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--no-proxy-server',
];

const [command, ...rest] = process.argv.slice(2);
if (command === 'version') {
  const { stdout } = spawnSync('chromium', ['--version', '--no-sandbox'], { encoding: 'utf8' });
  process.stdout.write(stdout.trim() + '\n');
  process.exit(0);
}
if (command !== 'client') {
  process.stderr.write('usage: peer version | client [options] URL SCENARIO... (a browser cannot be a server)\n');
  process.exit(64);
}
const { values, positionals } = parseArgs({
  args: rest,
  allowPositionals: true,
  options: { compression: { type: 'string' }, ca: { type: 'string' }, subprotocol: { type: 'string' } },
});
const [url, ...scenarios] = positionals;
const page = readFileSync(new URL('page.html', import.meta.url));
const profile = mkdtempSync(join(tmpdir(), 'sockeye-chromium-'));
let browser;
let allOk = true;
let reported = 0;

function finish(status) {
  browser.once('exit', () => {
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    process.exit(status);
  });
  browser.kill('SIGKILL');
}

const server = createServer((request, response) => {
  if (request.method !== 'POST') {
    const found = request.url.startsWith('/page');
    response.writeHead(found ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8' }).end(found ? page : '');
    return;
  }
  let body = '';
  request.setEncoding('utf8').on('data', (text) => (body += text)).on('end', () => {
    response.writeHead(204).end();
    const outcome = JSON.parse(body);
    allOk &&= outcome.ok || outcome.unsupported === true;
    process.stdout.write(JSON.stringify(outcome) + '\n');
    if (++reported === scenarios.length) {
      finish(allOk ? 0 : 1);
    }
  });
});
server.listen(0, '127.0.0.1', () => {
  const query = new URLSearchParams({ url, subprotocol: values.subprotocol ?? '', scenarios: JSON.stringify(scenarios) });
  const address = `http://127.0.0.1:${server.address().port}/page?${query}`;
  // The browser has no option for one more authority; what matters here is the WebSocket inside TLS.
  const tls = values.ca ? ['--ignore-certificate-errors'] : [];
  browser = spawn('chromium', [...FLAGS, ...tls, `--user-data-dir=${profile}`, address], { stdio: 'ignore' });
  browser.on('error', (error) => {
    process.stderr.write(`chromium does not start: ${error.message}\n`);
    process.exit(69);
  });
  setTimeout(() => {
    process.stderr.write(`the browser was not done within ${TIME_LIMIT_MILLIS} ms\n`);
    finish(1);
  }, TIME_LIMIT_MILLIS);
});
process.on('SIGTERM', () => finish(143));
