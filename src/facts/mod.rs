//! The facts that a run gathered: one pair of structs a stage, timings and evidence.
//!
//! Everything not measured is `None` and becomes `null` in reports, never 0 or
//! false. Counts are numbers of packets unless said otherwise; timings are
//! milliseconds. The field names are the contract of the JSON report
//! (`docs/report.md`).

mod after_a_pause;
pub mod capture;
pub mod capture_reading;
pub mod dds;
pub mod deadlines;
pub mod dialects;
pub mod discovery;
pub mod driver;
pub mod driver_problems;
pub mod driver_run;
pub mod dtls;
pub mod end;
pub mod finding;
pub mod firewall;
pub mod flow;
pub mod host;
pub mod http;
pub mod ice;
pub mod invocation;
pub mod link_quality;
pub mod log;
pub mod log_reading;
pub mod media;
pub mod motion;
pub mod multicast;
pub mod network;
pub mod of_stack;
pub mod offer;
pub mod others;
pub mod outcome;
pub mod ping;
pub mod place;
pub mod project;
pub mod proxy;
pub mod reconnect;
pub mod remark;
pub mod ros;
pub mod ros_problems;
pub mod sctp;
pub mod sdp;
pub mod skip_reason;
pub mod stage_outcome;
pub mod status;
pub mod timeline;
pub mod validation;
pub mod waiting;
pub mod wifi;

pub use capture::{CaptureFacts, CaptureRun, UnansweredRecords};
pub use dds::{DdsEvidence, DdsLink, DdsOutcome, DdsParticipant, DdsTopic};
pub use discovery::{
    Asked, DiscoveryEvidence, RobotSeen, SearchMachine, SearchedInterface, Unused,
};
pub use driver::{DriverFacts, PackageCopy, PinFacts, PythonFacts, PythonPackages};
pub use dtls::{
    AlertEvidence, CertificateEvidence, ClientHelloEvidence, Direction, DtlsEvidence, DtlsTimings,
};
pub use end::{EndedBy, LinkEnd};
pub use firewall::{FirewallFacts, KeepsOut};
pub use flow::{FlowEvidence, FlowTimings, LinkState, RequestEvidence, TopicEvidence, TopicOddity};
pub use host::{FactNote, HostEvidence, HostTimings, RouteFacts, WslFacts};
pub use http::{
    BrokenAnswer, HttpDialect, HttpEvidence, HttpReason, HttpTimings, PortReason, PortState,
};
pub use ice::{
    CheckCounts, CheckLoss, IceEvidence, IceTimings, PairEvidence, SendRefusal, SendRefusals,
    Unreachable,
};
pub use link_quality::{LinkFigures, LinkQuality, LinkWarning, LinkWarningCode};
pub use log::{Level, LogDriver, LogFacts, LogMark, LogSign};
pub use media::{
    AudioEvidence, ENOUGH_TO_MISS, LidarEvidence, MediaCondition, MediaKind, MediaTrack,
    RtpEvidence, VideoEvidence,
};
pub use motion::{Action, MotionEvidence, MotionRequest, MotionResult, Refusal};
pub use multicast::MulticastFacts;
pub use network::{AddressFacts, InterfaceFacts, LinkNeighbours, Neighbour};
pub use offer::OfferFacts;
pub use others::{OtherProcess, RobotSocket, SocketProtocol};
pub use ping::{PingEvidence, PingMethod, PingTimings};
pub use place::{ClockFacts, PlaceFacts, WindowsFacts, WindowsNetwork};
pub use project::{
    DemandFacts, LockFacts, SourceLine, SubmoduleFacts, UncompiledFacts, WorkspaceFacts,
};
pub use ros::{DdsInterface, RosFacts};
pub use ros_problems::RosProblem;
use schemars::JsonSchema;
pub use sctp::{AbortCause, AbortEvidence, DataChunks, OpenedBy, SctpEvidence, SctpTimings};
pub use sdp::{AnswerEvidence, BusyRetry, SdpEvidence, SdpReason, SdpTimings};
use serde::{Deserialize, Serialize};
pub use validation::{ValidationEvidence, ValidationTimings};
pub use wifi::{Roaming, WifiBand, WifiFacts, WifiWatched};

macro_rules! stages {
    ($($(#[$doc:meta])* $stage:ident $name:literal: $timings:ty, $evidence:ty;)+) => {
        /// A rung of the ladder, in the order in which a run climbs it.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            JsonSchema,
        )]
        #[serde(rename_all = "lowercase")]
        pub enum Stage {
            $($(#[$doc])* $stage,)+
        }

        impl Stage {
            /// Every stage this version knows, in ladder order.
            pub const ALL: [Stage; [$($name),+].len()] = [$(Stage::$stage),+];

            pub fn name(self) -> &'static str {
                match self {
                    $(Stage::$stage => $name,)+
                }
            }
        }

        /// Timings and evidence of one stage, told apart by the stage's name.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "name", rename_all = "lowercase")]
        pub enum StageFacts {
            $($stage { timings: $timings, evidence: $evidence },)+
        }

        impl StageFacts {
            pub fn unknown(stage: Stage) -> Self {
                match stage {
                    $(Stage::$stage => StageFacts::$stage {
                        timings: Default::default(),
                        evidence: Default::default(),
                    },)+
                }
            }

            pub fn stage(&self) -> Stage {
                match self {
                    $(StageFacts::$stage { .. } => Stage::$stage,)+
                }
            }
        }
    };
}

stages! {
    /// This machine and the driver on it: nothing is sent.
    Host "host": HostTimings, Box<HostEvidence>;
    /// Is the host there at all? Runs beside the others and never stops them.
    Ping "ping": PingTimings, PingEvidence;
    /// The signalling ports and the `/con_notify` probe.
    Http "http": HttpTimings, HttpEvidence;
    /// Offer and answer, encrypted over HTTP.
    Sdp "sdp": SdpTimings, SdpEvidence;
    /// A working pair of candidates (RFC 8445).
    Ice "ice": IceTimings, IceEvidence;
    /// The DTLS handshake (RFC 6347) and the peer's fingerprint.
    Dtls "dtls": DtlsTimings, DtlsEvidence;
    /// The SCTP association (RFC 9260) and the channel `data` (RFC 8832).
    Sctp "sctp": SctpTimings, SctpEvidence;
    /// The robot's challenge, answered.
    Validation "validation": ValidationTimings, ValidationEvidence;
    /// Topics arrive, a request is answered, the link stays up.
    Flow "flow": FlowTimings, FlowEvidence;
}

impl Stage {
    /// The debugging guide's phase, 1 to 4, for the four stages in the middle.
    pub fn phase(self) -> Option<u8> {
        match self {
            Stage::Sdp => Some(1),
            Stage::Ice => Some(2),
            Stage::Dtls => Some(3),
            Stage::Sctp => Some(4),
            _ => None,
        }
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}
