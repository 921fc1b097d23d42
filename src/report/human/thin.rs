//! A log that is too thin to tell more, and what to add to the driver.

use super::look::Look;
use super::paragraph::{label_columns, paragraph};
use crate::report::log::Attempt;
use crate::text::phrase::{Phrase, phrase};

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
    let without_debug = attempt.reading.debug != Some(true);
    let missing = [
        without_debug.then(|| phrase!("no DEBUG lines", "沒有 DEBUG 記錄")),
        attempt.reading.time.is_none().then(|| phrase!("no time stamps", "沒有時間戳記")),
    ];
    let hence = match without_debug {
        true => phrase!(
            "something that it does not show may still have happened",
            "其中沒有的內容，仍可能發生過"
        ),
        false => phrase!("how long a stage waited is not known", "無法得知各階段等了多久"),
    };
    let missing = Phrase::join(missing.into_iter().flatten(), &phrase!(" and ", "，也"));
    let said = phrase!(
        "This log has {}: {}. Add this before the driver connects:",
        "此日誌{}：{}。請在驅動程式連線之前加上：",
        missing,
        hence
    );
    let mut lines = paragraph(look, phrase!("Thin", "過少"), Some(said), usize::MAX);
    let indent = " ".repeat(label_columns(look));
    lines.extend(ADD.iter().map(|line| format!("{indent}{line}")));
    lines
}
