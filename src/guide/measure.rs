//! What ticks an item of the guide: one small function a measurement.
//!
//! An item is ticked by a number that was measured, or not at all: what is
//! unknown is [`State::NotMeasured`] with the reason.

mod connection;
mod data;
mod driver;
mod machine;

use serde::Deserialize;

use crate::diagnosis::case::Case;
use crate::facts::Stage;
use crate::facts::outcome::Status;
use crate::text::phrase::{Phrase, phrase};

/// The longest text from outside that is shown, in characters.
const MAX_TEXT: usize = 60;

/// How an item of the guide stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// It is as the guide wants it.
    Ok,
    /// It is not.
    Bad,
    /// Nothing tells.
    NotMeasured,
}

/// A state and the measured value that it rests on, or the reason for its absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    pub state: State,
    pub shown: Phrase,
}

impl Tick {
    fn ok(shown: Phrase) -> Self {
        Self { state: State::Ok, shown }
    }

    fn bad(shown: Phrase) -> Self {
        Self { state: State::Bad, shown }
    }

    fn unknown(shown: Phrase) -> Self {
        Self { state: State::NotMeasured, shown }
    }

    /// What no measurement of ours can tell, for the reason given.
    pub fn beyond(reason: Option<&Phrase>) -> Self {
        Self::unknown(reason.cloned().unwrap_or_else(|| phrase!("not measured", "未量測")))
    }

    fn of(good: bool, shown: Phrase) -> Self {
        if good { Self::ok(shown) } else { Self::bad(shown) }
    }
}

/// Declares the measurements: name, stage, function.
macro_rules! measures {
    ($($(#[doc = $doc:literal])+ $name:ident $stage:ident $function:path;)+) => {
        /// A measurement, named as in the list of items.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Measure {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Measure {
            pub const ALL: &[Measure] = &[$(Measure::$name),+];

            /// The stage whose facts it reads.
            pub fn stage(self) -> Stage {
                match self {
                    $(Measure::$name => Stage::$stage,)+
                }
            }

            pub fn tick(self, case: &Case<'_>) -> Tick {
                match self {
                    $(Measure::$name => $function(case),)+
                }
            }
        }
    };
}

measures! {
    /// Does the aiortc that is installed send one fingerprint only?
    AiortcVersion Host driver::aiortc_version;
    /// Is the last fingerprint that the driver would offer sha-256?
    Fingerprints Host driver::fingerprints;
    /// Is aioice one of the guide's versions?
    AioiceVersion Host driver::aioice_version;
    /// Is aiortc pinned to one version?
    Pins Host driver::pins;
    /// Is what colcon has installed what stands in the workspace's sources?
    Build Host driver::build;
    /// Do the project's sources configure no STUN or TURN server?
    IceServers Host driver::ice_servers;
    /// Does `CONN_TYPE` choose WebRTC?
    ConnType Host machine::conn_type;
    /// Is the robot in an attached network?
    Route Host machine::route;
    /// Does WSL's networking let the robot's packets in?
    Wsl Host machine::wsl;
    /// Are echo requests answered?
    Ping Ping connection::ping;
    /// Does the signalling service answer?
    ConNotify Http connection::con_notify;
    /// Was the offer accepted, so that nobody else holds the slot?
    SlotFree Sdp connection::slot_free;
    /// Were offer and answer exchanged?
    Sdp Sdp connection::sdp;
    /// Was a candidate pair nominated?
    Ice Ice connection::ice;
    /// Did the DTLS handshake finish?
    Dtls Dtls connection::dtls;
    /// Was INIT answered?
    Sctp Sctp connection::sctp;
    /// Was the association established within the guide's 0.5 s?
    SctpTime Sctp connection::sctp_time;
    /// Is the data channel usable?
    Channel Sctp connection::channel;
    /// Is DTLS up and the channel not?
    StuckAtSctp Sctp connection::stuck_at_sctp;
    /// Does the state of the robot keep coming?
    Lowstate Flow data::lowstate;
    /// Does the pose of the robot keep coming?
    RobotPose Flow data::robot_pose;
    /// Did the motion switcher answer?
    MotionSwitcher Flow data::motion_switcher;
}

/// Why `stage` has nothing to show: what ended the run before it, where something did.
fn unreached(case: &Case<'_>, stage: Stage) -> Tick {
    let ended = case.stages.iter().find(|outcome| {
        let stopped = matches!(outcome.status, Status::Fail | Status::Crash | Status::Inconclusive);
        stopped && outcome.stage() <= stage && outcome.stage() > Stage::Ping
    });
    Tick::unknown(match ended.map(|outcome| (outcome.stage(), outcome.status)) {
        Some((at, _)) if at == stage => {
            phrase!("{at} ended without this measurement", "{at} 結束時沒有量到")
        }
        Some((at, Status::Fail)) => phrase!("not reached: {at} failed", "沒有進行到：{at} 失敗"),
        Some((at, _)) => phrase!("not reached: the run ended at {at}", "沒有進行到：執行止於 {at}"),
        None => phrase!("{stage} did not run", "{stage} 沒有執行"),
    })
}

#[cfg(test)]
mod tests;
