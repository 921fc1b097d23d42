//! A log that is too thin to tell more, and what to add to the driver.

use super::ending::{label_columns, paragraph};
use super::look::Look;
use crate::language::say;
use crate::report::log::Attempt;

/// What makes a Python driver write all that can be read from its log. `force`, for a driver or a
/// library of its own may have set the level before.
const ADD: [&str; 3] = [
    "import logging",
    "logging.basicConfig(level=logging.DEBUG, force=True,",
    "    format=\"%(asctime)s %(levelname)s:%(name)s:%(message)s\")",
];

/// What is missing and the lines to add; nothing for a log that tells enough.
pub(super) fn lines(look: &Look, attempt: &Attempt<'_>) -> Vec<String> {
    if !attempt.is_thin() {
        return Vec::new();
    }
    let language = look.language;
    let without_debug = language.pick(
        "The libraries did not log at DEBUG: what is not in this log may have happened all the same.",
        "函式庫未以 DEBUG 記錄：此日誌沒有的內容，仍可能發生過。",
    );
    let without_times = language.pick(
        "Without time stamps nothing tells how long a stage waited.",
        "沒有時間戳記，無法得知各階段等了多久。",
    );
    let missing = [
        (attempt.reading.debug != Some(true)).then_some(without_debug),
        attempt.reading.time.is_none().then_some(without_times),
    ];
    let missing: Vec<_> = missing.into_iter().flatten().collect();
    let said = say!(
        language,
        "{} Add this before the driver connects:",
        "{}請在驅動程式連線之前加上：",
        missing.join(language.pick(" ", ""))
    );
    let mut lines = paragraph(look, language.pick("Thin", "過少"), Some(&said), usize::MAX);
    let indent = " ".repeat(label_columns(language));
    lines.extend(ADD.iter().map(|line| format!("{indent}{line}")));
    lines
}
