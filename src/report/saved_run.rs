//! A saved report as the run that it reports, to be told again in any format.

use std::time::SystemTime;

use jiff::Timestamp;

use super::driver::DriverReport;
use super::finding::FindingReport;
use super::model::{Report, Tool};
use super::proof::{ProofReport, ProofRun};
use super::proxy::ProxyReport;
use super::stage::StageReport;
use crate::diagnosis::diagnosis::Diagnosis;
use crate::facts::driver_run::{DriverRun, Ended};
use crate::facts::invocation::{Invocation, Ran};
use crate::facts::log_reading::LogReading;
use crate::facts::outcome::{Client, Proof, RunOutcome, Slot, StageOutcome};
use crate::facts::skip_reason::SkipReason;
use crate::facts::{OfferFacts, Stage, StageFacts};
use crate::robot::offer::PROFILES;
use crate::text::language::Language;

/// What is told of a saved report beside its run.
#[derive(Debug, Clone)]
pub struct Retold {
    pub saved: Box<Report>,
    /// By today's rules, or the findings of then.
    pub diagnosis: Diagnosis,
    /// Whether it is by today's rules.
    pub anew: bool,
}

impl Retold {
    /// Diagnoses a saved report again, unless its findings shall stay or the rules would miss what a
    /// report does not hold: the lines of a driver's log.
    pub fn new(saved: Report, run: &RunOutcome, again: bool) -> Self {
        let anew = again && saved.log.is_none() && saved.driver.is_none();
        let invocation = saved.invocation();
        let diagnosis = match anew {
            true => Diagnosis::of_run(run, &invocation),
            false => {
                let of_driver = saved.log.is_some() || saved.driver.is_some();
                let known = saved.findings.iter().filter_map(|each| each.finding(of_driver));
                Diagnosis::as_found(run, known.collect(), &invocation)
            }
        };
        Self { saved: Box::new(saved), diagnosis, anew }
    }

    /// The codes of findings that this version does not know and so cannot explain.
    pub fn unknown(&self) -> impl Iterator<Item = &FindingReport> {
        let kept = self.saved.findings.iter().filter(|_| !self.anew);
        kept.filter(|each| each.finding(false).is_none())
    }

    /// The report of `run`, its verdict that of the saved one.
    pub(super) fn report(&self, run: &RunOutcome, language: Language) -> Report {
        let Self { saved, diagnosis, .. } = self;
        let mut told = Report::diagnosed(run, diagnosis, language);
        told.findings.extend(self.unknown().cloned());
        let without = saved.proxy.as_ref().and_then(|proxy| proxy.without_mending.clone());
        let proxy = told.proxy.take();
        let proxy = proxy.map(|proxy| ProxyReport { without_mending: without, ..proxy });
        Report {
            tool: saved.tool.clone(),
            diagnosed_by: self.anew.then(Tool::this).or_else(|| saved.diagnosed_by.clone()),
            verdict: saved.verdict,
            failed_stage: saved.failed_stage,
            host: saved.host.clone(),
            driver: saved.driver.clone(),
            log: saved.log.clone(),
            proxy,
            ..told
        }
    }
}

impl Report {
    /// The run that it reports, as far as the report tells.
    pub fn run(&self) -> RunOutcome {
        let stages = self.outcomes();
        let asked = |stage: &&StageOutcome| stage.skip_reason != Some(SkipReason::NotRequested);
        let last = stages.iter().rev().find(asked).map(StageOutcome::stage);
        RunOutcome {
            duration_ms: self.duration_ms,
            robot: self.robot.clone(),
            offer: self.offer.clone(),
            offer_facts: self.offered(),
            client: self.client,
            last_stage: last.unwrap_or(Stage::Flow),
            interrupted: self.interrupted,
            slot: self.slot.unwrap_or(Slot::Untouched),
            proof: self.proof.as_ref().map(|proof| self.proved(proof)),
            driver: self.driver.as_ref().map(|driver| Box::new(self.driven(driver))),
            timeline: self.timeline.clone().map(Box::new),
            capture: self.capture.clone().map(Box::new),
            proxy: self.proxy.as_ref().map(|proxy| Box::new(proxy.run())),
            without_mending: self.without_mending().map(Box::new),
            ..RunOutcome::new(&self.command, self.started(), stages)
        }
    }

    /// What its offer said: as written down, else as much as the stage `sdp` tells.
    pub(super) fn offered(&self) -> Option<OfferFacts> {
        let sent = || {
            let fingerprints = self.stages.iter().find_map(|stage| match &stage.facts {
                StageFacts::Sdp { evidence, .. } => evidence.offer_fingerprints.clone(),
                _ => None,
            })?;
            Some(OfferFacts {
                made_by: Some(self.offer.clone()),
                fingerprints: Some(fingerprints),
                ..OfferFacts::default()
            })
        };
        self.offer_facts.clone().or_else(sent)
    }

    /// Every stage of this version; of those that the writing version did not know, nothing was
    /// seen.
    fn outcomes(&self) -> Vec<StageOutcome> {
        outcomes(&self.stages, self.slot)
    }

    fn started(&self) -> SystemTime {
        self.started_at.parse().map_or(SystemTime::UNIX_EPOCH, |at: Timestamp| at.into())
    }

    /// How a next command names the same robot.
    fn invocation(&self) -> Invocation {
        let is_log = self.log.is_some();
        let named = !is_log && !self.robot.host.is_empty();
        let usual =
            PROFILES[0].name == self.offer || self.client.unwrap_or_default().name() == self.offer;
        let known = PROFILES.iter().any(|profile| profile.name == self.offer);
        Invocation {
            robot: named.then(|| self.robot.host.clone()),
            offer: (known && !usual).then(|| self.offer.clone()),
            // Of the clients this alone is an option; a driver is none.
            client: self.client.filter(|client| *client == Client::Stock),
            ran: Some(Ran {
                command: self.command.clone(),
                prove: self.proof.is_some(),
                driver: self.driver.is_some(),
                ..Ran::default()
            }),
            ..Invocation::default()
        }
    }

    /// The run before that with nothing mended, as far as its stages tell.
    fn without_mending(&self) -> Option<RunOutcome> {
        let without = self.proxy.as_ref()?.without_mending.as_ref()?;
        let stages = outcomes(&without.stages, None);
        let robot = self.robot.clone();
        Some(RunOutcome { robot, ..RunOutcome::new(&self.command, self.started(), stages) })
    }

    fn proved(&self, proof: &ProofReport) -> Proof {
        let part = |part: &Option<ProofRun>| {
            let part = part.as_ref()?;
            let stages = outcomes(&part.stages, None);
            Some(Box::new(RunOutcome {
                robot: self.robot.clone(),
                offer: proof.profile.clone().unwrap_or_default(),
                offer_facts: part.offer.clone(),
                client: self.client,
                ..RunOutcome::new(&self.command, self.started(), stages)
            }))
        };
        Proof {
            driver: proof.driver.clone(),
            profile: proof.profile.clone(),
            not_run: proof.not_run,
            offered: part(&proof.offered),
            reduced: part(&proof.reduced),
        }
    }

    /// The driver's run, without the lines of its log.
    fn driven(&self, driver: &DriverReport) -> DriverRun {
        let end = &driver.ended;
        let ended = match (&end.error, &end.signal) {
            (Some(error), _) => Ended::NotStarted(error.clone()),
            (None, Some(signal)) => Ended::Signal(signal.clone()),
            (None, None) => Ended::Exit(end.exit_status.unwrap_or_default()),
        };
        DriverRun {
            command: driver.command.clone(),
            ended,
            duration_ms: driver.duration_ms,
            bytes: driver.bytes,
            reading: LogReading {
                outcomes: outcomes(&driver.stages, None),
                offer: driver.offer.clone(),
                debug: driver.debug,
                attempts: driver.attempts,
                lines: driver.lines,
                ..LogReading::default()
            },
        }
    }
}

fn outcomes(stages: &[StageReport], slot: Option<Slot>) -> Vec<StageOutcome> {
    let told = |stage| stages.iter().find(|each| each.facts.stage() == stage);
    let unknown = |stage| StageOutcome::skipped(stage, SkipReason::NotSeen);
    let all = Stage::ALL.into_iter();
    all.map(|stage| told(stage).map_or_else(|| unknown(stage), |it| it.outcome(slot))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::CaptureFacts;
    use crate::facts::proxy::{Change, Mending, ProxyRun};
    use crate::report::fixtures;
    use crate::report::reader::Reader;

    fn read(report: &Report) -> Report {
        let text = serde_json::to_string(report).expect("it is plain data");
        crate::report::saved::report(text.as_bytes()).expect("a report").expect("sound")
    }

    fn retold(report: Report, again: bool) -> Report {
        let run = report.run();
        Retold::new(report, &run, again).report(&run, Language::English)
    }

    #[test]
    fn every_way_to_fail_is_told_again_as_it_was() {
        for (name, mut run) in fixtures::failures() {
            run.slot = Slot::HeldLong;
            let saved = Report::new(&run, &Reader::default());
            for again in [true, false] {
                let mut told = retold(read(&saved), again);
                assert_eq!(told.diagnosed_by.take().is_some(), again);
                let codes = |report: &Report| -> Vec<String> {
                    report.findings.iter().map(|each| each.code.clone()).collect()
                };
                assert_eq!(codes(&told), codes(&saved), "{name}, again: {again}");
                let of_stages = |report: &Report| -> Vec<String> {
                    report.stages.iter().map(|each| each.summary.clone()).collect()
                };
                assert_eq!(of_stages(&told), of_stages(&saved), "{name}, again: {again}");
                assert_eq!(told.verdict, saved.verdict, "{name}");
            }
        }
    }

    #[test]
    fn the_reader_chooses_the_language() {
        let saved = Report::new(&fixtures::sctp_silent("check"), &Reader::default());
        let run = saved.run();
        let told = Retold::new(saved.clone(), &run, false).report(&run, Language::Taiwan);
        assert_ne!(told.findings[0].title, saved.findings[0].title);
        assert_eq!(told.findings[0].code, saved.findings[0].code);
    }

    #[test]
    fn a_finding_of_a_later_version_stays_where_it_is_not_judged_again() {
        let mut saved = Report::new(&fixtures::sctp_silent("check"), &Reader::default());
        saved.findings[0].code = "G2-SCTP-OF-TOMORROW".into();
        let codes = |again| -> Vec<String> {
            retold(saved.clone(), again).findings.into_iter().map(|each| each.code).collect()
        };
        assert!(codes(false).contains(&"G2-SCTP-OF-TOMORROW".to_owned()));
        assert!(!codes(true).contains(&"G2-SCTP-OF-TOMORROW".to_owned()));
    }

    #[test]
    fn a_report_of_fewer_stages_shows_the_rest_as_not_seen() {
        let mut saved = Report::new(&fixtures::healthy(), &Reader::default());
        saved.stages.truncate(3);
        let run = saved.run();
        assert_eq!(run.stages.len(), Stage::ALL.len());
        assert_eq!(run.stages[8].skip_reason, Some(SkipReason::NotSeen));
    }

    #[test]
    fn what_passed_a_proxy_is_judged_from_its_packets_again() {
        let proxy = ProxyRun {
            listen: "127.0.0.1:9991".parse().ok(),
            mended: vec![Mending::Fingerprints],
            changes: vec![Change {
                kind: Mending::Fingerprints,
                before: "sha-512".into(),
                after: "sha-256".into(),
            }],
            relayed: Some(CaptureFacts::default()),
            ..ProxyRun::default()
        };
        let run = RunOutcome {
            proxy: Some(Box::new(proxy)),
            client: Some(Client::Driver),
            ..fixtures::sctp_silent("proxy")
        };
        let saved = Report::new(&run, &Reader::default());
        let told = retold(read(&saved), true);
        assert_eq!(told.proxy, saved.proxy);
        assert!(!told.findings.is_empty());
        assert_eq!(told.findings, saved.findings);
    }

    #[test]
    fn a_driver_that_was_run_is_judged_as_it_was() {
        for log in fixtures::DRIVER_LOGS {
            let run = fixtures::with_driver(fixtures::healthy(), log.0);
            let saved = Report::new(&run, &Reader::default());
            let told = retold(read(&saved), true);
            assert_eq!(told.verdict, saved.verdict);
            assert_eq!(told.driver, saved.driver);
            assert_eq!(told.findings.len(), saved.findings.len());
        }
    }
}
