"""Tells which named participants come to domain 0, and which go; ends with its standard input."""

import sys
import threading

from cyclonedds.builtin import BuiltinDataReader, BuiltinTopicDcpsParticipant
from cyclonedds.core import Qos, ReadCondition, SampleState, ViewState, InstanceState
from cyclonedds.domain import DomainParticipant
from cyclonedds.util import duration

participant = DomainParticipant(0)
reader = BuiltinDataReader(participant, BuiltinTopicDcpsParticipant)
ended = threading.Event()


def until_the_end():
    sys.stdin.read()
    ended.set()


threading.Thread(target=until_the_end, daemon=True).start()
print("ready", flush=True)
names = {}
while not ended.wait(0.05):
    for sample in reader.take(N=32):
        info = sample.sample_info
        if info.instance_state == InstanceState.Alive and info.valid_data:
            if "go2doctor" in str(sample.qos):
                if sample.key not in names:
                    print("came go2doctor", flush=True)
                names[sample.key] = True
        elif names.pop(sample.key, None):
            print("gone go2doctor", flush=True)
