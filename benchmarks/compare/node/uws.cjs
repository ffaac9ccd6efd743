// uWebSockets.js: uWebSockets in C++, with handlers in JavaScript. Arguments: [--compression]
'use strict';
const uws = require('@trufflesuite/uws-js-unofficial');

const MAX_MESSAGE_BYTES = 4 << 20;
const ALL = 'all';
const compression = process.argv.includes('--compression');
const settings = {
  maxPayloadLength: MAX_MESSAGE_BYTES,
  maxBackpressure: 64 << 20,
  idleTimeout: 0,
  compression: compression ? uws.SHARED_COMPRESSOR | uws.SHARED_DECOMPRESSOR : uws.DISABLED,
};

const app = uws.App();
app.ws('/echo', { ...settings, message: (socket, data, binary) => socket.send(data, binary, compression) });
app.ws('/broadcast', {
  ...settings,
  open: (socket) => socket.subscribe(ALL),
  message: (socket, data, binary) => app.publish(ALL, data, binary, compression),
});
app.listen('127.0.0.1', 0, (listener) => console.log(`listening on ${uws.us_socket_local_port(listener)}`));

// Ends with its standard input, so that it never outlives whoever started it.
process.stdin.on('end', () => process.exit(0)).resume();
