//! What decided a stage where none of its measurements says so.

use std::net::IpAddr;

use super::Stage;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    Interrupted,
    /// The driver ended before it tried to connect.
    DriverNotStarted,
    /// No driver ever asked the proxy.
    ProxyNeverAsked,
    /// It asked, and never offered anything.
    ProxyNeverOffered,
    /// It offered in a form of which the robot sees nothing.
    ProxyDropped,
    LogEndsDuring(Stage),
    /// What did not come may only have been late.
    DeadlineTooShort {
        deadline_ms: u128,
        needs_ms: u128,
    },
    /// A layer of ours did not come back by the deadline.
    LayerStuck,
    /// This process, or its machine, stood still for so many milliseconds.
    WasStopped(u128),
    LogEndsBefore(Stage),
    /// Nothing of the stage is in the capture.
    CaptureEndsBefore(Stage),
    CaptureEndsDuring(Stage),
    /// Records of an open DTLS session went both ways; what is in them, nobody can see from outside.
    RecordsEncrypted {
        sent: u64,
        received: u64,
    },
    /// The driver's records, to which none came back so far.
    RecordsUnanswered(u64),
    /// Nothing on this machine could be read within so many milliseconds.
    MachineSilent(u128),
    /// The ladder ended after so many milliseconds, before an echo was answered.
    PingCutShort(u128),
    UnknownData2(String),
    NoRobotAddress,
    UnknownOfferProfile,
    /// The interface that was asked for has no address of the robot's family.
    NoAddressOfFamily(IpAddr),
    NoRoute {
        robot: IpAddr,
        error: String,
    },
    NoUdpSocket(String),
    NoLocalCandidate,
    /// The answer has fingerprints, and none that go2doctor's own stack compares.
    NoSha256Fingerprint,
    NoAnswer,
    NoSocket,
    NoConnection,
    NoChannel,
    ChecksNotSent(String),
    OwnDtls(String),
    OwnSctp(String),
    OwnStack(String),
    /// Whatever else on this side stood in the way, with the error in English.
    OwnLimit(String),
    /// The stock client had no candidates in time.
    StockNotGathered,
    StockMadeNoOffer(String),
    StockRefusesAnswer(String),
    /// The state that the crate `webrtc` tells of its ICE.
    StockIce(String),
    StockConnection(String),
    /// The state of its association, if it has one, and whether its channel is closed for good.
    StockChannel {
        association: Option<String>,
        closed: bool,
    },
    Said(String),
}
