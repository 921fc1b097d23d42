//! What a program sent and received over a connection that works.

use crate::diagnosis::case::Case;
use crate::diagnosis::finding::Finding;
use crate::facts::finding::Severity;
use crate::facts::{LogMark, LogSign};
use crate::text::phrase::phrase;

/// A speed holds for a second or two: a log that goes on for less may end before it is repeated, ms.
const HELD_MS: f64 = 2000.0;

/// A message that was damaged on the way does not come: DTLS drops it. A layout that nobody knows
/// yet looks the same.
pub(super) fn binary_unread(_: &Case<'_>, _: &LogMark) -> Option<Finding> {
    Some(Finding::possible("G2-DATA-BINARY"))
}

/// Needs a log that goes on: one that ends there may lack what came next. One step may be all that
/// was wanted.
pub(super) fn moved_once(case: &Case<'_>, mark: &LogMark) -> Option<Finding> {
    let last_ms = case.log?.marks.iter().filter_map(|mark| mark.last_at_ms).max_by(f64::total_cmp);
    let went_on_ms = last_ms? - mark.at_ms?;
    if mark.count > 1 || went_on_ms < HELD_MS {
        return None;
    }
    let went_on_s = went_on_ms / 1e3;
    Some(Finding::possible("G2-CTL-ONESHOT").with_severity(Severity::Info).seen(phrase!(
        "Move was sent once, and the log goes on for {went_on_s:.1} s",
        "Move 只送了一次，之後日誌還有 {went_on_s:.1} 秒"
    )))
}

/// In some modes the robot balances by itself after StandUp, and the log does not show the mode.
pub(super) fn moved_with_locked_joints(case: &Case<'_>, mark: &LogMark) -> Option<Finding> {
    let stood_up = case.sign(LogSign::StandUpSent).filter(|stand| stand.last_line < mark.line)?;
    let balances = case.sign(LogSign::BalanceStandSent);
    if balances.is_some_and(|balance| balance.last_line > stood_up.last_line) {
        return None;
    }
    let (stand, moved) = (stood_up.last_line, mark.line);
    Some(Finding::possible("G2-CTL-STANDLOCK").with_severity(Severity::Info).seen(phrase!(
        "StandUp in line {stand}, Move from line {moved} on, and no BalanceStand between",
        "第 {stand} 行送出 StandUp，第 {moved} 行起送出 Move，中間沒有 BalanceStand"
    )))
}
