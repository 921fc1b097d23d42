//! One of the two sides of a comparison: what it tells, and how it is told.

use schemars::JsonSchema;
use serde::Serialize;

use super::finding::FindingReport;
use super::log::Attempt;
use super::model::{Report, timestamp};
use crate::catalogue::load::catalogue;
use crate::comparison::{Comparison, Found, Subject, Which};
use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::next_step::{after_comparison, after_comparison_of_healthy};
use crate::diagnosis::verdict::{Verdict, failed_stage};
use crate::facts::Stage;
use crate::facts::invocation::{Invocation, shell_quoted};
use crate::facts::outcome::RunOutcome;
use crate::logs::sets::LogSet;
use crate::text::language::Language;

/// One of the two sides.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SideReport {
    /// Whether it is a driver's log, a report of go2doctor or a capture of packets.
    pub kind: SideKind,
    /// The name of its file, or of its log where that lies in several; `-` for the standard input.
    pub name: String,
    /// Its files, the oldest first.
    pub files: Vec<String>,
    /// Of a report: the command that made it.
    pub made_by: Option<String>,
    /// Of a report: when its run started; of a capture: when the attempt did.
    pub started_at: Option<String>,
    /// Of a log or a capture: how many attempts to connect it holds. The last is compared.
    pub attempts: Option<u64>,
    /// Of a log: whether it is too thin to tell why it broke.
    pub too_thin: Option<bool>,
    /// Of a log: the names of several programs that speak to a robot in turns in it, and are read
    /// as if they were one; empty where it is one.
    pub mixed: Vec<String>,
    /// The worst status of a stage.
    pub verdict: Verdict,
    /// The stage that failed.
    pub failed_stage: Option<Stage>,
    /// What was found, the answer first.
    pub findings: Vec<Found>,
}

impl SideReport {
    /// What is told of either kind.
    fn new(kind: SideKind, file: &LogSet, subject: &Subject) -> Self {
        Self {
            kind,
            name: file.name.clone(),
            files: file.files.iter().map(|path| path.display().to_string()).collect(),
            made_by: None,
            started_at: None,
            attempts: None,
            too_thin: None,
            mixed: Vec::new(),
            verdict: Verdict::of(&subject.stages),
            failed_stage: failed_stage(&subject.stages),
            findings: subject.findings.clone(),
        }
    }
}

/// What a side is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SideKind {
    /// A driver's log.
    Log,
    /// A report of go2doctor.
    Report,
    /// A capture of packets.
    Capture,
}

#[derive(Debug, Clone)]
pub struct Side {
    pub subject: Subject,
    pub report: SideReport,
}

impl Side {
    /// The last attempt of a driver's log.
    pub fn of_log(log: &LogSet, attempt: &Attempt<'_>, language: Language) -> Self {
        let reading = attempt.reading;
        let subject = Subject {
            stages: reading.outcomes.clone(),
            robot: reading.robot.clone(),
            offer: reading.offer.clone(),
            driver: reading.driver.clone(),
            written_by: reading.written_by,
            findings: told(&FindingReport::all(&attempt.diagnosis, language), language),
            too_thin: attempt.is_thin(),
            ..Subject::default()
        };
        let report = SideReport {
            attempts: Some(reading.attempts),
            too_thin: Some(subject.too_thin),
            mixed: reading.mixed.clone(),
            ..SideReport::new(SideKind::Log, log, &subject)
        };
        Self { subject, report }
    }

    /// A report of go2doctor, of a run or of a log.
    pub fn of_report(file: &LogSet, saved: &Report, language: Language) -> Self {
        let stages: Vec<_> = saved.stages.iter().map(|stage| stage.outcome(saved.slot)).collect();
        let of_log = saved.log.as_ref();
        let subject = Subject {
            robot: saved.robot.clone(),
            offer: saved.offered(),
            host: saved.host.os.is_some().then(|| saved.host.clone()),
            client: saved.client,
            findings: told(&saved.findings, language),
            too_thin: of_log.is_some_and(|log| log.too_thin),
            stages,
            ..Subject::default()
        };
        let report = SideReport {
            made_by: Some(saved.command.clone()),
            started_at: Some(saved.started_at.clone()),
            too_thin: of_log.map(|log| log.too_thin),
            mixed: of_log.map(|log| log.mixed.clone()).unwrap_or_default(),
            ..SideReport::new(SideKind::Report, file, &subject)
        };
        Self { subject, report }
    }

    /// The attempt that is told of a capture.
    pub fn of_capture(file: &LogSet, run: &RunOutcome, language: Language) -> Self {
        let diagnosis = Diagnosis::of_run(run, &Invocation::default());
        let subject = Subject {
            stages: run.stages.clone(),
            robot: run.robot.clone(),
            offer: run.offer_facts.clone(),
            findings: told(&FindingReport::all(&diagnosis, language), language),
            ..Subject::default()
        };
        let report = SideReport {
            started_at: Some(timestamp(run.started_at)),
            attempts: run.capture.as_ref().map(|capture| capture.attempts),
            ..SideReport::new(SideKind::Capture, file, &subject)
        };
        Self { subject, report }
    }

    /// Its file's name as a word of a command line; `None` where it has none that could be typed.
    fn typed(&self) -> Option<String> {
        let files = &self.report.files;
        let plain = |name: &String| name != "-" && !name.contains(char::is_control);
        let words: Vec<_> = files.iter().map(|name| shell_quoted(name)).collect();
        files.iter().all(plain).then(|| words.join(" "))
    }

    fn case(&self) -> Case<'_> {
        let source = match self.report.kind {
            SideKind::Log => Source::Log,
            SideKind::Report => Source::Live,
            SideKind::Capture => Source::Capture,
        };
        Case { source, ..Case::live(&self.subject.stages, &self.subject.robot) }
    }

    pub(super) fn next(&self) -> String {
        let files = self.typed().filter(|_| self.report.kind == SideKind::Log);
        let code = self.report.findings.first().map(|first| first.code.as_str());
        let is_unclear = self.subject.too_thin || !self.report.mixed.is_empty();
        after_comparison(&self.case(), code, files.as_deref(), is_unclear)
    }
}

/// The findings, in the reader's language where this version knows them.
fn told(findings: &[FindingReport], language: Language) -> Vec<Found> {
    let title = |finding: &FindingReport| match catalogue().get(&finding.code) {
        Some(entry) => entry.title.get(language).to_owned(),
        None => finding.title.clone(),
    };
    let told = |finding: &FindingReport| Found {
        code: finding.code.clone(),
        stage: finding.stage,
        severity: finding.severity,
        side: finding.side,
        confidence: finding.confidence,
        title: title(finding),
    };
    findings.iter().map(told).collect()
}

/// The one command to run next: what helps with the side that broke.
pub fn next(a: &Side, b: &Side, found: &Comparison) -> String {
    let of = |which| match which {
        Which::A => a,
        Which::B => b,
    };
    let broke = |side: &&Side| side.report.failed_stage.is_some();
    match (found.first.and_then(|first| first.worse), found.undecided) {
        (Some(worse), None) => of(worse).next(),
        (_, Some(undecided)) => of(undecided.by).next(),
        (None, None) => {
            let broken = [a, b].into_iter().find(broke);
            broken.map_or_else(|| after_comparison_of_healthy(&a.case()), Side::next)
        }
    }
}
