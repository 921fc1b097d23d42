//! Signs of what is wrong with the driver or the program around it.

use super::rated_by;
use crate::diagnosis::case::Case;
use crate::diagnosis::finding::Finding;
use crate::facts::finding::Severity;
use crate::facts::{LogMark, Stage};
use crate::text::phrase::phrase;

/// A decoder that begins between two key frames complains for so long, ms.
const START_UP_MS: f64 = 5000.0;

/// Errors of the first seconds are harmless; a log without stamps does not tell them apart.
pub(super) fn decoder_errors(_: &Case<'_>, mark: &LogMark) -> Option<Finding> {
    let lasted = mark.last_at_ms.zip(mark.at_ms).map(|(last, first)| last - first);
    match lasted {
        Some(lasted) if lasted > START_UP_MS => Some(Finding::likely("G2-DATA-H264")),
        Some(_) => None,
        None if mark.count > 1 => Some(Finding::possible("G2-DATA-H264")),
        None => None,
    }
}

/// What kept a program from starting harms only where none of its rungs was reached.
pub(super) fn kept_from_starting(case: &Case<'_>, found: Finding) -> Option<Finding> {
    case.failed(Stage::Host).then(|| found.at_stage(Stage::Host).with_severity(Severity::Error))
}

pub(super) fn numpy_too_new(case: &Case<'_>, _: &LogMark) -> Option<Finding> {
    let found = Finding::likely("G2-ENV-NATIVE").because(phrase!(
        "numpy 2 is installed under packages that were built for numpy 1: install numpy below 2",
        "安裝了 numpy 2，但有套件是為 numpy 1 編譯的：請安裝 2 以下的 numpy"
    ));
    kept_from_starting(case, found)
}

pub(super) fn no_display(case: &Case<'_>, _: &LogMark) -> Option<Finding> {
    let found = Finding::likely("G2-ENV-NOT-STARTED").because(phrase!(
        "it opens a window, and there is no display here: run it on a desktop, or without its window",
        "它要開視窗，但這裡沒有顯示器：請在桌面環境執行，或關閉視窗功能"
    ));
    kept_from_starting(case, found)
}

pub(super) fn resource_denied(case: &Case<'_>, _: &LogMark) -> Option<Finding> {
    let found = Finding::likely("G2-ENV-NOT-STARTED").because(phrase!(
        "a port, device or file that it needs is in use, or it lacks permission",
        "它需要的連接埠、裝置或檔案被占用，或沒有權限使用"
    ));
    kept_from_starting(case, found)
}

/// An empty key is what a firmware has that needs none.
pub(super) fn key_not_handed_out(case: &Case<'_>, mark: &LogMark) -> Option<Finding> {
    let finding = match mark.text.contains("is bound but") {
        true => {
            Finding::possible("G2-CLOUD-KEY").next_command("go2doctor probe-http").because(phrase!(
                "the key is empty: a firmware that does not give data2 3 has none and needs none",
                "金鑰是空的：韌體的 data2 不是 3 時沒有金鑰，也不需要"
            ))
        }
        false if mark.text.contains("login/email failed") => Finding::likely("G2-CLOUD-KEY")
            .because(phrase!(
                "the cloud refused the sign-in: the account, its password or the region",
                "雲端拒絕登入：請檢查帳號、密碼或區域"
            )),
        false => Finding::likely("G2-CLOUD-KEY"),
    };
    Some(rated_by(case, &[Stage::Host], finding))
}
