#!/usr/bin/env python3
"""Runs the published client `unitree_webrtc_connect` against a robot on loopback.

Prints one JSON line a milestone, each with `ms`, the time since this process
was started, and exits 0 if all were reached, else 1. What the client itself
prints goes to stderr.

The published code runs as it is, with three exceptions: modules for sound,
vision and the cloud, which no step here uses, are empty; the fixed port 9991
becomes `--signal-port`; aioice offers 127.0.0.1, which it otherwise leaves out.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import os
import sys
import threading
import time
import types

LOWSTATE = "rt/lf/lowstate"
MOTION_SWITCHER = "rt/api/motion_switcher/request"
MOTION_SWITCHER_GET = 1001
SPORT = "rt/api/sport/request"
SPORT_GET_STATE = 1034

MILESTONES = sys.stdout


def process_start():
    """When this process was started, on the clock of `now`.

    The kernel keeps it in hundredths of a second. Where there is no /proc the
    first line of this program has to do, which leaves out the interpreter's
    own start of some 20 ms.
    """
    try:
        with open("/proc/self/stat", encoding="ascii") as stat:
            ticks = int(stat.read().rpartition(")")[2].split()[19])
        return ticks / os.sysconf("SC_CLK_TCK")
    except OSError:
        return now()


def now():
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


STARTED = process_start()


def milestone(event, **details):
    line = {"event": event, "ms": round((now() - STARTED) * 1000, 1), **details}
    print(json.dumps(line, separators=(",", ":")), file=MILESTONES, flush=True)


def leave_out_unused_modules():
    """Empties what the client imports at its start and nothing here uses."""
    for name in ("sounddevice", "numpy"):
        sys.modules[name] = types.ModuleType(name)
    cloud_http = types.ModuleType("curl_cffi")
    cloud_http.requests = types.ModuleType("curl_cffi.requests")
    sys.modules["curl_cffi"] = cloud_http

    class NoDecoder:
        """Stands for the LiDAR decoders (wasmtime, numpy, lz4)."""

        def __init__(self, decoder_type):
            pass

        def get_decoder_name(self):
            return "none"

    decoders = types.ModuleType("unitree_webrtc_connect.lidar.lidar_decoder_unified")
    decoders.UnifiedLidarDecoder = NoDecoder
    sys.modules[decoders.__name__] = decoders


def redirect_port(signal_port):
    """Turns the client's fixed port 9991 into `signal_port`.

    The client probes 9991 with a TCP connect, then 8081 if that is shut, and
    builds its URLs from the literals. Only these two functions see a port.
    8081 counts as shut: whatever listens there is none of our business.
    """
    from unitree_webrtc_connect import unitree_auth

    probe, request = unitree_auth._probe_tcp_port, unitree_auth.make_local_request

    def probe_redirected(ip, port, *args, **kwargs):
        return port == 9991 and probe(ip, signal_port, *args, **kwargs)

    def request_redirected(path, *args, **kwargs):
        return request(path.replace(":9991/", f":{signal_port}/", 1), *args, **kwargs)

    unitree_auth._probe_tcp_port = probe_redirected
    unitree_auth.make_local_request = request_redirected


async def watch(connection):
    """Reports ICE, the peer connection and validation the moment they come.

    The client's `connect()` looks for the validation every 100 ms only.
    """
    while getattr(connection, "datachannel", None) is None:
        await asyncio.sleep(0)

    connection.datachannel.validaton.set_on_validate_callback(lambda: milestone("validated"))
    peer = connection.pc
    peer.on("iceconnectionstatechange", lambda: milestone("ice", state=peer.iceConnectionState))
    peer.on("connectionstatechange", lambda: milestone("peer", state=peer.connectionState))


async def run(options):
    from unitree_webrtc_connect import UnitreeWebRTCConnection, WebRTCConnectionMethod

    connection = UnitreeWebRTCConnection(
        WebRTCConnectionMethod.LocalSTA, ip=options.host, aes_128_key=options.device_key
    )
    watcher = asyncio.ensure_future(watch(connection))
    try:
        await connection.connect()
        await watcher
        milestone("connected")

        messages = connection.datachannel.pub_sub
        arrived = asyncio.get_running_loop().create_future()
        messages.subscribe(
            LOWSTATE, lambda message: arrived.done() or arrived.set_result(message)
        )
        lowstate = await arrived
        milestone("lowstate", fields=len(lowstate["data"]))

        for name, topic, api_id in (
            ("motion_switcher", MOTION_SWITCHER, MOTION_SWITCHER_GET),
            ("sport", SPORT, SPORT_GET_STATE),
        ):
            answer = await messages.publish_request_new(topic, {"api_id": api_id})
            header = answer["data"]["header"]
            milestone(name, api_id=header["identity"]["api_id"], code=header["status"]["code"])
        if options.hold:
            milestone("holding")
            await asyncio.to_thread(sys.stdin.buffer.read)
    finally:
        watcher.cancel()
        await connection.disconnect()
    milestone("done")


def fail(reason):
    milestone("failed", reason=reason)
    # The client's HTTP has no timeout and blocks the event loop, so nothing
    # gentler than this is sure to end the process.
    os._exit(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--signal-port", type=int, required=True)
    parser.add_argument("--device-key", metavar="HEX32")
    parser.add_argument("--timeout", type=float, default=20.0, help="seconds for everything")
    parser.add_argument("--debug", action="store_true", help="let every library log at DEBUG")
    parser.add_argument("--hold", action="store_true", help="stay connected until stdin closes")
    options = parser.parse_args()

    watchdog = threading.Timer(options.timeout, fail, [f"not done after {options.timeout} s"])
    watchdog.daemon = True
    watchdog.start()
    with contextlib.redirect_stdout(sys.stderr):
        leave_out_unused_modules()
        import aioice.ice

        if options.debug:
            logging.basicConfig(level=logging.DEBUG, force=True)
        import unitree_webrtc_connect  # noqa: F401 (imported for the milestone)

        milestone("imported")
        aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]
        redirect_port(options.signal_port)
        try:
            asyncio.run(run(options))
        except Exception as error:
            fail(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
