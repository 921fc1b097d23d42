#!/usr/bin/env python3
"""Joins two network namespaces by a path that is as bad as one likes.

    unshare --net python3 relay.py PID_A PID_B

The namespaces are those of two running processes. Each gets an interface
`path0`, A with 10.77.0.1 and fd77::1, B with 10.77.0.2 and fd77::2, and what
one sends reaches the other as the path allows. Nothing else is connected to it.

Settings come on stdin, one JSON object a line, and hold from the answer on,
which is the same line on stdout. What is not named is as on a good network:

    seed        whatever the seed of all chances is to be
    loss        share of packets lost; [A's, B's] where the two differ
    delay       one way, ms
    jitter      at most so much more, ms; none overtakes another by it
    reorder     share of packets that wait 50 ms longer and are overtaken
    duplicate   share of packets that arrive twice
    rate        kbit/s each way, with a queue of 64 kB
    mtu         largest IPv4 packet; of larger ones that may not be cut the sender is told
    icmp        false: neither echoes nor errors pass, the path's own included
    down        true: nothing passes
    nat         seconds after which an idle mapping of A's is forgotten; 0 forgets all at once

The end of stdin ends the relay, and its interfaces go with it.
"""

import collections
import fcntl
import heapq
import json
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
LONGEST_PACKET = 65536
# What the robot's wireless link has, and every Ethernet.
MTU = 1500
QUEUE = 64 * 1024
OVERTAKEN = 0.050
ICMP, TCP, UDP, ICMPV6 = 1, 6, 17, 58
OUTSIDE = bytes([10, 77, 0, 200])
FIRST_PORT = 20000


def tun(name):
    """A tun interface in our own namespace: what it sends is read from the file."""
    file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    request = struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI)
    fcntl.ioctl(file, TUNSETIFF, request)
    return file


def give(name, pid, number):
    """Moves an interface to the namespace of `pid` and brings it up there."""
    subprocess.run(["ip", "link", "set", name, "netns", str(pid)], check=True)
    for command in (
        ["ip", "link", "set", "lo", "up"],
        ["ip", "link", "set", name, "name", "path0", "mtu", str(MTU)],
        ["ip", "addr", "add", f"10.77.0.{number}/24", "dev", "path0"],
        ["ip", "addr", "add", f"fd77::{number}/64", "dev", "path0", "nodad"],
        ["ip", "link", "set", "path0", "up"],
    ):
        subprocess.run(["nsenter", f"--net=/proc/{pid}/ns/net", *command], check=True)


def checksum(data):
    """The internet checksum (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def with_checksums(packet):
    """An IPv4 packet of TCP, UDP or ICMP, its checksums made anew."""
    packet = bytearray(packet)
    header = (packet[0] & 15) * 4
    packet[10:12] = b"\0\0"
    packet[10:12] = struct.pack("!H", checksum(bytes(packet[:header])))
    at = {TCP: header + 16, UDP: header + 6}.get(packet[9])
    if at is not None and at + 2 <= len(packet):
        packet[at : at + 2] = b"\0\0"
        length = len(packet) - header
        pseudo = bytes(packet[12:20]) + struct.pack("!BBH", 0, packet[9], length)
        packet[at : at + 2] = struct.pack("!H", checksum(pseudo + bytes(packet[header:])))
    return bytes(packet)


def is_whole(packet):
    """Whether it is an IPv4 packet that is no fragment."""
    return packet[0] >> 4 == 4 and not struct.unpack("!H", packet[6:8])[0] & 0x3FFF


def ports(packet):
    """Where the ports of TCP and UDP stand; `None` without any."""
    if not is_whole(packet):
        return None
    header = (packet[0] & 15) * 4
    if packet[9] in (TCP, UDP):
        return header
    return None


def too_large(packet, mtu):
    """What a router tells the sender of a packet that may not be cut (RFC 1191)."""
    quoted = packet[: (packet[0] & 15) * 4 + 8]
    body = struct.pack("!BBHHH", 3, 4, 0, 0, mtu) + quoted
    body = body[:2] + struct.pack("!H", checksum(body)) + body[4:]
    length = 20 + len(body)
    start = struct.pack("!BBHHHBBH", 0x45, 0, length, 0, 0, 64, ICMP, 0)
    return with_checksums(start + packet[16:20] + packet[12:16] + body)


def cut(packet, mtu):
    """The fragments of a packet (RFC 791, section 3.2)."""
    header = (packet[0] & 15) * 4
    step = (mtu - header) // 8 * 8
    flags = struct.unpack("!H", packet[6:8])[0]
    data = packet[header:]
    for at in range(0, len(data), step):
        piece = data[at : at + step]
        more = 0x2000 if at + step < len(data) else flags & 0x2000
        start = bytearray(packet[:header])
        start[2:4] = struct.pack("!H", header + len(piece))
        start[6:8] = struct.pack("!H", more | (flags & 0x1FFF) + at // 8)
        start[10:12] = b"\0\0"
        start[10:12] = struct.pack("!H", checksum(bytes(start)))
        yield bytes(start) + piece


class Nat:
    """Address and port translation of what A sends; nobody reaches A who was not sent to."""

    def __init__(self):
        self.outside, self.inside, self.next = {}, {}, FIRST_PORT

    def forget(self, now, idle):
        gone = [key for key, (_, used) in self.outside.items() if now - used >= idle]
        for key in gone:
            port, _ = self.outside.pop(key)
            del self.inside[key[0], port]

    def out(self, packet, now):
        at = ports(packet)
        if at is None:
            return packet
        key = (packet[9], packet[12:16], packet[at : at + 2])
        port, _ = self.outside.get(key, (None, None))
        if port is None:
            port, self.next = self.next, self.next + 1
            self.inside[key[0], port] = key
        self.outside[key] = (port, now)
        packet = packet[:12] + OUTSIDE + packet[16:at] + struct.pack("!H", port) + packet[at + 2 :]
        return with_checksums(packet)

    def into(self, packet, now):
        at = ports(packet)
        if at is None or packet[16:20] != OUTSIDE:
            # Echoes have no port: they pass as they are. So do a neighbour's questions.
            return packet if at is None else None
        port = struct.unpack("!H", packet[at + 2 : at + 4])[0]
        key = self.inside.get((packet[9], port))
        if key is None:
            return None
        self.outside[key] = (port, now)
        packet = packet[:16] + key[1] + packet[20 : at + 2] + key[2] + packet[at + 4 :]
        return with_checksums(packet)


class Path:
    """What the settings make of packets; A is 0 and B is 1."""

    def __init__(self):
        self.sequence = 0
        self.waiting = []
        self.last = [0.0, 0.0]
        self.free = [0.0, 0.0]
        self.queued = [collections.deque(), collections.deque()]
        self.nat = Nat()
        self.set({})

    def set(self, settings):
        loss = settings.get("loss", 0)
        self.loss = loss if isinstance(loss, list) else [loss, loss]
        self.delay = settings.get("delay", 0) / 1000
        self.jitter = settings.get("jitter", 0) / 1000
        self.reorder = settings.get("reorder", 0)
        self.duplicate = settings.get("duplicate", 0)
        self.rate = settings.get("rate")
        self.mtu = settings.get("mtu")
        self.icmp = settings.get("icmp", True)
        self.down = settings.get("down", False)
        self.idle = settings.get("nat")
        if self.idle is not None:
            self.nat.forget(time.monotonic(), self.idle)
        if "seed" in settings:
            random.seed(settings["seed"])

    def send(self, source, packet, now):
        """Takes what A or B sends."""
        if self.down or random.random() < self.loss[source]:
            return
        version = packet[0] >> 4
        protocol = packet[9] if version == 4 else packet[6]
        # Of ICMPv6, neighbour discovery (133 to 137) is what IPv6 itself needs.
        discovery = protocol == ICMPV6 and 133 <= packet[40] <= 137
        if not self.icmp and protocol in (ICMP, ICMPV6) and not discovery:
            return
        if self.idle is not None and version == 4:
            self.nat.forget(now, self.idle)
            packet = self.nat.into(packet, now) if source else self.nat.out(packet, now)
            if packet is None:
                return
        pieces = [packet]
        if self.mtu and len(packet) > self.mtu and version == 4:
            if packet[6] & 0x40:
                if self.icmp:
                    self.queue(source, too_large(packet, self.mtu), now)
                return
            pieces = list(cut(packet, self.mtu))
        for piece in pieces:
            for _ in range(1 + (random.random() < self.duplicate)):
                self.queue(1 - source, piece, now)

    def queue(self, target, packet, now):
        if self.rate:
            queued = self.queued[target]
            while queued and queued[0][0] <= now:
                queued.popleft()
            if sum(length for _, length in queued) + len(packet) > QUEUE:
                return
            self.free[target] = max(self.free[target], now) + len(packet) * 8 / self.rate / 1000
            queued.append((self.free[target], len(packet)))
            now = self.free[target]
        due = now + self.delay + random.random() * self.jitter
        if random.random() < self.reorder:
            due += OVERTAKEN
        else:
            self.last[target] = due = max(due, self.last[target])
        self.sequence += 1
        heapq.heappush(self.waiting, (due, self.sequence, target, packet))


def lines(buffer):
    """The settings that came; `None` at the end."""
    more = os.read(sys.stdin.fileno(), 4096)
    if not more:
        return None
    buffer += more
    *whole, rest = bytes(buffer).split(b"\n")
    buffer[:] = rest
    return [line.decode() for line in whole]


def write(file, packet):
    try:
        os.write(file, packet)
    except OSError:
        # The interface is down, or its queue is full: so is the packet's fate on any path.
        pass


def relay(files):
    """Passes packets both ways until stdin ends."""
    path, buffer = Path(), bytearray()
    print("ready", flush=True)
    while True:
        pause = max(0.0, path.waiting[0][0] - time.monotonic()) if path.waiting else None
        # Not epoll: its timeouts are whole milliseconds.
        readable, _, _ = select.select([*files, sys.stdin], [], [], pause)
        now = time.monotonic()
        for source, file in enumerate(files):
            if file in readable:
                path.send(source, os.read(file, LONGEST_PACKET), now)
        if sys.stdin in readable:
            asked = lines(buffer)
            if asked is None:
                return
            for line in asked:
                path.set(json.loads(line))
                print(line, flush=True)
        now = time.monotonic()
        while path.waiting and path.waiting[0][0] <= now:
            _, _, target, packet = heapq.heappop(path.waiting)
            write(files[target], packet)


def main():
    files = []
    for number, pid in enumerate((int(argument) for argument in sys.argv[1:]), start=1):
        files.append(tun(f"path-{number}"))
        give(f"path-{number}", pid, number)
    relay(files)


if __name__ == "__main__":
    main()
