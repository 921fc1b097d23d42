//! The same run again and again: how often it passed, how long it did not, and what differed.

use schemars::JsonSchema;
use serde::Serialize;

use super::finding::FindingReport;
use super::json::schema_of;
use super::model::{Made, Report};
use super::side::{self, Side};
use crate::comparison::{Comparison, compare};
use crate::diagnosis::verdict::Verdict;
use crate::facts::Stage;
use crate::logs::sets::LogSet;
use crate::text::language::Language;

/// One run of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeated {
    pub report: Report,
    /// When it began, ms after the first.
    pub started_ms: f64,
}

impl Repeated {
    pub fn passed(&self) -> bool {
        matches!(self.report.verdict, Verdict::Pass | Verdict::Warn)
    }

    /// What was found first where it did not pass.
    pub fn code(&self) -> Option<&str> {
        let stage = self.report.failed_stage;
        let mut found = self.report.findings.iter().filter(|each| Some(each.stage) == stage);
        found.next().map(|first| first.code.as_str()).filter(|_| !self.passed())
    }

    fn ended_ms(&self) -> f64 {
        self.started_ms + self.report.duration_ms
    }
}

/// The runs that went to their end, and what they come to.
#[derive(Debug, Clone)]
pub struct Series {
    pub command: &'static str,
    pub asked: u32,
    pub runs: Vec<Repeated>,
    pub interrupted: bool,
}

/// A time in which no run passed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Silence {
    /// From the beginning of its first run to the end of its last, ms.
    pub ms: f64,
    /// The number of its first run, from 1.
    pub first: usize,
    /// The number of its last.
    pub last: usize,
}

/// How long the runs took that passed, ms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Spread {
    /// The shortest.
    pub min: f64,
    /// The one in the middle.
    pub median: f64,
    /// The longest.
    pub max: f64,
}

/// A run that passed beside one that did not.
#[derive(Debug, Clone)]
pub struct GoodAndBad {
    /// Their numbers, from 1.
    pub numbers: (usize, usize),
    pub good: Side,
    pub bad: Side,
    pub found: Comparison,
}

impl Series {
    pub fn passed(&self) -> usize {
        self.runs.iter().filter(|run| run.passed()).count()
    }

    pub fn longest_silence(&self) -> Option<Silence> {
        let mut longest: Option<Silence> = None;
        let mut at = 0;
        for streak in self.runs.chunk_by(|one, next| one.passed() == next.passed()) {
            let (first, last) = (at + 1, at + streak.len());
            at = last;
            if let [begun, ..] = streak
                && !begun.passed()
            {
                let ms = streak[streak.len() - 1].ended_ms() - begun.started_ms;
                let silence = Silence { ms, first, last };
                longest = longest.filter(|longest| longest.ms >= ms).or(Some(silence));
            }
        }
        longest
    }

    pub fn spread(&self) -> Option<Spread> {
        let passed = self.runs.iter().filter(|run| run.passed());
        let mut took: Vec<_> = passed.map(|run| run.report.duration_ms).collect();
        took.sort_by(f64::total_cmp);
        let (min, max) = (*took.first()?, *took.last()?);
        Some(Spread { min, median: took[took.len() / 2], max })
    }

    /// The first run that ended as most of those did that did not pass.
    fn usual_failure(&self) -> Option<usize> {
        let kind = |run: &Repeated| (run.report.failed_stage, run.code().map(str::to_owned));
        let failed: Vec<_> = (0..self.runs.len()).filter(|at| !self.runs[*at].passed()).collect();
        let alike = |at: &usize| {
            failed.iter().filter(|other| kind(&self.runs[**other]) == kind(&self.runs[*at])).count()
        };
        // Of equals the last that `max_by_key` meets counts, so the first one is met last.
        failed.iter().rev().max_by_key(|at| alike(at)).copied()
    }

    /// That run beside the one before it that passed, else the next one that did.
    pub fn good_and_bad(&self, language: Language) -> Option<GoodAndBad> {
        let bad = self.usual_failure()?;
        let before = (0..bad).rev().find(|at| self.runs[*at].passed());
        let good = before.or_else(|| (bad..self.runs.len()).find(|at| self.runs[*at].passed()))?;
        let side = |at: usize| {
            let file = LogSet { name: format!("run {}", at + 1), files: Vec::new() };
            Side::of_report(&file, &self.runs[at].report, language)
        };
        let numbers = (good + 1, bad + 1);
        let (good, bad) = (side(good), side(bad));
        let found = compare(&good.subject, &bad.subject);
        Some(GoodAndBad { numbers, good, bad, found })
    }

    /// What was found of the run that ended as most failures did; of the last one where all passed.
    pub fn findings(&self) -> &[FindingReport] {
        let at = self.usual_failure().or(self.runs.len().checked_sub(1));
        at.map_or(&[], |at| &self.runs[at].report.findings)
    }

    /// The command to run next.
    pub fn next(&self, compared: Option<&GoodAndBad>, language: Language) -> String {
        if let Some(both) = compared {
            return side::next(&both.good, &both.bad, &both.found);
        }
        let at = self.usual_failure().or(self.runs.len().checked_sub(1));
        let Some(at) = at else { return "go2doctor check".into() };
        let file = LogSet { name: format!("run {}", at + 1), files: Vec::new() };
        Side::of_report(&file, &self.runs[at].report, language).next()
    }
}

/// The same run again and again.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "go2doctor repeat")]
pub struct RepeatReport<'a> {
    #[serde(flatten)]
    made: Made,
    /// The command that was repeated.
    command: &'static str,
    /// The robot as it was named.
    host: Option<&'a str>,
    /// How many runs were asked for.
    asked: u32,
    /// Whether a signal ended the series. The run that it ended is left out.
    interrupted: bool,
    /// Each run, in order.
    runs: Vec<RunRow<'a>>,
    /// How many of them passed; warnings are allowed.
    passed: usize,
    /// The longest time in which none passed; null where all did.
    longest_silence: Option<Silence>,
    /// How long those took that passed; null where none did.
    passed_ms: Option<Spread>,
    /// A run that passed beside one that did not; null where there are not both.
    compared: Option<ComparedRuns<'a>>,
    /// What was found of the failure that came most often, the answer first.
    findings: &'a [FindingReport],
    /// The one command to run next.
    next: String,
}

/// One run.
#[derive(Debug, Serialize, JsonSchema)]
struct RunRow<'a> {
    /// When it began, ms after the first.
    started_ms: f64,
    /// How long it took, ms.
    duration_ms: f64,
    /// The worst status of a stage.
    verdict: Verdict,
    /// The stage that failed.
    failed_stage: Option<Stage>,
    /// The finding at that stage.
    code: Option<&'a str>,
}

/// Two of the runs and what differs between them.
#[derive(Debug, Serialize, JsonSchema)]
struct ComparedRuns<'a> {
    /// The number of the run that passed, from 1: side `a`.
    good: usize,
    /// The number of the one that did not: side `b`.
    bad: usize,
    #[serde(flatten)]
    found: &'a Comparison,
}

impl<'a> RepeatReport<'a> {
    pub fn of(series: &'a Series, compared: Option<&'a GoodAndBad>, language: Language) -> Self {
        let row = |run: &'a Repeated| RunRow {
            started_ms: run.started_ms,
            duration_ms: run.report.duration_ms,
            verdict: run.report.verdict,
            failed_stage: run.report.failed_stage,
            code: run.code(),
        };
        Self {
            made: Made::in_form(1),
            command: series.command,
            host: series.runs.first().map(|run| run.report.robot.host.as_str()),
            asked: series.asked,
            interrupted: series.interrupted,
            runs: series.runs.iter().map(row).collect(),
            passed: series.passed(),
            longest_silence: series.longest_silence(),
            passed_ms: series.spread(),
            compared: compared.map(|both| ComparedRuns {
                good: both.numbers.0,
                bad: both.numbers.1,
                found: &both.found,
            }),
            findings: series.findings(),
            next: series.next(compared, language),
        }
    }
}

pub fn schema() -> String {
    schema_of::<RepeatReport<'_>>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;
    use crate::report::reader::Reader;

    /// `.` passes, `s` breaks at sctp, `h` at http; each takes 2 s and begins 3 s after the last.
    pub(crate) fn series(runs: &str) -> Series {
        let run = |(at, kind)| {
            let outcome = match kind {
                '.' => fixtures::healthy(),
                's' => fixtures::sctp_silent("check"),
                _ => fixtures::failed(crate::facts::StageFacts::unknown(Stage::Http), 5000.0),
            };
            let mut report = Report::new(&outcome, &Reader::default());
            report.duration_ms = 2000.0;
            Repeated { report, started_ms: at as f64 * 3000.0 }
        };
        let runs: Vec<_> = runs.chars().enumerate().map(run).collect();
        Series { command: "check", asked: runs.len() as u32, runs, interrupted: false }
    }

    #[test]
    fn the_longest_silence_is_that_of_runs_in_a_row() {
        let longest = |runs| series(runs).longest_silence().map(|it| (it.first, it.last, it.ms));
        assert_eq!(longest("...."), None);
        assert_eq!(longest(".s.."), Some((2, 2, 2000.0)));
        assert_eq!(longest("s.ssh."), Some((3, 5, 8000.0)));
        assert_eq!(longest("ss.ss"), Some((1, 2, 5000.0)), "of equals the first");
        assert_eq!(longest(""), None);
    }

    #[test]
    fn the_usual_failure_is_held_against_the_pass_before_it() {
        let numbers = |runs| series(runs).good_and_bad(Language::English).map(|it| it.numbers);
        assert_eq!(numbers("h..ss"), Some((3, 4)));
        assert_eq!(numbers("ss.h"), Some((3, 1)), "no pass before: the next one");
        assert_eq!(numbers("ssss"), None);
        assert_eq!(numbers("...."), None);
        let both = series("..s").good_and_bad(Language::English).expect("there are both");
        assert_eq!(both.found.first.map(|first| first.stage), Some(Stage::Sctp));
    }

    #[test]
    fn the_spread_is_of_those_that_passed() {
        let mut three = series("...s");
        for (run, took) in three.runs.iter_mut().zip([30.0, 10.0, 20.0, 900.0]) {
            run.report.duration_ms = took;
        }
        assert_eq!(three.spread(), Some(Spread { min: 10.0, median: 20.0, max: 30.0 }));
        assert_eq!(series("ss").spread(), None);
    }
}
