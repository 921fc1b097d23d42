//! What stages and their ends are called in reports for people.

use crate::facts::Stage;
use crate::facts::outcome::Status;
use crate::text::phrase::{Phrase, phrase};

/// `phase 4/4 SCTP`; the name alone where the guide has no phase.
pub(super) fn label(stage: Stage) -> Phrase {
    match stage.phase() {
        Some(phase) => phrase!("phase {}/4 {}", "階段 {}/4 {}", phase, stage.name().to_uppercase()),
        None => Phrase::same(stage.name()),
    }
}

/// What a status is called.
pub(super) fn status_word(status: Status) -> Phrase {
    match status {
        Status::Skip => phrase!("skip", "略過"),
        Status::Pass => phrase!("pass", "通過"),
        Status::Warn => phrase!("warn", "警告"),
        Status::Inconclusive => phrase!("unsure", "不明"),
        Status::Fail => phrase!("FAIL", "失敗"),
        Status::Crash => phrase!("CRASH", "缺陷"),
    }
}
