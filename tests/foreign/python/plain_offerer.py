#!/usr/bin/env python3
"""A client on aiortc as it comes, with nothing patched: what a driver offers
when its own repairs of aiortc are missing or no longer fit.

`--print-offer` prints the offer and ends; with `--library
unitree_webrtc_connect` it is the offer of that published client, repairs
included. Otherwise it connects to a robot on loopback and logs, on stderr and
at DEBUG, all that aiortc and aioice have to say: such logs are what users send.
"""

import argparse
import asyncio
import base64
import contextlib
import hashlib
import json
import logging
import os
import sys
import urllib.request

import aioice.ice
import aiortc
from aiortc import RTCPeerConnection, RTCSessionDescription

import signalling

LOWSTATE = "rt/lf/lowstate"

log = logging.getLogger("plain_offerer")


def new_peer(data_only):
    """A peer connection with the sections of the published client, in its order."""
    peer = RTCPeerConnection()
    channel = peer.createDataChannel("data")
    if not data_only:
        peer.addTransceiver("audio", direction="sendrecv")
        peer.addTransceiver("video", direction="recvonly")
    return peer, channel


async def plain_offer(data_only):
    """The offer of aiortc as it comes."""
    peer, _channel = new_peer(data_only)
    await peer.setLocalDescription(await peer.createOffer())
    description = peer.localDescription.sdp
    await peer.close()
    return description


async def published_clients_offer():
    """The offer that unitree_webrtc_connect would post; the robot is never asked."""
    import client

    with contextlib.redirect_stdout(sys.stderr):
        client.leave_out_unused_modules()
        from unitree_webrtc_connect import (
            UnitreeWebRTCConnection,
            WebRTCConnectionMethod,
            webrtc_driver,
        )

        posted = []
        webrtc_driver.send_sdp_to_local_peer = lambda ip, sdp, **_: posted.append(sdp)
        connection = UnitreeWebRTCConnection(WebRTCConnectionMethod.LocalSTA, ip="127.0.0.1")
        # Without an answer the client gives up, having offered.
        with contextlib.suppress(RuntimeError, SystemExit):
            await connection.connect()
        await connection.disconnect()
    return json.loads(posted[0])["sdp"]


def post(url, body=b""):
    with urllib.request.urlopen(urllib.request.Request(url, body), timeout=10) as answer:
        return answer.read()


def exchange(signal_port, offer, bare_sdp=False):
    """Offer out, answer in, through con_notify and con_ing."""
    robot = f"http://127.0.0.1:{signal_port}"
    notice = json.loads(base64.b64decode(post(f"{robot}/con_notify")))
    log.info("con_notify answered, data2=%s", notice["data2"])
    path, session_key, wrapped = signalling.open_con_notify(notice)
    envelope = {"id": "STA_localNetwork", "sdp": offer, "type": "offer", "token": ""}
    text = offer if bare_sdp else json.dumps(envelope)
    sealed = signalling.encrypt_body(session_key, text.encode())
    body = json.dumps({"data1": sealed.decode(), "data2": wrapped.decode()})
    answer = post(f"{robot}/con_ing_{path}", body.encode())
    return json.loads(signalling.decrypt_body(session_key, answer))


def converse(channel, flowing):
    """Answers the challenge, subscribes, and tells when data flows."""

    @channel.on("message")
    def received(raw):
        # This robot never acknowledges the channel's OPEN; a message is the proof.
        channel._setReadyState("open")
        message = json.loads(raw)
        log.info("received %s %s", message.get("type"), message.get("topic"))
        if message.get("type") != "validation":
            if message.get("topic") == LOWSTATE:
                flowing.set()
        elif message["data"] == "Validation Ok.":
            channel.send(json.dumps({"type": "subscribe", "topic": LOWSTATE}))
        else:
            digest = hashlib.md5(f"UnitreeGo2_{message['data']}".encode()).digest()
            proof = base64.b64encode(digest).decode()
            channel.send(json.dumps({"type": "validation", "topic": "", "data": proof}))


async def connect(options):
    log.info("aiortc: %s", aiortc.__version__)
    log.info("aioice: %s", aioice.__version__)
    peer, channel = new_peer(options.data_only)
    flowing = asyncio.Event()
    converse(channel, flowing)
    try:
        await peer.setLocalDescription(await peer.createOffer())
        answer = await asyncio.to_thread(
            exchange, options.signal_port, peer.localDescription.sdp, options.bare_sdp
        )
        if answer["sdp"] == "reject":
            raise ConnectionRefusedError("the robot is taken")
        await peer.setRemoteDescription(RTCSessionDescription(answer["sdp"], answer["type"]))
        await asyncio.wait_for(flowing.wait(), options.patience)
        log.info("data flows")
    finally:
        await peer.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--signal-port", type=int, help="of a robot on 127.0.0.1")
    parser.add_argument("--patience", type=float, default=32.0, help="seconds until data flows")
    parser.add_argument("--data-only", action="store_true", help="offer no audio and no video")
    parser.add_argument(
        "--bare-sdp", action="store_true", help="send the offer without an envelope around it"
    )
    parser.add_argument("--print-offer", action="store_true")
    parser.add_argument(
        "--library", choices=("aiortc", "unitree_webrtc_connect"), default="aiortc"
    )
    options = parser.parse_args()

    # aioice offers no loopback candidate of its own accord.
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]
    if options.print_offer:
        published = options.library == "unitree_webrtc_connect"
        offer = published_clients_offer() if published else plain_offer(options.data_only)
        sys.stdout.write(asyncio.run(offer))
        return
    if options.signal_port is None:
        parser.error("--signal-port or --print-offer is needed")
    logging.basicConfig(
        level=logging.DEBUG,
        format="%(asctime)s.%(msecs)03d %(levelname)s:%(name)s:%(message)s",
        datefmt="%Y-%m-%d %H:%M:%S",
    )
    try:
        asyncio.run(connect(options))
    except (OSError, TimeoutError) as error:
        log.error("no connection: %r", error)
        # A thread that still waits for the robot must not keep this process.
        os._exit(1)


if __name__ == "__main__":
    main()
