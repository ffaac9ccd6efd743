// npm ws, as its documentation sets it up. Arguments: [--compression]
'use strict';
const { WebSocketServer } = require('ws');

const MAX_MESSAGE_BYTES = 4 << 20;
const deflate = { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 0 };
const compression = process.argv.includes('--compression');

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  backlog: 4096,
  maxPayload: MAX_MESSAGE_BYTES,
  perMessageDeflate: compression ? deflate : false,
});
const everybody = new Set();

server.on('connection', (socket, request) => {
  socket.on('error', console.error);
  if (request.url === '/broadcast') {
    everybody.add(socket);
    socket.on('close', () => everybody.delete(socket));
    socket.on('message', (data, binary) => everybody.forEach((one) => one.send(data, { binary })));
  } else {
    socket.on('message', (data, binary) => socket.send(data, { binary }));
  }
});
server.on('listening', () => console.log(`listening on ${server.address().port}`));

// Ends with its standard input, so that it never outlives whoever started it.
process.stdin.on('end', () => process.exit(0)).resume();
