"""What can be wrong with the robot, one fault a process.

Most faults are made by replacing a method of aiortc, so that all the rest
of the peer stays what its authors published. The methods named here exist
alike in aiortc 1.9.0 and 1.16.0.
"""

from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtcsctptransport import WEBRTC_DCEP, RTCSctpTransport

NAMES = (
    "none",
    "ice-password",
    "dtls-silent",
    "sctp-silent",
    "ack-withheld",
    "validation-refused",
)

DATA_CHANNEL_ACK = b"\x02"


def install(name):
    """Makes every peer connection of this process suffer from the fault.

    `ice-password` and `validation-refused` need no change of aiortc: the
    first is `spoil_password`, the second belongs to the conversation.
    """
    {
        "dtls-silent": _silence_dtls,
        "sctp-silent": _silence_sctp,
        "ack-withheld": _withhold_ack,
    }.get(name, lambda: None)()


def spoil_password(description):
    """The answer with an ICE password that the robot does not use.

    Its checks of the client stay valid, since those are made with the
    client's password; only the client's checks are turned away.
    """
    lines = description.split("\r\n")
    prefix = "a=ice-pwd:"
    return "\r\n".join(
        prefix + "x" * (len(line) - len(prefix)) if line.startswith(prefix) else line
        for line in lines
    )


def _silence_dtls():
    async def keep_back(self):
        pass

    # The one way by which OpenSSL's records leave, alerts included.
    RTCDtlsTransport._write_ssl = keep_back


def _silence_sctp():
    async def swallow(self, data):
        pass

    RTCSctpTransport._handle_data = swallow
    # Only SCTP sends by this method; RTP has one of its own.
    RTCDtlsTransport._send_data = swallow


def _withhold_ack():
    flush = RTCSctpTransport._data_channel_flush

    async def without_ack(self):
        kept = [
            item
            for item in self._data_channel_queue
            if not (item[1] == WEBRTC_DCEP and item[2] == DATA_CHANNEL_ACK)
        ]
        self._data_channel_queue.clear()
        self._data_channel_queue.extend(kept)
        await flush(self)

    RTCSctpTransport._data_channel_flush = without_ack
