//! Every code that a log can lead to, from the lines of the drivers and of what they stand on.
//!
//! The lines are those that aiortc, aioice, requests, unitree_webrtc_connect and go2_ros2_sdk
//! write, shortened where nothing is read from them.

mod answers;
mod channel;
mod commands;
mod conversation;
mod handshakes;
mod offer;
mod ping;
mod signalling;
mod transport;

use super::*;
use crate::facts::Stage;
use crate::facts::finding::Severity;
use crate::text::language::Language;

/// A finding with its severity and stage.
type Found = (Expected, Severity, Stage);

fn findings(log: &str) -> Vec<Found> {
    of_log(log).iter().map(|each| (triple(each), each.severity, each.stage)).collect()
}

/// What a table says of each log: all that is found, the answer first.
fn hold(table: &[(&str, String, &[Found])]) {
    for (name, log, expected) in table {
        assert_eq!(findings(log), *expected, "{name}");
    }
}

/// What the first finding rests on, in one text.
fn evidence(log: &str) -> String {
    let found = of_log(log);
    let lines = found.first().map(|first| first.evidence.as_slice()).unwrap_or_default();
    lines.iter().map(|line| line.get(Language::English)).collect::<Vec<_>>().join("\n")
}

/// A line of Python's logging, so many seconds after 14:00.
fn at(second: &str, line: &str) -> String {
    format!("2026-11-22 14:00:{second} {line}\n")
}

/// unitree_webrtc_connect 2.2 found the port open.
const CLIENT: &str = "\
🕒 WebRTC connection        : 🟡 started       (14:00:00)
2026-11-22 14:00:00,000 INFO:root:Creating offer...
🕒 LAN Signaling Method     : 🆕 con_notify (192.168.12.1:9991) (14:00:00)
";

/// Its con_notify was answered, as DEBUG shows.
const KEY: &str = "\
2026-11-22 14:00:00,010 DEBUG:urllib3.connectionpool:Starting new HTTP connection (1): 192.168.12.1:9991
2026-11-22 14:00:00,020 DEBUG:urllib3.connectionpool:http://192.168.12.1:9991 \"POST /con_notify HTTP/1.1\" 200 820
2026-11-22 14:00:00,021 DEBUG:root:con_notify response: {\"data1\": \"…\", \"data2\": 2}
";

/// Its checks began.
const CHECKING: &str = "\
2026-11-22 14:00:00,100 DEBUG:aiortc.rtcpeerconnection:RTCPeerConnection() iceConnectionState new -> checking
🕒 Signaling State          : 🟢 stable        (14:00:00)
2026-11-22 14:00:00,110 INFO:aioice.ice:Connection(0) Check CandidatePair(('192.168.12.222', 50412) -> ('192.168.12.1', 41234)) State.WAITING -> State.IN_PROGRESS
";

/// And one succeeded.
const NOMINATED: &str = "\
2026-11-22 14:00:00,120 INFO:aioice.ice:Connection(0) Check CandidatePair(('192.168.12.222', 50412) -> ('192.168.12.1', 41234)) State.IN_PROGRESS -> State.SUCCEEDED
2026-11-22 14:00:00,121 INFO:aioice.ice:Connection(0) ICE completed
2026-11-22 14:00:00,122 DEBUG:aiortc.rtcdtlstransport:RTCDtlsTransport(server) - State.NEW -> State.CONNECTING
";

/// DTLS came up, and our INIT went.
const SECURED: &str = "\
2026-11-22 14:00:00,200 DEBUG:aiortc.rtcdtlstransport:RTCDtlsTransport(server) x DTLS handshake negotiated SRTP_AES128_CM_SHA1_80
2026-11-22 14:00:00,201 DEBUG:aiortc.rtcdtlstransport:RTCDtlsTransport(server) - DTLS handshake complete
2026-11-22 14:00:00,202 DEBUG:aiortc.rtcsctptransport:RTCSctpTransport(client) > InitChunk(flags=0)
2026-11-22 14:00:00,202 DEBUG:aiortc.rtcsctptransport:RTCSctpTransport(client) - State.CLOSED -> State.COOKIE_WAIT
";

/// The association is up, and our OPEN went.
const ASSOCIATED: &str = "\
2026-11-22 14:00:00,210 DEBUG:aiortc.rtcsctptransport:RTCSctpTransport(client) < InitAckChunk(flags=0)
2026-11-22 14:00:00,210 DEBUG:aiortc.rtcsctptransport:RTCSctpTransport(client) > CookieEchoChunk(flags=0)
2026-11-22 14:00:00,220 DEBUG:aiortc.rtcsctptransport:RTCSctpTransport(client) < CookieAckChunk(flags=0)
2026-11-22 14:00:00,220 DEBUG:aiortc.rtcsctptransport:RTCSctpTransport(client) - State.COOKIE_ECHOED -> State.ESTABLISHED
2026-11-22 14:00:00,221 DEBUG:aiortc.rtcsctptransport:RTCSctpTransport(client) > DataChunk(flags=3, tsn=4099013149, stream_id=1, stream_seq=0)
";

/// The robot accepts the driver, and data comes.
const FLOWING: &str = "\
2026-11-22 14:00:00,300 INFO:root:Received message on data channel: {\"type\": \"validation\", \"data\": \"Validation Ok.\"}
2026-11-22 14:00:00,400 INFO:root:Received message on data channel: {\"type\": \"msg\", \"topic\": \"rt/lf/lowstate\", \"data\": {}}
";

/// A session of that driver up to its OPEN.
fn associated() -> String {
    [CLIENT, KEY, CHECKING, NOMINATED, SECURED, ASSOCIATED].concat()
}
