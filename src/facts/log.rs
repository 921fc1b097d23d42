//! What only a driver's log knows, beside the facts of each stage.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Stage;

/// One session of a driver, read from its log.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LogFacts {
    /// The file's name, `-` for the standard input.
    pub file: Option<String>,
    /// Lines of this session.
    pub lines: u64,
    /// Which driver wrote it.
    pub driver: Option<LogDriver>,
    /// Whether the library that speaks that stage's protocol wrote its DEBUG lines.
    /// Without them a packet that is not in the log may have come all the same.
    pub debug: Option<bool>,
    /// Of which layers there are lines, and at which level at most: what a layer would have
    /// written at a level that it did not write at may have happened all the same.
    #[serde(default)]
    pub levels: BTreeMap<Stage, Level>,
    /// The programs and stacks whose lines these are, as people know them.
    #[serde(default)]
    pub programs: Vec<String>,
    /// Everything that was recognised, in the order of its lines.
    pub marks: Vec<LogMark>,
    /// The line by which the robot closed the attempt before this one, where it did so in good
    /// order and after it had accepted the driver.
    #[serde(default)]
    pub closed_before: Option<LogMark>,
}

impl LogFacts {
    pub fn first(&self, sign: LogSign) -> Option<&LogMark> {
        self.marks.iter().find(|mark| mark.sign == Some(sign))
    }

    pub fn of(&self, stage: Stage) -> impl Iterator<Item = &LogMark> {
        self.marks.iter().filter(move |mark| mark.stage == stage)
    }
}

#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// What it came to.
    #[default]
    Info,
    /// Each step, each packet.
    Debug,
}

/// A driver known by how it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LogDriver {
    /// The published Python driver.
    UnitreeWebrtcConnect,
    /// The ROS 2 driver.
    Go2Ros2Sdk,
    /// A fork of it whose log lines are Chinese in part.
    Go2Ros2SdkFork,
}

/// One line of a log, or a run of equal ones, that was recognised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LogMark {
    /// The stage it belongs to.
    pub stage: Stage,
    /// What no field of the stage's evidence can say.
    pub sign: Option<LogSign>,
    /// The first such line, from 1.
    pub line: u64,
    /// The last one; equal to `line` for a single one.
    pub last_line: u64,
    /// How many there are.
    pub count: u64,
    /// When the first was written, ms after the session's first line.
    pub at_ms: Option<f64>,
    /// The same of the last.
    #[serde(default)]
    pub last_at_ms: Option<f64>,
    /// The highest stage that had passed when the last was written.
    #[serde(default)]
    pub after: Option<Stage>,
    /// The line, shortened, control characters escaped, secrets masked.
    pub text: String,
}

/// What a driver says that is no measurement of a stage.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum LogSign {
    /// Neither port answers; the driver does not say whether refused or silent.
    NoSignallingPort,
    /// The blob was taken for an RSA key without being decrypted.
    RsaKeyFormat,
    /// The driver lacks its patched copy of aioice.
    AioiceSubmoduleMissing,
    /// Our side answered the robot's checks with STUN errors.
    CheckRefusedByUs,
    /// Consent to send expired (RFC 7675).
    ConsentExpired,
    /// A send failed for want of a route.
    NetworkUnreachable,
    /// The answer's m-sections are not those of the offer.
    SectionsMismatch,
    /// The robot ended DTLS in good order.
    ClosedByRemote,
    /// The driver gave up on the data channel, without saying why.
    DataChannelTimeout,
    /// The driver's watchdog over SCTP expired.
    SctpWatchdog,
    /// The event loop that the connection lived in was closed.
    EventLoopClosed,
    /// Messages of the robot arrived.
    DataArrived,
    /// A STUN answer came from another address than the one that was asked.
    SourceMismatch,
    /// Both sides took the same ICE role.
    RoleConflict,
    /// SCTP sent data again because nothing acknowledged it.
    DataResent,
    /// The video decoder could not make sense of what came.
    DecoderErrors,
    /// The robot does not serve a request in its present mode (code 3203).
    ApiNotInMode,
    /// Something was sent from a thread that has no event loop.
    SentFromThread,
    /// The driver's source does not compile.
    TabError,
    /// The search by multicast was not answered, or could not begin.
    NoDeviceFound,
    /// macOS said "no route to host" (errno 65).
    MacosNoRoute,
    /// DTLS came to its end without a profile for SRTP.
    NoSrtpProfile,
    /// DTLS failed, and OpenSSL gave no reason.
    DtlsUnexplained,
    /// Somebody ended the driver while it waited for an answer to a request.
    Interrupted,
    /// Something could not be sent, for the channel is not open.
    ChannelNotOpen,
    /// A check came with the credentials of another session or section.
    ForeignCredentials,
    /// A module of Python is not there.
    ModuleMissing,
    /// A compiled part does not fit this machine, or what it was built against.
    NativeMismatch,
    /// Packages that were built for numpy 1 run with numpy 2.
    NumpyTooNew,
    /// `av` has no wheel for this Python and cannot be built.
    WheelMissing,
    /// Something else could not be built or installed.
    BuildFailed,
    /// A node that a launch file names ended at once, or could not be started.
    NodeDied,
    /// A port, a camera or a file that the driver needs is taken or not permitted.
    ResourceDenied,
    /// A proxy was asked in the robot's place, and failed.
    ProxyFailed,
    /// A request ran out of time; whether TCP was answered, the line does not say.
    TimeoutUnsaid,
    /// A request that was let in was not answered in time.
    AnswerAwaited,
    /// A window was to be opened on a machine without a display.
    NoDisplay,
    /// The maker's cloud did not hand out the robot's key.
    KeyNotHandedOut,
    /// A binary message of the robot could not be read.
    BinaryUnread,
    /// StandUp (1004) was sent.
    StandUpSent,
    /// BalanceStand (1002) was sent.
    BalanceStandSent,
    /// Move (1008) was sent with a speed.
    MoveSent,
}
