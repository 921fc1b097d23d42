"""What the robot says on the data channel: validation, topics, requests."""

import asyncio
import base64
import hashlib
import json
import secrets
import time

LOWSTATE = "rt/lf/lowstate"
ROBOT_POSE = "rt/utlidar/robot_pose"
MOTION_SWITCHER = "rt/api/motion_switcher/request"
SPORT = "rt/api/sport/request"

# Seconds between two messages of a topic.
PERIODS = {LOWSTATE: 1 / 2, ROBOT_POSE: 1 / 18}

# What the motion switcher answers when asked for the mode (api 1001).
CURRENT_MODE = {"form": "0", "name": "normal"}


class Conversation:
    """One client's data channel, from the challenge to its end."""

    def __init__(self, channel, emit, refuse_validation):
        self.channel = channel
        self.emit = emit
        self.refuse_validation = refuse_validation
        self.key = secrets.token_hex(16)
        self.validated = False
        self.topics = {}
        channel.on("message", self.received)
        channel.on("close", self.stop)
        self.send({"type": "validation", "data": self.key})

    def send(self, message):
        self.channel.send(json.dumps(message))

    def stop(self):
        """Ends the topics."""
        for task in self.topics.values():
            task.cancel()
        self.topics.clear()

    def received(self, raw):
        try:
            message = json.loads(raw)
            kind = message["type"]
            if kind == "validation":
                self.validate(message["data"])
            elif self.validated:
                self.serve(kind, message)
        except (ValueError, KeyError, TypeError) as error:
            self.emit("unreadable", error=repr(error))

    def validate(self, answer):
        digest = hashlib.md5(f"UnitreeGo2_{self.key}".encode()).digest()
        if self.refuse_validation or answer != base64.b64encode(digest).decode():
            self.emit("validation_refused")
            self.send({"type": "err", "info": "Validation Needed."})
            return
        self.send({"type": "validation", "data": "Validation Ok."})
        self.validated = True
        self.emit("validated")
        # A healthy client echoes this probe; the spelling is the robot's.
        probe = {"req_type": "rtt_probe_send_from_mechine", "uuid": secrets.token_hex(8)}
        self.send({"type": "rtc_inner_req", "topic": "", "info": probe})

    def serve(self, kind, message):
        """One message of a validated client."""
        topic = message.get("topic", "")
        if kind == "heartbeat":
            self.emit("heartbeat")
            self.send(message)
        elif kind == "subscribe" and topic in PERIODS and topic not in self.topics:
            self.emit("subscribed", topic=topic)
            self.topics[topic] = asyncio.ensure_future(self.publish(topic))
        elif kind == "unsubscribe" and topic in self.topics:
            self.topics.pop(topic).cancel()
        elif kind in ("req", "msg") and topic in (MOTION_SWITCHER, SPORT):
            self.answer(topic, message["data"]["header"]["identity"])
        elif kind == "rtc_inner_req":
            self.answer_inner(message)

    def answer(self, topic, identity):
        """The `res` to a request, recognised by the identity it repeats."""
        self.emit("request", topic=topic, api_id=identity["api_id"])
        result = CURRENT_MODE if identity["api_id"] == 1001 else {}
        self.send({
            "type": "res",
            "topic": topic.replace("/request", "/response"),
            "data": {
                "header": {"identity": identity, "status": {"code": 0}},
                "data": json.dumps(result),
            },
        })

    def answer_inner(self, message):
        """Requests to the robot's bridge itself, and the echo of our probe."""
        info = message.get("data", message.get("info"))
        if info["req_type"] == "rtt_probe_send_from_mechine":
            self.emit("probe_echoed")
        elif info["req_type"] == "public_network_status":
            status = {**info, "status": "NetworkStatus.ON_WIFI_CONNECTED"}
            self.send({"type": "rtc_inner_req", "topic": "", "info": status})
        elif info["req_type"] == "disable_traffic_saving":
            done = {**info, "execution": "ok"}
            self.send({"type": "rtc_inner_req", "topic": "", "info": done})

    async def publish(self, topic):
        """The topic's messages until it is unsubscribed or the channel ends."""
        started = time.monotonic()
        count = 0
        while self.channel.readyState == "open":
            self.send({"type": "msg", "topic": topic, "data": sample(topic, count)})
            count += 1
            # Against the start, so that the rate does not drift.
            await asyncio.sleep(max(0, started + count * PERIODS[topic] - time.monotonic()))


def sample(topic, count):
    """One plausible message: as large as the robot's, not as true."""
    if topic == ROBOT_POSE:
        return {
            "header": {"stamp": {"sec": count // 18, "nanosec": 0}, "frame_id": "odom"},
            "pose": {
                "position": {"x": 0.01 * count, "y": 0.0, "z": 0.31},
                "orientation": {"x": 0.0, "y": 0.0, "z": 0.0, "w": 1.0},
            },
        }
    return {
        "imu_state": {"rpy": [0.01, -0.02, 1.5]},
        "motor_state": [{"q": 0.1, "temperature": 31, "lost": 0, "reserve": [0, 674]}] * 20,
        "bms_state": {"soc": 87, "current": -1743, "cycle": 12},
        "foot_force": [20, 21, 19, 22],
        "temperature_ntc1": 42,
        "power_v": 28.9,
    }
