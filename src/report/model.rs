//! The report as programs read it, `schema_version` 1.

use std::time::SystemTime;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::driver::DriverReport;
use super::finding::FindingReport;
use super::log::LogReport;
use super::proof::ProofReport;
use super::proxy::ProxyReport;
use super::stage::{StageReport, to_microseconds};
use super::summary::slot_remark;
use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::verdict::{Verdict, failed_stage_of_run};
use crate::facts::outcome::{Client, RobotFacts, RunOutcome, Slot, Status};
use crate::facts::skip_reason::SkipReason;
use crate::facts::timeline::Timeline;
use crate::facts::{CaptureRun, HostEvidence, OfferFacts, Stage};
use crate::text::language::Language;
use crate::text::phrase::phrase;

/// The version of this form; it changes when a reader would have to.
pub const SCHEMA_VERSION: u32 = 1;

/// A whole report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "go2doctor report")]
pub struct Report {
    /// 1.
    pub schema_version: u32,
    /// Who measured, and made it.
    pub tool: Tool,
    /// Which version judged it again, where `report` did; left out elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diagnosed_by: Option<Tool>,
    /// The command's name.
    pub command: String,
    /// When the run started, RFC 3339, UTC.
    #[schemars(extend("format" = "date-time"))]
    pub started_at: String,
    /// How long the run took, ms.
    pub duration_ms: f64,
    /// What is known about the robot.
    pub robot: RobotFacts,
    /// The offer profile's name; `stock` where the client made its own.
    pub offer: String,
    /// What the offer said; left out where none was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer_facts: Option<OfferFacts>,
    /// The WebRTC stack that was used; null for a driver's log.
    #[serde(default)]
    pub client: Option<Client>,
    /// The worst status of a stage, those of a driver that was run included.
    pub verdict: Verdict,
    /// The first stage that failed or crashed; where none did, the one at which the driver failed.
    pub failed_stage: Option<Stage>,
    /// Whether stages beyond the command were left out.
    pub partial: bool,
    /// Whether a signal ended the run; left out where none did.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub interrupted: bool,
    /// What became of the robot's slot; left out where it was never taken, or was released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
    /// Every stage of this version, in ladder order.
    pub stages: Vec<StageReport>,
    /// What is wrong, the answer first.
    pub findings: Vec<FindingReport>,
    /// Facts about this machine.
    pub host: HostEvidence,
    /// What the offer of this machine's driver came to; null unless that was asked for.
    #[serde(default)]
    pub proof: Option<ProofReport>,
    /// What came of the driver that was run after the ladder; left out where none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<DriverReport>,
    /// What passed through the proxy; left out where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<ProxyReport>,
    /// What there is beside the stages of its last attempt in a driver's log; left out of the
    /// report of a live run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<LogReport>,
    /// What went by on the wire; left out where nothing did, or where it was not seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline: Option<Timeline>,
    /// The capture that the run was watched in; left out of every other report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture: Option<CaptureRun>,
}

/// Who made a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `go2doctor`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What the report of any command but a run begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct Made {
    /// 1.
    schema_version: u32,
    /// Who made it.
    tool: Tool,
}

impl Made {
    /// `form` rises with every change that a reader has to know of. Each kind of report has its own.
    pub(super) fn in_form(form: u32) -> Self {
        Self { schema_version: form, tool: Tool::this() }
    }
}

impl Tool {
    pub fn this() -> Self {
        Self { name: env!("CARGO_PKG_NAME").into(), version: env!("CARGO_PKG_VERSION").into() }
    }
}

impl Report {
    /// The report of a run of which that was found. `language` is that of the texts for people;
    /// keys, names, reasons and all that programs compare stay as the contract has them.
    pub fn diagnosed(run: &RunOutcome, diagnosis: &Diagnosis, language: Language) -> Self {
        let findings = FindingReport::all(diagnosis, language);
        let mut stages: Vec<_> =
            run.stages.iter().map(|stage| StageReport::new(stage, language)).collect();
        let last_that_ran = stages.iter_mut().rev().find(|stage| stage.status != Status::Skip);
        if let (Some(stage), Some(remark)) = (last_that_ran, slot_remark(run.slot)) {
            stage.summary =
                phrase!("{}; {}", "{}；{}", stage.summary, remark).get(language).to_owned();
        }
        let without = run.without_mending.as_deref().map(|it| (it, diagnosis.of_the_same(it)));
        let without = without.as_ref().map(|(run, found)| (*run, found));
        for stage in &mut stages {
            let here = findings.iter().filter(|finding| finding.stage == stage.facts.stage());
            stage.findings = here.cloned().collect();
        }
        Self {
            schema_version: SCHEMA_VERSION,
            tool: Tool::this(),
            diagnosed_by: None,
            command: run.command.clone(),
            started_at: timestamp(run.started_at),
            duration_ms: to_microseconds(run.duration_ms),
            robot: run.robot.clone(),
            offer: run.offer.clone(),
            offer_facts: run.offer_facts.clone(),
            client: run.client,
            verdict: Verdict::of_run(run),
            failed_stage: failed_stage_of_run(run),
            partial: run
                .stages
                .iter()
                .any(|stage| stage.skip_reason == Some(SkipReason::NotRequested)),
            interrupted: run.interrupted,
            slot: Some(run.slot).filter(|slot| slot_remark(*slot).is_some()),
            stages,
            findings,
            host: run.host().cloned().unwrap_or_default(),
            proof: run.proof.as_ref().map(|proof| ProofReport::of(run, proof, language)),
            driver: run.driver.as_ref().map(|driver| DriverReport::of(driver, language)),
            proxy: run.proxy.as_ref().map(|proxy| ProxyReport::of(proxy, without, language)),
            log: None,
            timeline: run.timeline.as_deref().cloned(),
            capture: run.capture.as_deref().cloned(),
        }
    }
}

/// RFC 3339 with milliseconds, UTC.
pub fn timestamp(time: SystemTime) -> String {
    let timestamp = Timestamp::try_from(time).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{timestamp:.3}")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::facts::outcome::StageOutcome;
    use crate::report::fixtures;
    use crate::report::reader::Reader;

    fn report(run: &RunOutcome) -> Report {
        Report::new(run, &Reader::default())
    }

    #[test]
    fn only_stages_that_were_not_requested_make_a_report_partial() {
        assert!(!report(&fixtures::healthy()).partial);
        assert!(!report(&fixtures::sctp_silent("check")).partial);
        let mut run = fixtures::sctp_silent("sctp");
        for stage in [Stage::Validation, Stage::Flow] {
            *fixtures::stage_mut(&mut run, stage) =
                StageOutcome::skipped(stage, SkipReason::NotRequested);
        }
        assert!(report(&run).partial);
    }

    #[test]
    fn a_report_survives_json_and_keeps_the_order_of_keys() {
        let report = report(&fixtures::sctp_silent("check"));
        let text = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
        let keys = [
            "\"name\":\"ping\"",
            "\"phase\"",
            "\"status\"",
            "\"started_ms\"",
            "\"duration_ms\"",
            "\"summary\"",
            "\"skip_reason\"",
            "\"timings\"",
            "\"evidence\"",
            "\"findings\"",
        ];
        let start = text.find(keys[0]).unwrap();
        let places: Vec<_> = keys.iter().map(|key| text[start..].find(key).unwrap()).collect();
        assert!(places.is_sorted(), "{places:?}");
    }

    #[test]
    fn times_are_utc_with_milliseconds() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_micros(1_795_356_000_123_456);
        assert_eq!(timestamp(time), "2026-11-22T14:00:00.123Z");
    }

    #[test]
    fn a_slot_that_may_stay_taken_is_part_of_the_last_summary() {
        let mut run = fixtures::sctp_silent("check");
        run.slot = crate::facts::outcome::Slot::HeldLong;
        let report = report(&run);
        let sctp = report.stages.iter().find(|stage| stage.facts.stage() == Stage::Sctp).unwrap();
        assert!(sctp.summary.contains("up to 46 s"), "{}", sctp.summary);
    }
}
