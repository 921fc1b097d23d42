//! Every log of the fixtures, and what is to be read from it.

use crate::facts::{LogDriver, Stage};

/// One row.
pub(super) struct Log {
    pub(super) name: &'static str,
    pub(super) bytes: &'static [u8],
    /// The highest stage that passed.
    pub(super) reached: Option<Stage>,
    /// The stage that failed.
    pub(super) broken: Option<Stage>,
    pub(super) written_by: Option<LogDriver>,
    pub(super) debug: bool,
    /// Signature, first line, how often.
    pub(super) marks: &'static [(&'static str, u64, u64)],
}

const CLIENT: Option<LogDriver> = Some(LogDriver::UnitreeWebrtcConnect);
const SDK: Option<LogDriver> = Some(LogDriver::Go2Ros2Sdk);
const FORK: Option<LogDriver> = Some(LogDriver::Go2Ros2SdkFork);

/// `NAME: REACHED, BROKEN, WRITER, DEBUG, MARKS;`
macro_rules! logs {
    (@stage nothing) => { None };
    (@stage $stage:ident) => { Some(Stage::$stage) };
    ($($name:literal: $reached:ident, $broken:ident, $writer:expr, $debug:literal, $marks:expr;)+) => {
        /// The table.
        pub(super) const LOGS: &[Log] = &[$(Log {
            name: $name,
            bytes: include_bytes!(concat!("../../../tests/fixtures/logs/", $name, ".log")),
            reached: logs!(@stage $reached),
            broken: logs!(@stage $broken),
            written_by: $writer,
            debug: $debug,
            marks: &$marks,
        },)+];
    };
}

logs! {
    "aiortc-1.9.0_data2-2_none": Flow, nothing, CLIENT, true,
        [("init-ack", 199, 1), ("client-validated", 227, 2)];
    "aiortc-1.16.0_data2-2_tcp-refused": nothing, Http, CLIENT, true,
        [("client-no-port", 97, 1)];
    "aiortc-1.16.0_data2-3_none": Http, Sdp, CLIENT, true,
        [("key-rejected", 101, 1)];
    "aiortc-1.9.0_data2-2_reject": Http, Sdp, CLIENT, true,
        [("busy", 89, 2)];
    "aiortc-1.16.0_data2-2_ice-blackhole": Sdp, Ice, CLIENT, true,
        [("stun", 178, 5), ("gave-up-transport", 197, 1)];
    "aiortc-1.9.0_data2-2_dtls-silent": Ice, Dtls, CLIENT, true,
        [("dtls-began", 187, 1), ("dtls-failed", 207, 1)];
    "aiortc-1.16.0_data2-2_sctp-silent": Dtls, Sctp, CLIENT, true,
        [("init-sent", 194, 5), ("init-expired", 206, 4)];
    "aiortc-1.9.0_data2-2_validation-silent": Sctp, Validation, CLIENT, true,
        [("established", 206, 1), ("gave-up-validation", 265, 1)];
    "plain-aiortc-1.9.0_data-only": Sctp, nothing, None, true,
        [("init-received", 64, 1)];
    "plain-aiortc-1.14.0_data-only": Dtls, Sctp, None, true,
        [("offer-longer-fingerprint", 19, 2), ("init-sent", 66, 9), ("init-expired", 69, 9), ("sctp-given-up", 108, 1)];
    "plain-aiortc-1.14.0_media": Sdp, Ice, None, true,
        [("check-refused-by-us", 88, 30)];
    "plain-aiortc-1.16.0_media": Dtls, Sctp, None, true,
        [("init-expired", 177, 9)];
    "guide_symptom-1": nothing, Sctp, FORK, false,
        [("channel-waiting", 1, 1), ("sctp-watchdog", 2, 1)];
    "guide_symptom-2": Dtls, Sctp, None, true,
        [("init-sent", 1, 1), ("init-expired", 2, 9)];
    "guide_monitor": Dtls, Sctp, FORK, false,
        [("sctp-watchdog", 1, 1), ("fork-connected", 3, 1)];
    "guide_healthy": Sctp, nothing, FORK, true,
        [("init-ack", 7, 1), ("fork-channel-open", 9, 1)];
    "guide_con-notify-timeout": nothing, Http, FORK, true,
        [("sdk-request", 3, 1), ("connect-timeout", 6, 2)];
    "sdk_info_con-notify-timeout": nothing, Http, SDK, false,
        [("connect-timeout", 2, 2)];
    "sdk_info_healthy": Validation, nothing, SDK, false,
        [("channel-waiting", 12, 1), ("sdk-validated", 18, 1), ("video-frame", 19, 1)];
    "sdk_info_channel-connecting": Dtls, Sctp, SDK, false,
        [("channel-waiting", 12, 3)];
    "fork_info_sctp-timeout": Dtls, Sctp, FORK, false,
        [("sctp-watchdog", 27, 1), ("channel-forced", 33, 2)];
    "fork_debug_sctp-timeout": Dtls, Sctp, FORK, true,
        [("init-expired", 67, 9), ("sctp-watchdog", 106, 1)];
    "fork_info_healthy": Validation, nothing, FORK, false,
        [("fork-sctp-up", 14, 1)];
    "client-2.0_legacy-first": Validation, nothing, CLIENT, false,
        [("legacy-first", 6, 2), ("client-validated", 13, 1)];
}
