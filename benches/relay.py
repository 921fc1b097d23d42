#!/usr/bin/env python3
"""Joins two network namespaces by a path with a delay.

    unshare --net python3 relay.py PID_A PID_B

The namespaces are those of two running processes. Each gets an interface
`path0`, A with 10.77.0.1, B with 10.77.0.2, and every packet that one sends
reaches the other after the delay, in order. Nothing else is connected to it.

Commands come line by line on stdin, `delay MS` (one way), and each is answered
by a line on stdout once it holds. The end of stdin ends the relay, and its
interfaces go with it.
"""

import collections
import fcntl
import os
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


def tun(name):
    """A tun interface in our own namespace: what it sends is read from the file."""
    file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    request = struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI)
    fcntl.ioctl(file, TUNSETIFF, request)
    return file


def give(name, pid, address):
    """Moves an interface to the namespace of `pid` and brings it up there."""
    subprocess.run(["ip", "link", "set", name, "netns", str(pid)], check=True)
    for command in (
        ["ip", "link", "set", "lo", "up"],
        ["ip", "link", "set", name, "name", "path0", "mtu", str(MTU)],
        ["ip", "addr", "add", f"{address}/24", "dev", "path0"],
        ["ip", "link", "set", "path0", "up"],
    ):
        subprocess.run(["nsenter", f"--net=/proc/{pid}/ns/net", *command], check=True)


def commands():
    """The delays asked for since the last call, seconds; `None` at the end."""
    data = b""
    while not data.endswith(b"\n"):
        more = os.read(sys.stdin.fileno(), 4096)
        if not more:
            return None
        data += more
    return [float(line.split()[1]) / 1000 for line in data.decode().splitlines()]


def relay(one, other):
    """Passes packets both ways until stdin ends."""
    waiting = {one: collections.deque(), other: collections.deque()}
    delay = 0.0
    print("ready", flush=True)
    while True:
        due = [queue[0][0] for queue in waiting.values() if queue]
        pause = max(0.0, min(due) - time.monotonic()) if due else None
        # Not epoll: its timeouts are whole milliseconds.
        readable, _, _ = select.select([one, other, sys.stdin], [], [], pause)
        now = time.monotonic()
        for source, target in ((one, other), (other, one)):
            if source in readable:
                waiting[target].append((now + delay, os.read(source, LONGEST_PACKET)))
        if sys.stdin in readable:
            asked = commands()
            if asked is None:
                return
            for delay in asked:
                print(f"delay {delay * 1000:g}", flush=True)
        now = time.monotonic()
        for target, queue in waiting.items():
            while queue and queue[0][0] <= now:
                os.write(target, queue.popleft()[1])


def main():
    pids = [int(argument) for argument in sys.argv[1:]]
    files = []
    for name, pid, address in zip(("path-a", "path-b"), pids, ("10.77.0.1", "10.77.0.2")):
        files.append(tun(name))
        give(name, pid, address)
    relay(*files)


if __name__ == "__main__":
    main()
