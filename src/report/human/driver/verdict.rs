//! The verdict on ladder and driver in a sentence.

use super::table::ended;
use crate::diagnosis::both::{Meeting, is_the_clients};
use crate::diagnosis::verdict::blamed;
use crate::facts::driver_run::{DriverRun, Ended};
use crate::facts::finding::Finding;
use crate::facts::outcome::RunOutcome;
use crate::report::human::stage_line::label;
use crate::text::format::{count, printable};
use crate::text::language::{Language, say};

/// `first` is the first finding.
pub(super) fn words(
    run: &RunOutcome,
    driver: &DriverRun,
    meeting: Meeting,
    first: Option<&Finding>,
    language: Language,
) -> String {
    let at = |stage| label(stage, language);
    let ladder = match blamed(&run.stages) {
        None => language.pick("every stage passed here", "這裡的各階段都通過").to_owned(),
        Some(stage) => say!(language, "failed at {} here", "這裡在 {} 失敗", at(stage.stage())),
    };
    let (what, blames) = match meeting {
        Meeting::NotStarted => {
            let error = match &driver.ended {
                Ended::NotStarted(error) => printable(error),
                _ => String::new(),
            };
            let what = say!(
                language,
                "The driver could not be started ({}); {}",
                "無法啟動驅動程式（{}）；{}",
                error,
                ladder
            );
            (what, blamed(&run.stages).is_some())
        }
        Meeting::Untold => {
            let lines = count(driver.reading.lines, "line", "行", language);
            let what = say!(
                language,
                "Not judged: nothing of a connection in the driver's {}; {}",
                "無法判定：驅動程式輸出的 {} 中沒有連線記錄；{}",
                lines,
                ladder
            );
            (what, blamed(&run.stages).is_some())
        }
        Meeting::Elsewhere { driver: theirs, ladder: ours } => {
            let driver = match blamed(&driver.reading.outcomes) {
                None => language.pick("no fault in its log", "它的日誌沒有異常").to_owned(),
                Some(stage) => {
                    say!(language, "it broke at {}", "它在 {} 中斷", at(stage.stage()))
                }
            };
            let what = say!(
                language,
                "Not compared: the driver asked {} ({}), the ladder {} ({})",
                "無法比較：驅動程式詢問的是 {}（{}），檢查的是 {}（{}）",
                theirs,
                driver,
                ours,
                ladder
            );
            (what, false)
        }
        Meeting::Fine => {
            let what = language.pick(
                "Healthy: every stage passed, and the driver's log shows no fault",
                "正常：各階段都通過，驅動程式的日誌也沒有異常",
            );
            let erred = driver.ended != Ended::Exit(0) && !run.interrupted;
            let beside = match (erred, ended(driver, language)) {
                (true, Some(ended)) => say!(
                    language,
                    "; what ended it is not its connection ({})",
                    "；它結束的原因不在連線（{}）",
                    ended
                ),
                _ => String::new(),
            };
            (format!("{what}{beside}"), false)
        }
        Meeting::DriverBroke(stage) if !is_the_clients(stage) => {
            let what = say!(
                language,
                "Every stage passed here; the driver failed at {}",
                "這裡的各階段都通過；驅動程式在 {} 失敗",
                at(stage)
            );
            (what, true)
        }
        Meeting::DriverBroke(stage) => {
            let what = say!(
                language,
                "Robot and network serve a correct client; the driver failed at {}",
                "機器人與網路可服務正確的用戶端；驅動程式在 {} 失敗",
                at(stage)
            );
            (what, true)
        }
        Meeting::DriverLeft(stage) => {
            let what = say!(
                language,
                "Not judged: the driver's log ends at {}; {}",
                "無法判定：驅動程式的日誌停在 {}；{}",
                at(stage),
                ladder
            );
            (what, false)
        }
        Meeting::LadderBroke(stage) => {
            let what = say!(
                language,
                "Failed at {} here; the driver's log does not reach that",
                "這裡在 {} 失敗；驅動程式的日誌沒有到達該階段",
                at(stage)
            );
            (what, true)
        }
        Meeting::Alike(stage) => {
            let what = say!(
                language,
                "Failed at {}, here and in the driver",
                "在 {} 失敗，這裡與驅動程式都一樣",
                at(stage)
            );
            (what, true)
        }
        Meeting::DriverBrokeBefore { driver, ladder } => {
            let what = say!(
                language,
                "Failed at {} here; the driver failed before that, at {}",
                "這裡在 {} 失敗；驅動程式更早就在 {} 失敗",
                at(ladder),
                at(driver)
            );
            (what, true)
        }
        Meeting::DriverWentBeyond { ladder, driver: None } => {
            let what = say!(
                language,
                "Failed at {} here; the driver passed it moments later",
                "這裡在 {} 失敗；驅動程式隨後通過了該階段",
                at(ladder)
            );
            (what, true)
        }
        Meeting::DriverWentBeyond { ladder, driver: Some(driver) } => {
            let what = say!(
                language,
                "Failed at {} here; the driver passed that and failed at {}",
                "這裡在 {} 失敗；驅動程式通過該階段，在 {} 失敗",
                at(ladder),
                at(driver)
            );
            (what, true)
        }
    };
    let stopped = match run.interrupted {
        true => language.pick(" You stopped the driver.", "驅動程式由你停止。"),
        false => "",
    };
    let end = language.pick(".", "。");
    match first.filter(|_| blames) {
        None => format!("{what}{end}{stopped}"),
        Some(finding) => say!(
            language,
            "{0}; side: {1} ({2}).{3}",
            "{0}；問題歸屬：{1}（{2}）。{3}",
            what,
            finding.side.words(language),
            finding.confidence.words(language),
            stopped
        ),
    }
}
