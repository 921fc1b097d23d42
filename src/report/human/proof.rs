//! The end of `check --prove`: our offer and the driver's, side by side.

use super::look::Look;
use super::paragraph::{next_step, paragraph, take, whole};
use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::proof::{conclude, driver_breaks, driver_opens, reduced_breaks};
use crate::diagnosis::verdict::blamed;
use crate::facts::Stage;
use crate::facts::outcome::{NotRun, Proof, RunOutcome};
use crate::report::summary::summary;
use crate::text::format::printable;
use crate::text::phrase::{Phrase, phrase};

/// The lines after the last stage, at most `budget`; `None` unless the driver's offer broke where
/// ours passed.
pub(super) fn lines(
    look: &Look,
    run: &RunOutcome,
    diagnosis: &Diagnosis,
    details: &[String],
    budget: usize,
) -> Option<Vec<String>> {
    let proof = run.proof.as_ref().filter(|proof| driver_breaks(proof))?;
    let verdict = look.bold_prose(verdict(proof));
    let shown = conclude(run);
    let (next, next_lines) = next_step(look, diagnosis.next()?);
    let mut room = budget.saturating_sub(verdict.len() + next_lines);
    let head = phrase!("Seen", "所見");
    let seen = paragraph(look, head, Some(seen(proof)), usize::MAX);
    let seen = take(seen, &mut room);
    let why = shown.map(|shown| {
        let title = &shown.entry.title;
        let sure = shown.confidence.words();
        phrase!("{}: {} [{}]", "{}：{} [{}]", sure, title, shown.code())
    });
    let why = paragraph(look, phrase!("Why", "原因"), why, usize::MAX);
    let why = whole(why, &mut room);
    let blank = (room > 0).then(String::new).into_iter();
    let parts = [details.to_vec(), verdict, seen, why, vec![next]];
    Some(blank.chain(parts.into_iter().flatten()).collect())
}

fn driver(proof: &Proof) -> Phrase {
    match &proof.driver {
        Some(driver) => Phrase::same(printable(driver)),
        None => phrase!("this machine's driver", "這台電腦的驅動程式"),
    }
}

pub(super) fn verdict(proof: &Proof) -> Phrase {
    let driver = driver(proof);
    match reduced_breaks(proof) {
        true => phrase!(
            "The robot and the network accept our offer; that of {} on this machine fails, and not \
             only because of its fingerprints.",
            "機器人與網路接受我方的 offer；這台電腦上 {} 的 offer 失敗，且不只是因為指紋。",
            driver
        ),
        false => phrase!(
            "The robot and the network serve a correct client; the offer of {} on this machine \
             fails.",
            "機器人與網路可服務正確的用戶端；失敗的是這台電腦上 {} 的 offer。",
            driver
        ),
    }
}

/// What came of the driver's offer, and of the same with sha-256 alone.
fn seen(proof: &Proof) -> Phrase {
    let profile = proof.profile.as_deref().map(printable).unwrap_or_default();
    let broke = proof.offered.as_deref().and_then(|run| blamed(&run.stages));
    let broke = broke.map(|stage| phrase!("{}: {}", "{}：{}", stage.stage(), summary(stage)));
    let broke = broke.unwrap_or_default();
    let reduced = match proof.reduced.as_deref().map(|run| run.passed(Stage::Sctp)) {
        Some(true) => {
            phrase!("; with its sha-256 lines alone it opens", "；只保留 sha-256 各行則可開啟")
        }
        Some(false) => {
            phrase!("; with its sha-256 lines alone it fails too", "；只保留 sha-256 各行也一樣")
        }
        None => Phrase::default(),
    };
    phrase!("offer {}: {}{}", "offer {}：{}{}", profile, broke, reduced)
}

/// A line for a healthy report: what the proof found, or why there is none.
pub(super) fn remark(run: &RunOutcome) -> Option<Phrase> {
    let proof = run.proof.as_ref()?;
    let driver = driver(proof);
    Some(match proof.not_run {
        Some(NotRun::LadderNotPassed) => return None,
        Some(NotRun::NoDriver) => phrase!(
            "Nothing to prove: no driver was found on this machine, see `check -v`.",
            "沒有可驗證的對象：這台電腦上找不到驅動程式，參見 `check -v`。"
        ),
        Some(NotRun::OfferUnknown) => phrase!(
            "Not proved: what {} would offer is unknown.",
            "未驗證：不知道 {} 會送出什麼 offer。",
            driver
        ),
        Some(NotRun::CannotImitate) => phrase!(
            "Not proved: {} gives each m-section its own ICE credentials. With audio or video that \
             breaks, with data alone it opens, and what the driver asks for is not known.",
            "未驗證：{} 為每個 m 區段各用一組 ICE 憑證資訊。含音訊或視訊時會失敗，只傳資料時能開啟，\
             而驅動程式要求哪些並不清楚。",
            driver
        ),
        None if driver_opens(proof) => {
            phrase!("The offer of {} opens the channel too.", "{} 的 offer 也能開啟通道。", driver)
        }
        None => phrase!(
            "Not proved: the run with the offer of {} did not finish.",
            "未驗證：以 {} 的 offer 進行的連線沒有完成。",
            driver
        ),
    })
}
