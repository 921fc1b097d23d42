"""A foreign DDS participant on Cyclone DDS: a Go2's topics, or go2_ros2_sdk's node.

Prints `ready` when its endpoints are there, and ends with its standard input.
"""

import sys
from dataclasses import dataclass

from cyclonedds.domain import DomainParticipant
from cyclonedds.idl import IdlStruct
from cyclonedds.pub import DataWriter
from cyclonedds.sub import DataReader
from cyclonedds.topic import Topic


@dataclass
class State(IdlStruct, typename="unitree_go::msg::dds_::LowState_"):
    tick: int


ROLES = {
    "robot": (["rt/lowstate", "rt/sportmodestate"], ["rt/api/sport/request"]),
    "driver": (
        [],
        [
            "rt/webrtc_req",
            "rt/lowstate",
            "rt/utlidar/cloud",
            "rq/go2_driver_node/get_parametersRequest",
        ],
    ),
    # More topics than one acknowledgement or one datagram holds.
    "many": ([f"rt/many/topic_{number:03}" for number in range(300)], []),
    "commander": (["rt/webrtc_req"], []),
}

participant = DomainParticipant(int(sys.argv[2]))
writes, reads = ROLES[sys.argv[1]]
kept = [DataWriter(participant, Topic(participant, name, State)) for name in writes]
kept += [DataReader(participant, Topic(participant, name, State)) for name in reads]
print("ready", flush=True)
sys.stdin.read()
