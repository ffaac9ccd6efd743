// As StormClient, with npm's reconnecting-websocket over ws. Arguments: the URL, how many, and the file for the record.
'use strict';
const fs = require('node:fs');
const ReconnectingWebSocket = require('reconnecting-websocket');
const WebSocket = require('ws');

const [url, count, file] = process.argv.slice(2);
const clients = Number(count);
const firstAtOnce = 200;
const limitMillis = 20 * 60 * 1000;
const record = [];
let isFirstTime = true;
let started = 0;
let opened = 0;
let back = 0;

class Recorded extends WebSocket {
    constructor(...args) {
        super(...args);
        // The library takes its listeners away before it closes a handshake that takes too long; ws then ends the process.
        this.on('error', () => {});
        if (!isFirstTime) record.push('attempt ' + Date.now());
    }
}

function end(code) {
    fs.writeFileSync(file, record.join('\n') + '\n');
    console.log('done ' + back);
    process.exit(code);
}

function start() {
    started++;
    // The library's defaults, but for the WebSocket that Node 20 lacks. It draws its first delay once for a process, which
    // all clients of this one would share; each is to have its own here, as clients on machines of their own do.
    const minReconnectionDelay = 1000 + Math.random() * 4000;
    const socket = new ReconnectingWebSocket(url, [], { WebSocket: Recorded, minReconnectionDelay });
    let isOpen = false;
    socket.addEventListener('open', () => {
        isOpen = true;
        if (isFirstTime) {
            opened++;
            if (started < clients) start();
            if (opened === clients) {
                isFirstTime = false;
                console.log('ready');
            }
        } else {
            record.push('back ' + Date.now());
            if (++back === clients) end(0);
        }
    });
    socket.addEventListener('close', () => {
        if (isOpen && !isFirstTime) record.push('lost ' + Date.now());
        isOpen = false;
    });
    socket.addEventListener('error', () => {});
}

setTimeout(() => end(1), limitMillis);
for (let i = 0; i < Math.min(firstAtOnce, clients); i++) start();
