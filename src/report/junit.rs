//! The report as JUnit XML: a test case a stage, for the test views of CI systems.
//!
//! The form is that which Jenkins, GitLab and GitHub's actions read: `testsuites`, `testsuite`,
//! `testcase` with `failure`, `error` or `skipped`. See docs/decisions/0014.

use super::document::Document;
use super::finding::FindingReport;
use super::markup::Markup;
use super::summary::summary;
use crate::facts::Stage;
use crate::facts::outcome::{StageOutcome, Status};
use crate::text::format::printable;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

/// A driver that was run after the ladder is a case of its own.
const DRIVER: &str = "driver";

/// The whole file.
pub fn junit(document: &Document<'_>) -> String {
    let cases = cases(document);
    let run = document.run;
    let name = format!("go2doctor {} {}", run.command, printable(&run.robot.host));
    let count =
        |of: fn(Status) -> bool| cases.iter().filter(|it| of(it.status)).count().to_string();
    let (all, failed) = (cases.len().to_string(), count(|status| status == Status::Fail));
    let (errors, skipped) = (count(is_error), count(|status| status == Status::Skip));
    let took = seconds(run.duration_ms);
    let counts = [
        ("tests", all.as_str()),
        ("failures", failed.as_str()),
        ("errors", errors.as_str()),
        ("skipped", skipped.as_str()),
        ("time", took.as_str()),
    ];
    let mut out = Markup::default();
    out.verbatim("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let of_all: Vec<_> = [("name", "go2doctor")].into_iter().chain(counts).collect();
    out.element("testsuites", &of_all, |out| {
        out.line();
        let started = &document.report(document.language).started_at;
        let of_run = [("name", name.trim_end()), ("timestamp", started)];
        let of_run: Vec<_> = of_run.into_iter().chain(counts).collect();
        out.element("testsuite", &of_run, |out| {
            out.line();
            properties(out, document);
            cases.iter().for_each(|case| case.write(out, &run.command, document.language));
        });
        out.line();
    });
    out.line();
    out.into_string()
}

fn properties(out: &mut Markup, document: &Document<'_>) {
    out.element("properties", &[], |out| {
        for (name, value) in document.about() {
            let value = printable(value.get(document.language));
            out.empty("property", &[("name", name.get(Language::English)), ("value", &value)]);
        }
    });
    out.line();
}

struct Case<'a> {
    name: &'static str,
    status: Status,
    duration_ms: Option<f64>,
    /// The decisive fact.
    told: Phrase,
    findings: Vec<&'a FindingReport>,
}

fn cases<'a>(document: &'a Document<'_>) -> Vec<Case<'a>> {
    let found = &document.report(document.language).findings;
    let at = |stage: Stage| found.iter().filter(|finding| finding.stage == stage).collect();
    let of_stage = |stage: &StageOutcome| Case {
        name: stage.stage().name(),
        status: stage.status,
        duration_ms: stage.duration_ms,
        told: summary(stage),
        findings: at(stage.stage()),
    };
    let of_driver = document.run.driver.as_ref().map(|driver| Case {
        name: DRIVER,
        status: driver.status(),
        duration_ms: Some(driver.duration_ms),
        told: document.verdict(),
        findings: found.first().into_iter().collect(),
    });
    document.run.stages.iter().map(of_stage).chain(of_driver).collect()
}

impl Case<'_> {
    fn write(&self, out: &mut Markup, command: &str, language: Language) {
        let class = format!("go2doctor.{command}");
        let took = seconds(self.duration_ms.unwrap_or_default());
        let case = [("classname", class.as_str()), ("name", self.name), ("time", took.as_str())];
        out.element("testcase", &case, |out| {
            let told = printable(self.told.get(language));
            let code = self.findings.first().map_or(self.name, |first| first.code.as_str());
            let message = match self.findings.first() {
                Some(first) => format!("{}: {told}", first.title),
                None => told.clone(),
            };
            let detail = self.detail(&told, language);
            let broken = [("message", message.as_str()), ("type", code)];
            match self.status {
                Status::Skip => out.empty("skipped", &[("message", &told)]),
                Status::Fail => out.leaf("failure", &broken, &detail),
                status if is_error(status) => out.leaf("error", &broken, &detail),
                _ => out.leaf("system-out", &[], &detail),
            }
        });
        out.line();
    }

    /// What is known of it, in lines.
    fn detail(&self, told: &str, language: Language) -> String {
        let mut lines = vec![told.to_owned()];
        for finding in &self.findings {
            lines.push(format!("\n{} {}", finding.code, finding.title));
            lines.push(finding.summary.clone());
            let seen = phrase!("seen: ", "所見：");
            lines.extend(finding.evidence.iter().map(|it| format!("- {}{it}", seen.get(language))));
            for remedy in &finding.remedies {
                lines.push(format!("* {}", remedy.text));
                lines.extend(remedy.commands.iter().map(|command| format!("    $ {command}")));
            }
        }
        lines.join("\n")
    }
}

/// Neither passed nor refuted: go2doctor itself could not tell.
fn is_error(status: Status) -> bool {
    matches!(status, Status::Crash | Status::Inconclusive)
}

fn seconds(ms: f64) -> String {
    format!("{:.3}", ms / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::outcome::RunOutcome;
    use crate::facts::remark::Remark;
    use crate::report::fixtures;
    use crate::report::reader::Reader;

    fn shown(run: &RunOutcome) -> String {
        junit(&Document::of(run, &Reader::default()))
    }

    #[test]
    fn a_failure_is_a_failed_case_and_what_follows_is_skipped() {
        insta::assert_snapshot!(shown(&fixtures::sctp_silent("check")));
    }

    #[test]
    fn a_stage_that_was_not_judged_is_an_error_and_no_failure() {
        let mut run = fixtures::healthy();
        let stage = fixtures::stage_mut(&mut run, Stage::Flow);
        (stage.status, stage.remark) = (Status::Inconclusive, Some(Remark::Interrupted));
        let text = shown(&run);
        assert!(text.contains("failures=\"0\" errors=\"1\" skipped=\"0\""), "{text}");
        assert!(text.contains("<error message="), "{text}");
    }

    #[test]
    fn a_robot_cannot_write_into_the_file() {
        for (_, mut run) in fixtures::failures() {
            fixtures::hostile(&mut run, "]]></failure><testcase name=\"x\u{1b}&");
            let text = shown(&run);
            assert_eq!(text.matches("<testcase").count(), Stage::ALL.len(), "{text}");
            assert!(!text.contains('\u{1b}') && !text.contains("]]>"));
        }
    }
}
