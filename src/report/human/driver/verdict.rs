//! The verdict on ladder and driver in a sentence.

use super::table::ended;
use crate::diagnosis::finding::Finding;
use crate::diagnosis::verdict::blamed;
use crate::diagnosis::with_driver::{Meeting, is_the_clients};
use crate::facts::driver_run::{DriverRun, Ended};
use crate::facts::outcome::{RunOutcome, Status};
use crate::report::label::label;
use crate::text::format::printable;
use crate::text::phrase::{Phrase, phrase};

/// `first` is the first finding.
pub(in crate::report::human) fn words(
    run: &RunOutcome,
    driver: &DriverRun,
    meeting: Meeting,
    first: Option<&Finding>,
) -> Phrase {
    let (what, stopped) = (told(run, driver, meeting), stopped(run));
    match first.filter(|_| blames(run, meeting)) {
        None => phrase!("{}.{}", "{}。{}", what, stopped),
        Some(finding) => {
            phrase!("{0}; {1}.{2}", "{0}；{1}。{2}", what, finding.side_and_confidence(), stopped)
        }
    }
}

/// Whether somebody is to blame for how the two stand to each other.
fn blames(run: &RunOutcome, meeting: Meeting) -> bool {
    match meeting {
        Meeting::NotStarted | Meeting::Untold => blamed(&run.stages).is_some(),
        Meeting::Elsewhere { .. }
        | Meeting::Fine
        | Meeting::DriverLeft(_)
        | Meeting::NeverAsked
        | Meeting::Through(None) => false,
        _ => true,
    }
}

/// A sentence more where the user ended it.
pub(in crate::report::human) fn stopped(run: &RunOutcome) -> Phrase {
    match run.interrupted {
        true => phrase!(" You stopped the driver.", "驅動程式由你停止。"),
        false => Phrase::default(),
    }
}

/// How the two stand to each other, without a full stop.
fn told(run: &RunOutcome, driver: &DriverRun, meeting: Meeting) -> Phrase {
    let ladder = match blamed(&run.stages) {
        None => phrase!("every stage passed here", "這裡的各階段都通過"),
        Some(stage) => phrase!("failed at {} here", "這裡在 {} 失敗", label(stage.stage())),
    };
    match meeting {
        Meeting::NotStarted => {
            let error = match &driver.ended {
                Ended::NotStarted(error) => printable(error),
                _ => String::new(),
            };
            phrase!(
                "The driver could not be started ({}); {}",
                "無法啟動驅動程式（{}）；{}",
                error,
                ladder
            )
        }
        Meeting::Untold => {
            let lines = Phrase::count(driver.reading.lines, "line", "行");
            phrase!(
                "Not judged: nothing of a connection in the driver's {}; {}",
                "無法判定：驅動程式輸出的 {} 中沒有連線記錄；{}",
                lines,
                ladder
            )
        }
        Meeting::NeverAsked => phrase!(
            "Not judged: the driver never asked the proxy",
            "無法判定：驅動程式從未連到代理"
        ),
        Meeting::Through(None) => phrase!(
            "The robot answered the driver's offer, and the driver's log shows no fault",
            "機器人回應了驅動程式的 offer，驅動程式的日誌也沒有異常"
        ),
        Meeting::Through(Some(stage)) => {
            let what = match blamed(&run.stages).map(|it| it.status) {
                Some(Status::Inconclusive) => phrase!("Not judged", "無法判定"),
                _ => phrase!("The driver failed", "驅動程式失敗"),
            };
            phrase!("{} at {}", "{}於 {}", what, label(stage))
        }
        Meeting::Elsewhere { driver: theirs, ladder: ours } => {
            let driver = match blamed(&driver.reading.outcomes) {
                None => phrase!("no fault in its log", "它的日誌沒有異常"),
                Some(stage) => phrase!("it broke at {}", "它在 {} 中斷", label(stage.stage())),
            };
            phrase!(
                "Not compared: the driver contacted {} ({}), the ladder {} ({})",
                "無法比較：驅動程式詢問的是 {}（{}），檢查的是 {}（{}）",
                theirs,
                driver,
                ours,
                ladder
            )
        }
        Meeting::Fine => {
            let what = phrase!(
                "Healthy: every stage passed, and the driver's log shows no fault",
                "正常：各階段都通過，驅動程式的日誌也沒有異常"
            );
            let erred = driver.ended != Ended::Exit(0) && !run.interrupted;
            let beside = match (erred, ended(driver)) {
                (true, Some(ended)) => phrase!(
                    "; it did not end because of its connection ({})",
                    "；它結束的原因不在連線（{}）",
                    ended
                ),
                _ => Phrase::default(),
            };
            phrase!("{}{}", "{}{}", what, beside)
        }
        Meeting::DriverBroke(stage) if !is_the_clients(stage) => phrase!(
            "Every stage passed here; the driver failed at {}",
            "這裡的各階段都通過；驅動程式在 {} 失敗",
            label(stage)
        ),
        Meeting::DriverBroke(stage) => phrase!(
            "The robot and the network serve a correct client; the driver failed at {}",
            "機器人與網路可服務正確的用戶端；驅動程式在 {} 失敗",
            label(stage)
        ),
        Meeting::DriverLeft(stage) => phrase!(
            "Not judged: the driver's log ends at {}; {}",
            "無法判定：驅動程式的日誌停在 {}；{}",
            label(stage),
            ladder
        ),
        Meeting::LadderBroke(stage) => phrase!(
            "Failed at {} here; the driver's log does not get that far",
            "這裡在 {} 失敗；驅動程式的日誌沒有到達該階段",
            label(stage)
        ),
        Meeting::Alike(stage) => phrase!(
            "Failed at {}, here and in the driver",
            "在 {} 失敗，這裡與驅動程式都一樣",
            label(stage)
        ),
        Meeting::DriverBrokeBefore { driver, ladder } => phrase!(
            "Failed at {} here; the driver failed before that, at {}",
            "這裡在 {} 失敗；驅動程式更早就在 {} 失敗",
            label(ladder),
            label(driver)
        ),
        Meeting::DriverWentBeyond { ladder, driver: None } => phrase!(
            "Failed at {} here; the driver passed it moments later",
            "這裡在 {} 失敗；驅動程式隨後通過了該階段",
            label(ladder)
        ),
        Meeting::DriverWentBeyond { ladder, driver: Some(driver) } => phrase!(
            "Failed at {} here; the driver passed that and failed at {}",
            "這裡在 {} 失敗；驅動程式通過該階段，在 {} 失敗",
            label(ladder),
            label(driver)
        ),
    }
}
