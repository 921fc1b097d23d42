//! Several attempts in one log: a line for each.

use super::look::Look;
use super::stage_line::label;
use crate::diagnosis::verdict::blamed;
use crate::facts::outcome::Status;
use crate::report::log::Attempt;
use crate::text::language::{Language, say};
use crate::text::layout::clipped;

/// Attempts of which a line is shown, unless more was asked for.
const MOST: usize = 10;

/// When each attempt was made, how far it came, and what was found first.
pub(super) fn overview(look: &Look, attempts: &[Attempt<'_>]) -> Vec<String> {
    let language = look.language;
    let all = attempts.last().map_or(0, |last| last.reading.attempts);
    let most = if look.verbose { usize::MAX } else { MOST };
    let shown = &attempts[attempts.len().saturating_sub(most)..];
    let head = match all - shown.len() as u64 {
        0 => say!(language, "{} attempts to connect:", "共 {} 次連線嘗試：", all),
        _ => say!(
            language,
            "{} attempts to connect, the last {}:",
            "共 {} 次連線嘗試，最後 {} 次：",
            all,
            shown.len()
        ),
    };
    let row = |attempt: &Attempt<'_>| clipped(&row(look, attempt), look.line_columns());
    std::iter::once(head).chain(shown.iter().map(row)).collect()
}

/// `  3  14:04:32  broke at phase 4/4 SCTP: G2-SCTP-NOINITACK INIT is not answered`
fn row(look: &Look, attempt: &Attempt<'_>) -> String {
    let language = look.language;
    let reading = attempt.reading;
    let when = match &reading.time {
        Some(time) => time.clone(),
        None => say!(language, "line {}", "第 {} 行", reading.first_line),
    };
    let first = attempt.diagnosis.findings(language).into_iter().next();
    let first = first.map(|first| format!("{} {}", first.code, first.title));
    let told = [Some(how_far(attempt, language)), first].into_iter().flatten();
    let told = told.collect::<Vec<_>>().join(language.pick(": ", "："));
    format!("{:>3}  {when}  {told}", reading.attempts)
}

fn how_far(attempt: &Attempt<'_>, language: Language) -> String {
    let name = |stage| label(stage, language);
    match (blamed(&attempt.run.stages), attempt.reading.reached()) {
        (Some(at), _) if at.status == Status::Inconclusive => {
            say!(language, "the log leaves it at {}", "日誌停在 {}", name(at.stage()))
        }
        (Some(at), _) => say!(language, "broke at {}", "在 {} 中斷", name(at.stage())),
        (None, Some(reached)) => {
            say!(language, "came through to {}", "順利到達 {}", name(reached))
        }
        (None, None) => language.pick("nothing is shown of it", "沒有任何記錄").to_owned(),
    }
}

/// `Attempt 3, lines 412 to 618:`
pub(super) fn heading(language: Language, attempt: &Attempt<'_>) -> String {
    let reading = attempt.reading;
    say!(
        language,
        "Attempt {}, lines {} to {}:",
        "第 {} 次嘗試，第 {} 到 {} 行：",
        reading.attempts,
        reading.first_line,
        reading.last_line
    )
}
