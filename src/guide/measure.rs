//! What ticks an item of the guide: which facts are shown, and whether they are as the guide wants.
//!
//! An item is ticked by what was measured, in the words of the facts' own rows, or not at all: what
//! is unknown is [`State::NotMeasured`] with the reason.

use std::str::FromStr;

use pep440_rs::Version;
use serde::Deserialize;

use crate::catalogue::fact_table::{self, Fact};
use crate::diagnosis::case::Case;
use crate::facts::dds::DRIVER_REQUESTS;
use crate::facts::outcome::{Signalling, Status};
use crate::facts::{DdsOutcome, DriverFacts, PinFacts, SdpReason, Stage};
use crate::host::project::SEVERAL_FINGERPRINTS;
use crate::robot::topics::{LOW_STATE, ROBOT_POSE};
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// The longest value that is shown, in characters.
const MAX_TEXT: usize = 120;

/// The guide's measure of a healthy SCTP handshake, ms.
const HEALTHY_SCTP_MS: f64 = 500.0;

/// How long the guide lets curl wait, ms.
const PATIENT_HTTP_MS: f64 = 5000.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Ok,
    Bad,
    NotMeasured,
}

/// A state and the measured value that it rests on, or the reason for its absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    pub state: State,
    pub shown: Phrase,
}

impl Tick {
    /// What no measurement of ours can tell, for the reason given.
    pub fn beyond(reason: Option<&Phrase>) -> Self {
        let unknown = || phrase!("not measured", "未量測");
        Self { state: State::NotMeasured, shown: reason.cloned().unwrap_or_else(unknown) }
    }
}

/// Declares the measurements: name, stage, what judges them, and the rows that are shown. Of a row
/// with many lines `row=beginning` takes those that begin so.
macro_rules! measures {
    ($($name:ident $stage:ident $judge:path, [$($row:literal),*];)+) => {
        /// A measurement, named as in the list of items, which says what each is for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Measure {
            $($name,)+
        }

        impl Measure {
            pub const ALL: &[Measure] = &[$(Measure::$name),+];

            /// The stage whose facts it reads.
            pub fn stage(self) -> Stage {
                match self {
                    $(Measure::$name => Stage::$stage,)+
                }
            }

            fn rows(self) -> &'static [&'static str] {
                match self {
                    $(Measure::$name => &[$($row),*],)+
                }
            }

            /// Whether it is as the guide wants it; `None` where nothing tells.
            fn judge(self, case: &Case<'_>) -> Option<bool> {
                match self {
                    $(Measure::$name => $judge(case),)+
                }
            }
        }
    };
}

measures! {
    AiortcVersion Host offers_sha256, ["driver.aiortc", "driver.sha256_patch"];
    Fingerprints Host offers_sha256, ["driver.offered_fingerprints"];
    AioiceVersion Host aioice_version, ["driver.aioice", "driver.aiortc", "driver.numpy"];
    Pins Host pins, ["driver.pins", "driver.sha256_patch", "driver.offered_fingerprints"];
    Build Host build, ["driver.workspace"];
    IceServers Host ice_servers, ["driver.ice_servers"];
    ConnType Host conn_type, ["conn_type"];
    Route Host route, ["route"];
    Dds Host dds, ["dds"];
    DdsDriver Host dds_driver, ["dds.driver"];
    Wsl Host wsl, ["wsl", "wsl.networking"];
    Ping Ping ping, ["received", "rtt_avg_ms", "tcp_answered"];
    ConNotify Http con_notify, ["ports", "http_status", "total_ms"];
    Firmware Http firmware, ["data2"];
    SlotFree Sdp slot_free, ["reason"];
    Sdp Sdp sdp, ["reason", "con_ing_ms"];
    Ice Ice ice, ["selected", "nominated_ms"];
    Dtls Dtls dtls, ["version", "srtp_profile", "handshake_ms", "alerts", "fingerprint_match"];
    Sctp Sctp init_answered, ["init_sent", "init_to_init_ack_ms"];
    SctpTime Sctp sctp_time, ["association_ms"];
    Channel Sctp sctp, ["open_to_usable_ms"];
    StuckAtSctp Sctp past_dtls, ["association_ms", "open_to_usable_ms"];
    Lowstate Flow lowstate, ["topics=rt/lf/lowstate"];
    RobotPose Flow robot_pose, ["topics=rt/utlidar/robot_pose"];
    MotionSwitcher Flow motion_switcher, ["request.code"];
}

impl Measure {
    pub fn tick(self, case: &Case<'_>) -> Tick {
        let state = match self.judge(case) {
            Some(true) => State::Ok,
            Some(false) => State::Bad,
            None => State::NotMeasured,
        };
        let (stage, rows) = (self.stage(), self.rows());
        let facts = facts(case, stage);
        // What is said of a stage that was not judged is why, and not how far it came.
        let is_told = match state {
            State::NotMeasured => stage == Stage::Host && shown(&facts, &rows[..1]).is_some(),
            State::Ok | State::Bad => true,
        };
        let shown = is_told.then(|| shown(&facts, rows)).flatten();
        let shown = shown.unwrap_or_else(|| match (self, state) {
            (Measure::SlotFree, State::Ok) => {
                phrase!("the robot accepted our offer", "機器人接受了我方的 offer")
            }
            (_, State::Ok) if stage != Stage::Host => phrase!("{stage} passed", "{stage} 通過"),
            (_, State::Bad) if case.failed(stage) => phrase!("{stage} failed", "{stage} 失敗"),
            (Measure::DdsDriver, _) => phrase!(
                "no go2_driver_node takes part in DDS here",
                "這裡的 DDS 中沒有 go2_driver_node"
            ),
            (Measure::ConnType, _) => phrase!("not set in this environment", "此環境未設定"),
            (Measure::AioiceVersion | Measure::Fingerprints, _) if has_aiortc(case) => {
                phrase!("the driver's Python does not tell", "從驅動程式的 Python 看不出來")
            }
            _ if rows[0].starts_with("driver.") => phrase!(
                "not known: run this in the driver's project folder",
                "不明：請在驅動程式的專案資料夾中執行"
            ),
            _ => unreached(case, stage),
        });
        Tick { state, shown }
    }
}

fn has_aiortc(case: &Case<'_>) -> bool {
    driver(case).is_some_and(|driver| driver.aiortc.is_some())
}

fn facts(case: &Case<'_>, stage: Stage) -> Vec<Fact> {
    match stage {
        Stage::Host => case.machine().map(fact_table::of_host),
        _ => case.ran(stage).map(|outcome| fact_table::of(&outcome.facts)),
    }
    .unwrap_or_default()
}

/// `label: value` of those rows, as far as they are known.
fn shown(facts: &[Fact], rows: &[&str]) -> Option<Phrase> {
    let told = rows.iter().flat_map(|row| {
        let (name, beginning) = row.split_once('=').unwrap_or((row, ""));
        let of_row = facts.iter().filter(move |fact| fact.name == name);
        of_row.flat_map(move |fact| {
            let lines = fact.lines.iter().map(|line| (&fact.label, line.text.clone()));
            let lines =
                lines.filter(move |(_, text)| text.get(Language::English).starts_with(beginning));
            // A reason is only compared, and has no line of its own.
            let reason = fact.value.as_str().filter(|_| fact.lines.is_empty());
            let label = fact.compared.as_ref().map(|compared| &compared.label);
            lines.chain(label.zip(reason.map(Phrase::same)))
        })
    });
    let bounded = |text: &Phrase| {
        let [en, zh_tw] = Language::ALL.map(|language| printable(text.get(language), MAX_TEXT));
        Phrase::new(en, zh_tw)
    };
    let told: Vec<_> =
        told.map(|(label, text)| phrase!("{}: {}", "{}：{}", *label, bounded(&text))).collect();
    (!told.is_empty()).then(|| Phrase::join(told, &phrase!("; ", "；")))
}

/// Why `stage` has nothing to show: what ended the run before it, where something did.
fn unreached(case: &Case<'_>, stage: Stage) -> Phrase {
    if stage == Stage::Host {
        return phrase!("not known on this machine", "在這台電腦上不明");
    }
    let error = case.ping().and_then(|ping| ping.evidence.error.as_ref());
    if let Some(error) = error.filter(|_| stage == Stage::Ping) {
        return Phrase::same(printable(error, MAX_TEXT));
    }
    let ended = case.stages.iter().find(|outcome| {
        let stopped = matches!(outcome.status, Status::Fail | Status::Crash | Status::Inconclusive);
        stopped && outcome.stage() <= stage && outcome.stage() > Stage::Ping
    });
    match ended.map(|outcome| (outcome.stage(), outcome.status)) {
        Some((at, _)) if at == stage => {
            phrase!("{at} ended without this measurement", "{at} 結束時沒有量到")
        }
        Some((at, Status::Fail)) => phrase!("not reached: {at} failed", "沒有進行到：{at} 失敗"),
        Some((at, _)) => phrase!("not reached: the run ended at {at}", "沒有進行到：執行止於 {at}"),
        None => phrase!("{stage} did not run", "{stage} 沒有執行"),
    }
}

/// How the stage ended: `None` where it cannot be judged.
fn passed(case: &Case<'_>, stage: Stage) -> Option<bool> {
    match case.ran(stage)?.status {
        Status::Pass | Status::Warn => Some(true),
        Status::Fail => Some(false),
        Status::Skip | Status::Inconclusive | Status::Crash => None,
    }
}

fn driver<'a>(case: &Case<'a>) -> Option<&'a DriverFacts> {
    case.machine()?.driver.as_ref()
}

/// The robot compares with the last fingerprint of an offer.
fn offers_sha256(case: &Case<'_>) -> Option<bool> {
    let driver = driver(case).filter(|driver| driver.aiortc.is_some())?;
    Some(driver.offered_fingerprints.as_ref()?.last()? == "sha-256")
}

fn aioice_version(case: &Case<'_>) -> Option<bool> {
    let version = driver(case)?.aioice.as_deref()?;
    Some(["0.9.", "0.10."].iter().any(|series| version.starts_with(series)))
}

/// Which of the files is installed from is not known: the worst counts.
fn pins(case: &Case<'_>) -> Option<bool> {
    let driver = driver(case)?;
    let of_aiortc = driver.pins.iter().flatten().filter(|pin| pin.package == "aiortc");
    let patched = driver.sha256_patch == Some(true);
    let judged: Vec<_> = of_aiortc.map(|one| is_pinned(one, patched)).collect();
    match judged.contains(&Some(false)) {
        true => Some(false),
        false if judged.is_empty() || judged.contains(&None) => None,
        false => Some(true),
    }
}

/// Whether it admits one version alone, which sends sha-256 alone by itself or is patched.
fn is_pinned(pin: &PinFacts, patched: bool) -> Option<bool> {
    if pin.satisfied == Some(false) || !pin.exact? {
        return Some(false);
    }
    let version = Version::from_str(pin.specifiers.trim_start_matches('=').trim()).ok();
    if patched { Some(true) } else { Some(version? < Version::new(SEVERAL_FINGERPRINTS)) }
}

fn build(case: &Case<'_>) -> Option<bool> {
    let workspace = driver(case)?.workspace.as_ref()?;
    let any = |names: &Option<Vec<String>>| names.as_ref().is_some_and(|names| !names.is_empty());
    let is_wrong = any(&workspace.failed) || any(&workspace.stale);
    if is_wrong { Some(false) } else { workspace.stale.as_ref().map(|_| true) }
}

fn ice_servers(case: &Case<'_>) -> Option<bool> {
    Some(driver(case)?.ice_servers.as_ref()?.is_empty())
}

fn conn_type(case: &Case<'_>) -> Option<bool> {
    Some(case.machine()?.conn_type.as_ref()?.eq_ignore_ascii_case("webrtc"))
}

fn dds(case: &Case<'_>) -> Option<bool> {
    match case.machine()?.dds.as_ref()?.outcome() {
        DdsOutcome::Robot => Some(true),
        DdsOutcome::NoRobot => Some(false),
        DdsOutcome::Unknown => None,
    }
}

/// Whether go2_ros2_sdk's node takes requests; where no node is seen nothing tells.
fn dds_driver(case: &Case<'_>) -> Option<bool> {
    let seen = case.machine()?.dds.as_ref()?;
    let driver = seen.driver();
    let topic = seen.topic(DRIVER_REQUESTS);
    let reads = topic.is_some_and(|it| it.readers.iter().any(|at| driver.contains(at)));
    let all_told = driver.iter().all(|at| seen.participants[*at].told_all == Some(true));
    (reads || (!driver.is_empty() && all_told)).then_some(reads)
}

fn route(case: &Case<'_>) -> Option<bool> {
    let route = case.machine()?.route.as_ref()?;
    if route.exists == Some(false) { Some(false) } else { route.on_link }
}

fn wsl(case: &Case<'_>) -> Option<bool> {
    let machine = case.machine()?;
    let Some(wsl) = &machine.wsl else {
        let unread = machine.unread.iter().flatten().any(|note| note.fact.starts_with("wsl"));
        return (machine.os.is_some() && !unread).then_some(true);
    };
    // Where the robot's packets came in, no mode keeps them out.
    let lets_in = case.passed(Stage::Dtls) || wsl.shares_the_network();
    let broke = case.failed(Stage::Ice) || case.failed(Stage::Dtls);
    match lets_in {
        true => Some(true),
        false => (wsl.networking.is_some() && broke).then_some(false),
    }
}

fn ping(case: &Case<'_>) -> Option<bool> {
    let ping = case.ping()?.evidence;
    let counted = ping.error.is_none() && ping.sent? > 0;
    Some(ping.received? > 0).filter(|_| counted)
}

fn con_notify(case: &Case<'_>) -> Option<bool> {
    let took = case.http()?.timings.total_ms;
    let is_legacy = case.robot.signalling == Some(Signalling::Legacy);
    let in_time = took.is_none_or(|ms| ms <= PATIENT_HTTP_MS);
    passed(case, Stage::Http).map(|passed| passed && !is_legacy && in_time)
}

/// Only firmware before 1.1.1 speaks the legacy signalling alone.
fn firmware(case: &Case<'_>) -> Option<bool> {
    passed(case, Stage::Http).filter(|passed| *passed)?;
    case.robot.signalling.map(|signalling| signalling != Signalling::Legacy)
}

/// That the offer was accepted shows that nobody else holds the slot.
fn slot_free(case: &Case<'_>) -> Option<bool> {
    let busy = case.sdp()?.evidence.reason == Some(SdpReason::Busy);
    passed(case, Stage::Sdp).filter(|passed| *passed || busy)
}

fn sdp(case: &Case<'_>) -> Option<bool> {
    if case.failed(Stage::Http) { Some(false) } else { passed(case, Stage::Sdp) }
}

fn ice(case: &Case<'_>) -> Option<bool> {
    passed(case, Stage::Ice)
}

fn dtls(case: &Case<'_>) -> Option<bool> {
    passed(case, Stage::Dtls)
}

fn sctp(case: &Case<'_>) -> Option<bool> {
    passed(case, Stage::Sctp)
}

/// The robot's own INIT may lead to the association as well.
fn init_answered(case: &Case<'_>) -> Option<bool> {
    match case.sctp()?.evidence.init_ack_received {
        Some(1..) => Some(true),
        _ => sctp(case),
    }
}

fn sctp_time(case: &Case<'_>) -> Option<bool> {
    match case.sctp()?.timings.association_ms {
        Some(ms) => Some(ms <= HEALTHY_SCTP_MS),
        None => case.failed(Stage::Sctp).then_some(false),
    }
}

/// Whether the connection does not stop between DTLS and the channel.
fn past_dtls(case: &Case<'_>) -> Option<bool> {
    sctp(case).filter(|passed| *passed || dtls(case) == Some(true))
}

fn lowstate(case: &Case<'_>) -> Option<bool> {
    keeps_coming(case, LOW_STATE.name)
}

fn robot_pose(case: &Case<'_>) -> Option<bool> {
    keeps_coming(case, ROBOT_POSE.name)
}

/// A window that an interruption cut short shows nothing by its emptiness.
fn keeps_coming(case: &Case<'_>, name: &str) -> Option<bool> {
    let topics = case.flow()?.evidence.topics.as_ref()?;
    let came = topics.iter().find(|topic| topic.name == name)?.messages > 0;
    (came || passed(case, Stage::Flow).is_some()).then_some(came)
}

fn motion_switcher(case: &Case<'_>) -> Option<bool> {
    let answered = case.flow()?.evidence.request.as_ref()?.answer_ms.is_some();
    (answered || passed(case, Stage::Flow).is_some()).then_some(answered)
}

#[cfg(test)]
mod tests;
