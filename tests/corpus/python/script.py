#!/usr/bin/env python3
"""A script as robot owners write them with `unitree_webrtc_connect`, its log at DEBUG.

It connects, subscribes to a topic, asks one question and listens for `--listen`
seconds; what goes wrong ends it with Python's own traceback. The published code
runs as it is, with two exceptions: modules that no step here needs are empty, and
aioice offers `--own-address`, being on the loopback.
"""

import argparse
import asyncio
import logging
import os
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "foreign" / "python"))

import client  # noqa: E402 (it lies in the folder of the other Python peers)

ROBOT_POSE = "rt/utlidar/robot_pose"


async def run(options):
    from unitree_webrtc_connect import UnitreeWebRTCConnection, WebRTCConnectionMethod

    connection = UnitreeWebRTCConnection(WebRTCConnectionMethod.LocalSTA, ip=options.host)
    await connection.connect()
    messages = connection.datachannel.pub_sub
    for topic in (client.LOWSTATE, ROBOT_POSE):
        messages.subscribe(topic, lambda message: None)
    asking = asyncio.ensure_future(
        messages.publish_request_new(
            client.MOTION_SWITCHER, {"api_id": client.MOTION_SWITCHER_GET}
        )
    )
    await asyncio.sleep(options.listen)
    asking.cancel()
    await connection.disconnect()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--host", required=True)
    parser.add_argument("--own-address", required=True)
    parser.add_argument("--listen", type=float, default=3.0, help="seconds, once connected")
    options = parser.parse_args()

    client.leave_out_unused_modules()
    import aioice.ice

    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: [options.own_address]
    logging.basicConfig(
        level=logging.DEBUG, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    try:
        asyncio.run(run(options))
    except BaseException as end:
        # As Python would; but the client's threads would then keep the process for ever.
        if not isinstance(end, SystemExit):
            traceback.print_exc()
        os._exit(1)


if __name__ == "__main__":
    main()
