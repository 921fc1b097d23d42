//! The end of the report: all is well, or what was seen and the one next step.

use super::look::Look;
use super::paragraph::{next_step, paragraph, take, whole};
use super::{detail, findings, flights, proof};
use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::finding::Finding;
use crate::diagnosis::verdict::{Verdict, blamed};
use crate::facts::StageFacts;
use crate::facts::outcome::{RunOutcome, StageOutcome, Status};
use crate::facts::skip_reason::SkipReason;
use crate::report::label::label;
use crate::report::summary::{firmware_phrase, slot_remark};
use crate::text::format::{duration, printable};
use crate::text::phrase::{Phrase, phrase};

#[derive(Clone, Copy)]
pub(super) struct Ending<'a> {
    pub(super) look: &'a Look,
    pub(super) run: &'a RunOutcome,
    pub(super) diagnosis: &'a Diagnosis,
    pub(super) changes: &'a [Phrase],
    /// The most lines that it may take after a failure.
    pub(super) budget: usize,
}

impl Ending<'_> {
    /// The lines after the last stage.
    pub(super) fn lines(&self) -> Vec<String> {
        let Ending { look, run, diagnosis, budget, .. } = *self;
        let named = run.stages.iter().find(|outcome| {
            run.command != "check"
                && outcome.stage() == run.last_stage
                && outcome.status != Status::Skip
        });
        // With -v every stage has shown its details already.
        let details = named.filter(|_| !look.verbose).map(|stage| detail::lines(look, stage));
        let mut details = details.unwrap_or_default();
        if let (Some(stage), Some(timeline), false) = (named, &run.timeline, look.verbose) {
            details.extend(flights::lines(look, timeline, stage.stage()));
        }
        match blamed(&run.stages) {
            None => proof::lines(look, run, diagnosis, &details, budget)
                .unwrap_or_else(|| self.healthy(details)),
            Some(stage) => {
                let first = diagnosis.findings().first();
                self.broken(verdict_line(run, stage, first), details, Vec::new())
            }
        }
    }

    /// Whether `lines` had no room for what to make of the first finding.
    pub(super) fn lacks_meaning(&self, lines: &[String]) -> bool {
        let meaning = self.diagnosis.brief().map(|brief| brief.get(self.look.language));
        let meaning = paragraph(self.look, "", meaning, usize::MAX);
        blamed(&self.run.stages).is_some() && !meaning.iter().all(|line| lines.contains(line))
    }

    /// What was seen, what it means, and the one next step. In the budget the decisive fact and
    /// what to make of it come first, then more facts. The `details` of the stage that the command
    /// names are what was asked for: they are all shown, and no part of the budget. `after` comes
    /// before the next step, all of it or nothing.
    pub(super) fn broken(
        &self,
        verdict: Phrase,
        details: Vec<String>,
        after: Vec<String>,
    ) -> Vec<String> {
        let Ending { look, run, diagnosis, .. } = *self;
        let found = diagnosis.findings();
        let first = found.first();
        let verdict = look.bold_prose(verdict);
        let title = first.map(|it| phrase!("{} [{}]", "{} [{}]", it.entry.title, it.code()));
        let title = paragraph(look, phrase!("Why", "原因"), title, usize::MAX);
        let beside = findings::beside(look, found);
        let slot = slot(look, run);
        let (next, next_lines) = diagnosis.next().map(|next| next_step(look, next)).unzip();
        let by_hand = phrase!("Do", "請先");
        let by_hand = paragraph(look, by_hand, diagnosis.before_next(), usize::MAX);

        let fixed = verdict.len() + title.len() + slot.len() + by_hand.len();
        let fixed = fixed + beside.len() + next_lines.unwrap_or_default();
        let mut room = self.budget.saturating_sub(fixed);
        let evidence = first.map(|finding| finding.evidence.as_slice()).unwrap_or_default();
        let head = phrase!("Seen", "所見");
        let (decisive, more) = evidence.split_at(evidence.len().min(1));
        let said = |lines: &[Phrase], room: &mut usize| -> Vec<String> {
            let said = lines.iter().map(|line| printable(&look.text(line)));
            let said = said.map(|line| paragraph(look, &head, Some(line), usize::MAX));
            said.flat_map(|lines| whole(lines, room)).collect()
        };
        let mut seen = said(decisive, &mut room);
        let general = first.filter(|_| look.verbose).map(Finding::meaning);
        // Of its two, the entry's own brief says no more than its meaning.
        let brief = match general {
            Some(_) => first.and_then(|finding| finding.why.as_ref()),
            None => diagnosis.brief(),
        };
        let meaning = [brief, general].into_iter().flatten();
        let meaning =
            meaning.flat_map(|text| whole(paragraph(look, "", Some(text), usize::MAX), &mut room));
        let meaning: Vec<_> = meaning.collect();
        let hence = take(findings::consequences(look, found), &mut room);
        let helps = match look.verbose {
            true => findings::helps(look, diagnosis),
            false => Vec::new(),
        };
        let changes = self.changes.iter().flat_map(|change| look.prose(change));
        let changes = take(changes.collect(), &mut room);
        let after = whole(after, &mut room);
        seen.extend(said(more, &mut room));
        let blank = (room > 0).then(String::new);
        let told = [details, verdict, changes, seen, title, meaning, beside, hence, helps];
        let parts = told.into_iter().chain([after, slot, by_hand, Vec::from_iter(next)]);
        blank.into_iter().chain(parts.flatten()).collect()
    }

    fn healthy(&self, details: Vec<String>) -> Vec<String> {
        let Ending { look, run, diagnosis, .. } = *self;
        let what = nothing_broke(run, diagnosis);
        let mut lines = vec![String::new()];
        if !details.is_empty() {
            lines.extend(details);
            lines.push(String::new());
        }
        lines.extend(look.bold_prose(what));
        lines.extend(self.changes.iter().flat_map(|change| look.prose(change)));
        if let Some(range) = run.robot.firmware_hint {
            let firmware = firmware_phrase(range);
            lines.push(look.text(phrase!(
                "The signalling matches firmware {}.",
                "信令方式符合韌體 {}。",
                firmware
            )));
        }
        lines.extend(findings::notes(look, diagnosis.findings()));
        if let Some(remark) = proof::remark(run) {
            lines.extend(look.prose(remark));
        }
        if run.interrupted {
            let interrupted = phrase!("The run was interrupted after that.", "之後執行被中斷。");
            lines.push(look.text(interrupted));
        }
        lines.extend(slot(look, run));
        lines.extend(diagnosis.next().map(|next| next_step(look, next).0));
        lines
    }
}

/// The verdict on a run in which no stage broke.
pub(super) fn nothing_broke(run: &RunOutcome, diagnosis: &Diagnosis) -> Phrase {
    let ran: Vec<&StageOutcome> =
        run.stages.iter().filter(|outcome| outcome.status != Status::Skip).collect();
    let warnings = ran.iter().filter(|outcome| outcome.status == Status::Warn).count();
    let passed = match warnings {
        0 => phrase!("passed", "通過"),
        _ => phrase!("passed, with warnings,", "通過（有警告）"),
    };
    let whole = !run.stages.iter().any(|it| it.skip_reason == Some(SkipReason::NotRequested));
    let took = match run.duration_ms > 0.0 {
        true => phrase!(" in {}", "在 {} 內", duration(run.duration_ms)),
        false => Phrase::default(),
    };
    let what = match (&ran[..], whole) {
        ([], _) => phrase!("Nothing was asked for.", "沒有要求任何階段。"),
        (_, true) => phrase!(
            "Healthy: every stage {0}{1}; a WebRTC client can connect.",
            "正常：所有階段{1}{0}；WebRTC 用戶端可以連線。",
            passed,
            took
        ),
        ([only], false) => phrase!("{0} {1}{2}.", "{0} {2}{1}。", only.stage(), passed, took),
        ([first, .., last], false) => phrase!(
            "{0} to {1} {2}{3}.",
            "{0} 到 {1} {3}{2}。",
            first.stage(),
            last.stage(),
            passed,
            took
        ),
    };
    // The robot serves a correct client: what is left to fail is the driver at hand.
    refused_driver(run, diagnosis).filter(|_| whole).unwrap_or(what)
}

/// `Failed at phase 4/4 SCTP after 30.2 s; side: the robot (possible).`
pub(super) fn verdict_line(
    run: &RunOutcome,
    stage: &StageOutcome,
    first: Option<&Finding>,
) -> Phrase {
    let at = label(stage.stage());
    // A log without time stamps took nobody knows how long.
    let took = match run.duration_ms > 0.0 {
        true => phrase!(" after {}", "，共 {}", duration(run.duration_ms)),
        false => Phrase::default(),
    };
    let what = match Verdict::of(&run.stages) {
        _ if run.interrupted => phrase!("Interrupted", "被中斷"),
        Verdict::Crash => phrase!("Crashed", "發生內部錯誤"),
        Verdict::Inconclusive => phrase!("Not judged", "無法判定"),
        Verdict::Pass | Verdict::Warn | Verdict::Fail => phrase!("Failed", "失敗"),
    };
    match first {
        None => phrase!("{0} at {1}{2}.", "{1} {0}{2}。", what, at, took),
        Some(finding) => phrase!(
            "{0} at {1}{2}; {3}.",
            "{1} {0}{2}；{3}。",
            what,
            at,
            took,
            finding.side_and_confidence()
        ),
    }
}

/// `The robot is fine; this machine's aiortc 1.14.0 will fail on it.`
fn refused_driver(run: &RunOutcome, diagnosis: &Diagnosis) -> Option<Phrase> {
    let refused = diagnosis.refused_driver()?;
    let host = run.stages.iter().find_map(|stage| match &stage.facts {
        StageFacts::Host { evidence, .. } => Some(evidence),
        _ => None,
    });
    let version = host.and_then(|host| host.driver.as_ref()?.aiortc.as_deref()).map(printable);
    let client = match version {
        Some(version) => Phrase::same(format!("aiortc {version}")),
        None => phrase!("driver", "驅動程式"),
    };
    Some(match refused.code() {
        "G2-ENV-AIORTC-FPS" => phrase!(
            "The robot is fine; this machine's {} will fail on it.",
            "機器人正常；但這台電腦的 {} 連它會失敗。",
            client
        ),
        _ => phrase!(
            "The robot is fine; this machine's {} will fail on it with audio or video.",
            "機器人正常；但這台電腦的 {} 含音訊或視訊時連它會失敗。",
            client
        ),
    })
}

/// What becomes of the robot's slot, where it was not released.
pub(super) fn slot(look: &Look, run: &RunOutcome) -> Vec<String> {
    let head = phrase!("Slot", "名額");
    slot_remark(run.slot)
        .map(|remark| paragraph(look, head, Some(remark), usize::MAX))
        .unwrap_or_default()
}
