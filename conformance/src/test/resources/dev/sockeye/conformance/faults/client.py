"""A client of python websockets that only listens, without pings of its own; the argument is the URI."""

import asyncio
import sys

import websockets


async def main(uri):
    async with websockets.connect(uri, ping_interval=None, compression=None) as socket:
        await socket.wait_closed()


asyncio.run(main(sys.argv[1]))
