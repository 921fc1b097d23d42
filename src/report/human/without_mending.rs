//! The end of `proxy --prove`: one verdict on the driver without mending and with it.

use super::driver::verdict::stopped;
use super::ending::Ending;
use super::look::Look;
use super::paragraph::{next_step, paragraph};
use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::verdict::{blamed, failed_stage};
use crate::facts::Stage;
use crate::facts::outcome::{RunOutcome, StageOutcome};
use crate::report::label::label;
use crate::report::summary::summary;
use crate::text::phrase::{Phrase, phrase};

/// Everything below the ladder, which is that of the mended run. `changed` are the lines on what was
/// changed.
pub(super) fn lines(of: &Ending<'_>, without: &RunOutcome, changed: Vec<String>) -> Vec<String> {
    let Ending { look, run, diagnosis, .. } = *of;
    let verdict = verdict(without, run);
    // What broke in spite of the mending is what there is to mend.
    if failed_stage(&run.stages).is_some() {
        return of.broken(verdict, Vec::new(), changed);
    }
    let mut lines = vec![String::new()];
    lines.extend(look.bold_prose(verdict));
    lines.extend(cause(look, without, &diagnosis.of_the_same(without)));
    lines.extend(changed);
    lines.extend(diagnosis.next().map(|next| next_step(look, next).0));
    lines
}

/// Where it broke with nothing mended, and why.
fn cause(look: &Look, without: &RunOutcome, found: &Diagnosis) -> Vec<String> {
    let Some(stage) = blamed(&without.stages) else { return Vec::new() };
    let seen = phrase!("without mending: {}", "不修補時：{}", summary(stage));
    let mut lines = paragraph(look, phrase!("Seen", "所見"), Some(seen), usize::MAX);
    let why = found.findings().first().map(|first| {
        let sure = first.confidence.words();
        phrase!("{}: {} [{}]", "{}：{} [{}]", sure, first.entry.title, first.code())
    });
    lines.extend(paragraph(look, phrase!("Why", "原因"), why, usize::MAX));
    lines
}

/// `Without mending the driver failed at phase 4/4 SCTP; with it nothing failed.`
pub(super) fn verdict(without: &RunOutcome, with: &RunOutcome) -> Phrase {
    let ended = |run: &RunOutcome| blamed(&run.stages).map(StageOutcome::stage);
    let failed = |run: &RunOutcome| failed_stage(&run.stages);
    let changed = with.proxy.as_ref().is_some_and(|proxy| !proxy.changes.is_empty());
    let at = |stage: Stage| label(stage);
    let told = match (failed(without), failed(with)) {
        (Some(before), Some(after)) if before == after => phrase!(
            "The driver failed at {}, without mending and with it",
            "不論是否修補，驅動程式都於 {} 失敗",
            at(before)
        ),
        (Some(before), Some(after)) => phrase!(
            "Without mending the driver failed at {}; with it, at {}",
            "不修補時，驅動程式於 {} 失敗；修補後於 {} 失敗",
            at(before),
            at(after)
        ),
        (None, Some(after)) => phrase!(
            "With mending the driver failed at {}; without it nothing failed",
            "修補後，驅動程式於 {} 失敗；不修補時沒有失敗",
            at(after)
        ),
        (Some(before), None) => match ended(with) {
            Some(stage) => phrase!(
                "Without mending the driver failed at {}; with it nothing failed, and from {} on \
                 nothing is seen for certain",
                "不修補時，驅動程式於 {} 失敗；修補後沒有失敗，但從 {} 起無法確定",
                at(before),
                at(stage)
            ),
            None => phrase!(
                "Without mending the driver failed at {}; with it nothing failed",
                "不修補時，驅動程式於 {} 失敗；修補後沒有失敗",
                at(before)
            ),
        },
        (None, None) => match (ended(without), ended(with)) {
            (Some(before), None) => phrase!(
                "Without mending the driver came to {}; with it, further, and nothing failed",
                "不修補時，驅動程式到 {} 為止；修補後走得更遠，沒有失敗",
                at(before)
            ),
            (Some(before), Some(after)) if before != after => phrase!(
                "Without mending the driver came to {}; with it, to {}",
                "不修補時，驅動程式到 {} 為止；修補後到 {} 為止",
                at(before),
                at(after)
            ),
            (Some(stage), Some(_)) => phrase!(
                "Not told apart: without mending and with it nothing failed, and from {} on nothing \
                 is seen for certain",
                "無法分辨：不論是否修補都沒有失敗，但從 {} 起無法確定",
                at(stage)
            ),
            _ => phrase!(
                "The driver needs no mending: nothing failed without it",
                "驅動程式不需要修補：不修補時也沒有失敗"
            ),
        },
    };
    let nothing = match changed || ended(without) == ended(with) {
        true => Phrase::default(),
        false => phrase!(
            " Nothing was changed, though: the two runs differ for another reason.",
            "但並未更改任何內容：兩次執行的差別另有原因。"
        ),
    };
    phrase!("{}.{}{}", "{}。{}{}", told, nothing, stopped(with))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::outcome::Status;
    use crate::facts::proxy::{Change, Mending, ProxyRun};
    use crate::report::fixtures;
    use crate::text::language::Language;

    fn run(ended: Option<(Stage, Status)>, changed: bool) -> RunOutcome {
        let mut run = fixtures::healthy();
        if let Some((stage, status)) = ended {
            fixtures::stage_mut(&mut run, stage).status = status;
        }
        let change = Change {
            kind: Mending::Fingerprints,
            before: "sha-256 AA, sha-512 BB".into(),
            after: "sha-256 AA".into(),
        };
        let changes = if changed { vec![change] } else { Vec::new() };
        run.proxy = Some(Box::new(ProxyRun { changes, ..ProxyRun::default() }));
        run
    }

    #[test]
    fn each_pair_of_ends_is_told_as_it_was() {
        use Status::{Fail, Inconclusive};

        let ends = [
            (Some((Stage::Sctp, Fail)), None),
            (Some((Stage::Sctp, Fail)), Some((Stage::Sctp, Inconclusive))),
            (Some((Stage::Sctp, Fail)), Some((Stage::Sctp, Fail))),
            (Some((Stage::Ice, Fail)), Some((Stage::Sctp, Fail))),
            (Some((Stage::Sdp, Inconclusive)), Some((Stage::Sctp, Inconclusive))),
            (Some((Stage::Sctp, Inconclusive)), Some((Stage::Sctp, Inconclusive))),
            (Some((Stage::Sdp, Inconclusive)), None),
            (None, Some((Stage::Sdp, Fail))),
            (None, None),
        ];
        let told = ends.map(|(without, with)| {
            let told = verdict(&run(without, false), &run(with, true));
            format!("{}\n{}", told.get(Language::English), told.get(Language::Taiwan))
        });
        insta::assert_snapshot!(told.join("\n"), @"
        Without mending the driver failed at phase 4/4 SCTP; with it nothing failed.
        不修補時，驅動程式於 階段 4/4 SCTP 失敗；修補後沒有失敗。
        Without mending the driver failed at phase 4/4 SCTP; with it nothing failed, and from phase 4/4 SCTP on nothing is seen for certain.
        不修補時，驅動程式於 階段 4/4 SCTP 失敗；修補後沒有失敗，但從 階段 4/4 SCTP 起無法確定。
        The driver failed at phase 4/4 SCTP, without mending and with it.
        不論是否修補，驅動程式都於 階段 4/4 SCTP 失敗。
        Without mending the driver failed at phase 2/4 ICE; with it, at phase 4/4 SCTP.
        不修補時，驅動程式於 階段 2/4 ICE 失敗；修補後於 階段 4/4 SCTP 失敗。
        Without mending the driver came to phase 1/4 SDP; with it, to phase 4/4 SCTP.
        不修補時，驅動程式到 階段 1/4 SDP 為止；修補後到 階段 4/4 SCTP 為止。
        Not told apart: without mending and with it nothing failed, and from phase 4/4 SCTP on nothing is seen for certain.
        無法分辨：不論是否修補都沒有失敗，但從 階段 4/4 SCTP 起無法確定。
        Without mending the driver came to phase 1/4 SDP; with it, further, and nothing failed.
        不修補時，驅動程式到 階段 1/4 SDP 為止；修補後走得更遠，沒有失敗。
        With mending the driver failed at phase 1/4 SDP; without it nothing failed.
        修補後，驅動程式於 階段 1/4 SDP 失敗；不修補時沒有失敗。
        The driver needs no mending: nothing failed without it.
        驅動程式不需要修補：不修補時也沒有失敗。
        ");
    }

    #[test]
    fn where_nothing_was_changed_the_difference_is_not_laid_to_the_mending() {
        let without = run(Some((Stage::Ice, Status::Fail)), false);
        let told = verdict(&without, &run(None, false));
        assert!(told.get(Language::English).ends_with("differ for another reason."));
    }
}
