//! What a document tells of a run: the same parts, whatever they are written in.

use super::finding::FindingReport;
use super::human::conclusion::conclusion;
use super::model::{Report, Tool};
use super::reader::Reader;
use super::summary::{firmware_phrase, slot_remark};
use crate::catalogue::fact_table::{self, Fact, Line};
use crate::diagnosis::diagnosis::Diagnosis;
use crate::facts::StageFacts;
use crate::facts::outcome::{RunOutcome, Signalling, StageOutcome};
use crate::facts::skip_reason::SkipReason;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

/// A run with all that is told of it.
pub struct Document<'a> {
    pub(super) run: &'a RunOutcome,
    pub(super) language: Language,
    pub(super) diagnosis: Diagnosis,
    /// The report in each language, in their order.
    reports: [Report; Language::ALL.len()],
}

impl<'a> Document<'a> {
    pub fn of(run: &'a RunOutcome, reader: &Reader) -> Self {
        Self {
            run,
            language: reader.language,
            diagnosis: reader.diagnosis(run),
            reports: Language::ALL.map(|language| Report::in_language(run, reader, language)),
        }
    }

    pub(super) fn report(&self, language: Language) -> &Report {
        let at = Language::ALL.iter().position(|each| *each == language);
        &self.reports[at.unwrap_or_default()]
    }

    /// Who measured, and who judged it again.
    pub(super) fn tools(&self) -> (&Tool, Option<&Tool>) {
        let report = self.report(self.language);
        (&report.tool, report.diagnosed_by.as_ref())
    }

    pub(super) fn verdict(&self) -> Phrase {
        conclusion(self.run, &self.diagnosis)
    }

    /// Each finding in each language.
    pub(super) fn findings(&self) -> impl Iterator<Item = [&FindingReport; Language::ALL.len()]> {
        let count = self.reports.iter().map(|report| report.findings.len()).min();
        (0..count.unwrap_or_default())
            .map(|at| self.reports.each_ref().map(|report| &report.findings[at]))
    }

    /// What to make of the first finding.
    pub(super) fn brief(&self) -> Option<&Phrase> {
        self.diagnosis.brief()
    }

    pub(super) fn slot(&self) -> Option<Phrase> {
        slot_remark(self.run.slot)
    }

    /// The stages that are told: those that were asked for.
    pub(super) fn stages(&self) -> impl Iterator<Item = &StageOutcome> {
        let asked = |stage: &&StageOutcome| stage.skip_reason != Some(SkipReason::NotRequested);
        self.run.stages.iter().filter(asked)
    }

    /// What the run was about and what it ran on, a name and a value each.
    pub(super) fn about(&self) -> Vec<(Phrase, Phrase)> {
        let (tool, judge) = self.tools();
        let report = self.report(self.language);
        let robot = &self.run.robot;
        let address = robot.address.map(|address| address.to_canonical().to_string());
        let address = address.filter(|address| *address != robot.host);
        let of_robot = match address {
            Some(address) => Phrase::same(format!("{} ({address})", robot.host)),
            None => Phrase::same(&robot.host),
        };
        let signalling = robot.signalling.map(|by| match (by, robot.data2) {
            (Signalling::ConNotify, Some(data2)) => {
                Phrase::same(format!("con_notify, data2 {data2}"))
            }
            (Signalling::ConNotify, None) => Phrase::same("con_notify"),
            (Signalling::Legacy, _) => Phrase::same("/offer"),
        });
        let version = |tool: &Tool| Phrase::same(format!("{} {}", tool.name, tool.version));
        let known = [
            (phrase!("robot", "機器人"), Some(of_robot).filter(|it| !it.is_empty())),
            (phrase!("signalling", "信令"), signalling),
            (phrase!("firmware", "韌體"), robot.firmware_hint.map(firmware_phrase)),
            (phrase!("command", "指令"), Some(Phrase::same(&self.run.command))),
            (phrase!("offer", "offer"), Some(Phrase::same(&self.run.offer))),
            (phrase!("driver", "驅動程式"), self.driver()),
            (phrase!("machine", "電腦"), self.machine()),
            (phrase!("measured by", "測量工具"), Some(version(tool))),
            (phrase!("judged by", "診斷工具"), judge.filter(|it| *it != tool).map(version)),
            (phrase!("started", "開始時間"), Some(Phrase::same(&report.started_at))),
        ];
        known.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    fn driver(&self) -> Option<Phrase> {
        let driver = self.report(self.language).host.driver.as_ref()?;
        Some(Phrase::same(format!("aiortc {}", driver.aiortc.as_deref()?)))
    }

    fn machine(&self) -> Option<Phrase> {
        let host = &self.report(self.language).host;
        Some(Phrase::same(host.os.as_deref()?))
    }
}

/// The rows of a stage that have something to show, each with its lines.
pub(super) fn rows(facts: &StageFacts) -> impl Iterator<Item = Fact> {
    fact_table::of(facts).into_iter().filter(|fact| !fact.lines.is_empty())
}

/// A line's value, with what is normal beside it.
pub(super) fn value(fact: &Fact, line: &Line) -> Phrase {
    match &fact.normal {
        Some(normal) => phrase!("{} (normal: {})", "{}（正常：{}）", line.text, *normal),
        None => line.text.clone(),
    }
}
