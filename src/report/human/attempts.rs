//! Several attempts in one log: a line for each.

use super::look::Look;
use crate::diagnosis::verdict::blamed;
use crate::facts::outcome::{StageOutcome, Status};
use crate::report::label::label;
use crate::report::log::Attempt;
use crate::text::layout::clipped;
use crate::text::phrase::{Phrase, phrase};

/// Attempts of which a line is shown, unless more was asked for.
const MOST: usize = 10;

/// When each attempt was made, how far it came, and what was found first.
pub(super) fn overview(look: &Look, attempts: &[Attempt<'_>]) -> Vec<String> {
    let all = attempts.last().map_or(0, |last| last.reading.attempts);
    let most = if look.verbose { usize::MAX } else { MOST };
    let shown = &attempts[attempts.len().saturating_sub(most)..];
    let head = match all - shown.len() as u64 {
        0 => phrase!("{} attempts to connect:", "共 {} 次連線嘗試：", all),
        _ => phrase!(
            "{} attempts to connect, the last {}:",
            "共 {} 次連線嘗試，最後 {} 次：",
            all,
            shown.len()
        ),
    };
    let row = |attempt: &Attempt<'_>| clipped(&row(look, attempt), look.line_columns());
    std::iter::once(look.text(head)).chain(shown.iter().map(row)).collect()
}

/// `  3  14:04:32  broke at phase 4/4 SCTP: G2-SCTP-NOINITACK INIT is not answered`
fn row(look: &Look, attempt: &Attempt<'_>) -> String {
    let reading = attempt.reading;
    let when = match &reading.time {
        Some(time) => time.clone(),
        None => look.text(phrase!("line {}", "第 {} 行", reading.first_line)),
    };
    let told = match attempt.diagnosis.findings().first() {
        Some(first) => {
            let title = &first.entry.title;
            phrase!("{}: {} {}", "{}：{} {}", how_far(attempt), first.code(), title)
        }
        None => how_far(attempt),
    };
    format!("{:>3}  {when}  {}", reading.attempts, look.text(told))
}

fn how_far(attempt: &Attempt<'_>) -> Phrase {
    match (blamed(&attempt.run.stages), attempt.reading.reached()) {
        (Some(at), _) if at.status == Status::Inconclusive => {
            phrase!("the log ends at {}", "日誌停在 {}", label(at.stage()))
        }
        (Some(at), _) => phrase!("broke at {}", "在 {} 中斷", label(at.stage())),
        (None, Some(reached)) => phrase!("got as far as {}", "順利到達 {}", label(reached)),
        (None, None) => phrase!("the log shows nothing of it", "沒有任何記錄"),
    }
}

/// How far an attempt came of which packets were seen.
pub(super) fn how_far_of(stages: &[StageOutcome]) -> Phrase {
    match (blamed(stages), stages.iter().rfind(|it| it.status.passed())) {
        (Some(at), _) if at.status == Status::Inconclusive => {
            phrase!("undecided at {}", "在 {} 無法判定", label(at.stage()))
        }
        (Some(at), _) => phrase!("broke at {}", "在 {} 中斷", label(at.stage())),
        (None, Some(reached)) => phrase!("got as far as {}", "順利到達 {}", label(reached.stage())),
        (None, None) => phrase!("the log shows nothing of it", "沒有任何記錄"),
    }
}

/// `Attempt 3, lines 412 to 618:`
pub(super) fn heading(attempt: &Attempt<'_>) -> Phrase {
    let reading = attempt.reading;
    phrase!(
        "Attempt {}, lines {} to {}:",
        "第 {} 次嘗試，第 {} 到 {} 行：",
        reading.attempts,
        reading.first_line,
        reading.last_line
    )
}
