//! The Pythons of this machine.

use super::MAX_TEXT;
use crate::diagnosis::finding::Finding;
use crate::facts::{DriverFacts, PythonPackages};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// Needs the first line of the installed node, and an environment that is active beside it.
pub(super) fn other_environment(driver: &DriverFacts) -> Option<Finding> {
    let (used, active) = driver.other_environment()?;
    let (runs, lies) = (python(used), python(active));
    Some(
        Finding::likely("G2-ENV-OTHER-PYTHON")
            .seen(phrase!("the installed node runs on {runs}", "已安裝的節點使用 {runs}"))
            .seen(phrase!("the active environment is {lies}", "目前啟用的環境是 {lies}"))
            .seen_all(driver.aiortc.is_none().then(nothing)),
    )
}

fn python(python: &PythonPackages) -> String {
    let place = printable(python.executable.as_deref().unwrap_or("?"), MAX_TEXT);
    match &python.aiortc {
        Some(version) => format!("{place} (aiortc {})", printable(version, 20)),
        None => place,
    }
}

fn nothing() -> Phrase {
    phrase!("there is no aiortc in the node's Python", "節點的 Python 裡沒有 aiortc")
}
