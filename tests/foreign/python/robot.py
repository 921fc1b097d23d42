#!/usr/bin/env python3
"""A simulated Go2 whose WebRTC peer is aiortc, for one client at a time.

The peer is one that nobody of this project wrote, so that a client which
connects here does not merely agree with itself. All traffic stays on
loopback. The first line on stdout is `{"event":"ready",...}`; what the robot
sees afterwards follows as JSON lines. It ends on SIGTERM, and when its stdin
closes, so that it never outlives the test that started it.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import threading

import aioice.ice
import aiortc
from aiortc import RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from aiortc.mediastreams import AudioStreamTrack

import faults
import signalling
from conversation import Conversation

# aioice offers no loopback candidate of its own accord.
aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]


def emit(event, **details):
    """One JSON line on stdout."""
    print(json.dumps({"event": event, **details}, separators=(",", ":")), flush=True)


class Robot:
    """The one slot, and the client in it."""

    def __init__(self, fault, media=False):
        self.fault = fault
        self.media = media
        self.peer = None

    async def answer_offer(self, envelope):
        """The robot's answer to a client's envelope."""
        if self.peer is not None:
            emit("rejected")
            return {"sdp": "reject", "type": "answer"}
        peer = self.peer = RTCPeerConnection()
        self.listen(peer)
        try:
            return await self.connect(peer, envelope)
        except BaseException:
            await self.release(peer, "unusable offer")
            raise

    async def connect(self, peer, envelope):
        offer = envelope["sdp"]
        emit("offer", id=envelope["id"], **outline(offer))
        await peer.setRemoteDescription(RTCSessionDescription(offer, envelope["type"]))
        for transceiver in peer.getTransceivers():
            # The robot films and talks; without this the answer is `inactive`.
            transceiver.direction = "sendonly" if transceiver.kind == "video" else "sendrecv"
            if self.media:
                # aiortc's own: a grey picture and silence.
                track = VideoStreamTrack if transceiver.kind == "video" else AudioStreamTrack
                transceiver.sender.replaceTrack(track())
        await peer.setLocalDescription(await peer.createAnswer())
        answer = peer.localDescription.sdp
        emit("answer", **outline(answer))
        if self.fault == "ice-password":
            answer = faults.spoil_password(answer)
        return {"sdp": answer, "type": "answer"}

    def listen(self, peer):
        @peer.on("connectionstatechange")
        async def on_connection_state():
            state = peer.connectionState
            if state == "connected":
                emit("connected")
            elif state in ("failed", "closed"):
                await self.release(peer, state)

        @peer.on("iceconnectionstatechange")
        def on_ice_state():
            emit("ice", state=peer.iceConnectionState)

        @peer.on("datachannel")
        def on_data_channel(channel):
            emit("channel", label=channel.label, protocol=channel.protocol, id=channel.id)
            if channel.label == "data":
                Conversation(channel, emit, self.fault == "validation-refused")

    async def release(self, peer, reason):
        """Frees the slot, once, and ends the peer with ABORT and close_notify."""
        if self.peer is not peer:
            return
        self.peer = None
        emit("closed", reason=reason)
        await peer.close()


def outline(description):
    """What a test wants to know of an SDP."""
    lines = description.splitlines()

    def values(prefix):
        return [line[len(prefix) :] for line in lines if line.startswith(prefix)]

    return {
        "media": [value.split(" ")[0] for value in values("m=")],
        "setup": sorted(set(values("a=setup:"))),
        "fingerprints": [value.split(" ")[0] for value in values("a=fingerprint:")],
        "ice_ufrags": len(set(values("a=ice-ufrag:"))),
        "candidates": [value.split(" ")[4] for value in values("a=candidate:")],
        "sctp": values("a=sctp-port:") + values("a=sctpmap:"),
    }


def end_with_stdin(loop, stop):
    """Sets `stop` when whoever started this process is gone."""

    def wait():
        while os.read(0, 4096):
            pass
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=wait, daemon=True).start()


async def run(options):
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    end_with_stdin(loop, stop)

    faults.install(options.fault)
    robot = Robot(options.fault, options.media)
    keys = signalling.Keys(options.data2, options.device_key)
    server = await signalling.serve(keys, robot.answer_offer)
    port = server.sockets[0].getsockname()[1]
    emit("ready", signal_port=port, pid=os.getpid(), aiortc=aiortc.__version__)

    await stop.wait()
    server.close()
    if robot.peer is not None:
        await robot.release(robot.peer, "stopped")
    emit("stopped")


def device_key(text):
    key = bytes.fromhex(text)
    if len(key) != 16:
        raise ValueError
    return key


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data2", type=int, choices=(1, 2, 3), default=2)
    parser.add_argument("--device-key", type=device_key, metavar="HEX32")
    parser.add_argument("--media", action="store_true", help="send picture and sound")
    parser.add_argument("--fault", choices=faults.NAMES, default="none")
    options = parser.parse_args()
    if options.data2 == 3 and options.device_key is None:
        parser.error("--data2 3 needs --device-key")
    asyncio.run(run(options))


if __name__ == "__main__":
    sys.exit(main())
