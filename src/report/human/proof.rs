//! The end of `check --prove`: our offer and the driver's, side by side.

use super::ending::{next_step, paragraph, take, whole};
use super::look::Look;
use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::proof::{conclude, driver_breaks, opened, reduced_breaks};
use crate::diagnosis::verdict::blamed;
use crate::facts::invocation::Invocation;
use crate::facts::outcome::{NotRun, Proof, RunOutcome};
use crate::report::summary::summary;
use crate::text::format::printable;
use crate::text::language::{Language, say};
use crate::text::layout::wrapped;

/// The lines after the last stage, at most `budget`; `None` unless the driver's offer broke where
/// ours passed.
pub(super) fn lines(
    look: &Look,
    run: &RunOutcome,
    diagnosis: &Diagnosis,
    invocation: &Invocation,
    details: &[String],
    budget: usize,
) -> Option<Vec<String>> {
    let language = look.language;
    let proof = run.proof.as_ref().filter(|proof| driver_breaks(proof))?;
    let verdict = wrapped(&verdict(proof, language), look.prose_columns());
    let verdict: Vec<_> = verdict.iter().map(|line| look.bold(line)).collect();
    let shown = conclude(run);
    // What the proof shows is the first of the diagnosis.
    let next = shown.as_ref().and_then(|_| diagnosis.next());
    let profile = proof.profile.as_deref().unwrap_or_default();
    let next = next.unwrap_or_else(|| invocation.command_with_offer("sctp", profile));
    let (next, next_lines) = next_step(look, &next);
    let mut room = budget.saturating_sub(verdict.len() + next_lines);
    let head = language.pick("Seen", "所見");
    let seen = paragraph(look, head, Some(&seen(proof, language)), usize::MAX);
    let seen = take(seen, &mut room);
    let why = shown.map(|shown| {
        let title = shown.entry.title.get(language);
        let sure = shown.confidence.words(language);
        say!(language, "{}: {} [{}]", "{}：{} [{}]", sure, title, shown.code())
    });
    let why = paragraph(look, language.pick("Why", "原因"), why.as_deref(), usize::MAX);
    let why = whole(why, &mut room);
    let mut lines = Vec::new();
    if room > 0 {
        lines.push(String::new());
    }
    lines.extend(details.iter().cloned());
    lines.extend(verdict);
    lines.extend(seen);
    lines.extend(why);
    lines.push(next);
    Some(lines)
}

fn driver(proof: &Proof, language: Language) -> String {
    let unknown = || language.pick("this machine's driver", "這台機器的驅動程式").to_owned();
    proof.driver.as_deref().map_or_else(unknown, printable)
}

fn verdict(proof: &Proof, language: Language) -> String {
    let driver = driver(proof, language);
    match reduced_breaks(proof) {
        true => say!(
            language,
            "Robot and network serve our offer; that of {} on this machine fails, and not by its \
             fingerprints alone.",
            "機器人與網路接受我方的 offer；這台機器上 {} 的 offer 失敗，且不只是因為指紋。",
            driver
        ),
        false => say!(
            language,
            "Robot and network serve a correct client; what fails is the offer of {} on this \
             machine.",
            "機器人與網路可服務正確的用戶端；失敗的是這台機器上 {} 的 offer。",
            driver
        ),
    }
}

/// What came of the driver's offer, and of the same with sha-256 alone.
fn seen(proof: &Proof, language: Language) -> String {
    let profile = proof.profile.as_deref().map(printable).unwrap_or_default();
    let broke = proof.offered.as_deref().and_then(|run| blamed(&run.stages));
    let broke = broke
        .map(|stage| say!(language, "{}: {}", "{}：{}", stage.stage(), summary(stage, language)));
    let broke = broke.unwrap_or_default();
    let offered = say!(language, "offer {}: {}", "offer {}：{}", profile, broke);
    let reduced = match proof.reduced.as_deref().map(opened) {
        Some(true) => language
            .pick("; with its sha-256 lines alone it opens", "；只保留 sha-256 各行則可開啟"),
        Some(false) => {
            language.pick("; with its sha-256 lines alone as well", "；只保留 sha-256 各行也一樣")
        }
        None => "",
    };
    offered + reduced
}

/// A line for a healthy report: what the proof found, or why there is none.
pub(super) fn remark(run: &RunOutcome, language: Language) -> Option<String> {
    let proof = run.proof.as_ref()?;
    let driver = driver(proof, language);
    Some(match proof.not_run {
        Some(NotRun::LadderNotPassed) => return None,
        Some(NotRun::NoDriver) => language
            .pick(
                "Nothing to prove: no driver was found on this machine, see `check -v`.",
                "沒有可驗證的對象：這台機器上找不到驅動程式，參見 `check -v`。",
            )
            .into(),
        Some(NotRun::OfferUnknown) => say!(
            language,
            "Not proved: what {} would offer is unknown.",
            "未驗證：不知道 {} 會送出什麼 offer。",
            driver
        ),
        Some(NotRun::CannotImitate) => say!(
            language,
            "Not proved: {} opens a socket for each m-section, which cannot be imitated.",
            "未驗證：{} 為每個 m 區段各開一個 socket，無法模仿。",
            driver
        ),
        None if proof.offered.as_deref().is_some_and(opened) => say!(
            language,
            "The offer of {} opens the channel too.",
            "{} 的 offer 也能開啟通道。",
            driver
        ),
        None => say!(
            language,
            "Not proved: the run with the offer of {} did not finish.",
            "未驗證：以 {} 的 offer 進行的連線沒有完成。",
            driver
        ),
    })
}
