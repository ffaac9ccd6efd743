"""A server of python websockets that faults are done to: arguments are the address, and the ping interval and timeout in
seconds (0 for none). It prints READY PORT; on SIGTERM it closes as the library does."""

import asyncio
import signal
import sys

import websockets


async def main(host, interval, timeout):
    async def handler(socket, path=None):
        async for message in socket:
            await socket.send(message)

    stop = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: stop.done() or stop.set_result(None))
    async with websockets.serve(
        handler, host, 0, ping_interval=interval or None, ping_timeout=timeout or None, compression=None
    ) as server:
        print("READY", server.sockets[0].getsockname()[1], flush=True)
        await stop


asyncio.run(main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3])))
