//! A case diagnosed: its findings with everything that turns them into texts.

use super::case::{Case, Source};
use super::diagnose::diagnose;
use super::finding::Finding;
use super::next_step::{self, blanks};
use super::proof;
use super::with_driver;
use crate::catalogue::entry::{Platform, Remedy};
use crate::catalogue::template::Blanks;
use crate::facts::HostEvidence;
use crate::facts::finding::Severity;
use crate::facts::invocation::Invocation;
use crate::facts::log_reading::LogReading;
use crate::facts::outcome::{RunOutcome, StageOutcome};
use crate::text::phrase::{Phrase, phrase};

#[derive(Debug, Clone)]
pub struct Diagnosis {
    findings: Vec<Finding>,
    blanks: Blanks,
    platform: Platform,
    next: Option<String>,
}

impl Diagnosis {
    pub fn of_run(run: &RunOutcome, invocation: &Invocation) -> Self {
        let stages = with_driver::own_stages(run);
        let relayed = run.proxy.as_deref().and_then(|proxy| proxy.relayed.as_ref());
        let watched = run.capture.as_deref().map(|capture| &capture.seen).or(relayed);
        let case = Case {
            source: if watched.is_some() { Source::Capture } else { Source::Live },
            capture: watched,
            offer: run.offer_facts.as_ref(),
            client: run.client.unwrap_or_default(),
            interrupted: run.interrupted,
            ..Case::live(&stages, &run.robot)
        };
        let mut diagnosis = Self::of(&case, invocation);
        if run.proof.as_ref().is_some_and(proof::driver_opens) {
            diagnosis.findings.retain(|each| !each.is_of_the_offer_here());
        }
        if let Some(shown) = proof::of_this_machine(run) {
            diagnosis.findings.retain(|each| each.code() != shown.code());
            diagnosis.findings.insert(0, shown);
        }
        diagnosis.findings = with_driver::conclude(run, diagnosis.findings);
        if let Some(ran) = &mut diagnosis.blanks.invocation.ran {
            ran.prove = run.proof.is_some();
            ran.driver = run.driver.is_some();
        }
        diagnosis.next =
            next_step::after(run, &diagnosis.findings, &diagnosis.blanks, diagnosis.platform);
        diagnosis
    }

    /// Of another run that was called in the same way.
    pub fn of_the_same(&self, run: &RunOutcome) -> Self {
        Self::of_run(run, &self.blanks.invocation)
    }

    /// Of a run whose findings are known: those of a saved report that is not judged again.
    pub fn as_found(run: &RunOutcome, findings: Vec<Finding>, invocation: &Invocation) -> Self {
        let case = Case::live(&run.stages, &run.robot);
        let blanks = blanks(&case, invocation);
        let platform = case.machine().map_or(Platform::of_this_build(), platform);
        let next = next_step::after(run, &findings, &blanks, platform);
        Self { findings, blanks, platform, next }
    }

    pub fn of(case: &Case<'_>, invocation: &Invocation) -> Self {
        Self::with_outcomes(case, case.stages, invocation)
    }

    /// Of a log of that name. A user's own signature may break a rung without a finding.
    pub fn of_log(reading: &LogReading, name: Option<&str>) -> Self {
        let facts = reading.facts(name.map(str::to_owned));
        let measured = reading.measured();
        let case = Case::of_log(&measured, reading, &facts);
        Self::with_outcomes(&case, &reading.outcomes, &Invocation::default())
    }

    /// `outcomes` tell whether something broke, and so whether there is something to do next.
    fn with_outcomes(case: &Case<'_>, outcomes: &[StageOutcome], invocation: &Invocation) -> Self {
        let (findings, blanks) = (diagnose(case), blanks(case, invocation));
        let platform = case.machine().map_or(Platform::of_this_build(), platform);
        let next = next_step::after_case(outcomes, &findings, &blanks, platform);
        Self { findings, blanks, platform, next }
    }

    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What completes the commands of the catalogue here.
    pub fn blanks(&self) -> &Blanks {
        &self.blanks
    }

    /// What helps against the first finding on the machine in question, and not on others.
    pub fn remedies(&self) -> impl Iterator<Item = &'static Remedy> {
        let all = self.findings.first().into_iter().flat_map(Finding::remedies);
        all.filter(|remedy| remedy.platform.serves(self.platform))
    }

    /// What to make of the first finding in this case, in two lines.
    pub fn brief(&self) -> Option<&Phrase> {
        self.findings.first().map(Finding::brief)
    }

    /// What tells that this machine's driver would be refused by a robot that serves ours.
    pub fn refused_driver(&self) -> Option<&Finding> {
        let codes = ["G2-ENV-AIORTC-FPS", "G2-ENV-PATCH-MISSING"];
        let would_fail =
            |each: &&Finding| codes.contains(&each.code()) && each.severity == Severity::Warning;
        self.findings.iter().find(would_fail)
    }

    /// What somebody has to do by hand before the next command.
    pub fn before_next(&self) -> Option<Phrase> {
        let (first, next) = (self.findings.first()?, self.next.as_deref()?);
        next_step::waits_for_a_restart(first, next).then(|| {
            phrase!(
                "switch the robot off and on again; the command waits for it",
                "將機器人關機再開機，下面的指令會等它啟動"
            )
        })
    }

    /// The one command to run next; `None` where nothing is left to do.
    pub fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }
}

/// What a machine's commands have to be for. A container is a Linux without most of its tools,
/// wherever it runs.
fn platform(machine: &HostEvidence) -> Platform {
    match (machine.container.as_deref(), &machine.wsl, machine.os.as_deref()) {
        (Some(kind), ..) if kind != "none" => Platform::Container,
        (_, Some(_), _) => Platform::Wsl,
        (.., Some("linux")) => Platform::Linux,
        (.., Some("macos")) => Platform::Macos,
        (.., Some("windows")) => Platform::Windows,
        _ => Platform::of_this_build(),
    }
}
