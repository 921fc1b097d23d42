//! What is in a capture: a line for each attempt, above the one that is told in full.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::attempts::how_far_of;
use super::look::Look;
use crate::diagnosis::diagnosis::Diagnosis;
use crate::facts::capture_reading::CaptureReading;
use crate::facts::invocation::Invocation;
use crate::facts::outcome::RunOutcome;
use crate::text::format::printable;
use crate::text::layout::clipped;
use crate::text::phrase::phrase;

/// Attempts of which a line is shown, unless more was asked for.
const MOST: usize = 10;

/// What was read, and how each attempt went where there are several.
pub fn overview(look: &Look, reading: &CaptureReading, runs: &[RunOutcome]) -> Vec<String> {
    let totals = reading.totals;
    let name = runs.last().and_then(|run| run.capture.as_ref()).map(|it| printable(&it.name));
    let name = name.unwrap_or_default();
    let packets = totals.packets;
    let mut lines = look.prose(match runs.last().and_then(|run| run.capture.as_ref()) {
        Some(capture) if runs.len() == 1 => phrase!(
            "{name}: {packets} packets, one attempt to connect, by {}",
            "{name}：{packets} 個封包，一次連線嘗試，來自 {}",
            capture.driver
        ),
        _ => phrase!(
            "{name}: {packets} packets, {} attempts to connect, the last in full",
            "{name}：{packets} 個封包，{} 次連線嘗試，以下詳列最後一次",
            runs.len() as u64 + reading.dropped
        ),
    });
    if totals.damaged {
        lines.extend(look.prose(phrase!(
            "The file is cut short or damaged: what came before that is read.",
            "檔案不完整或已損壞：以下為在此之前的內容。"
        )));
    }
    if totals.cut > 0 {
        lines.extend(look.prose(phrase!(
            "Packets of which only the beginning was kept: {}. Capture with tcpdump -s 0.",
            "只保留開頭的封包：{}。請以 tcpdump -s 0 擷取。",
            totals.cut
        )));
    }
    if runs.len() > 1 {
        let most = if look.verbose { usize::MAX } else { MOST };
        let shown = &runs[runs.len().saturating_sub(most)..];
        lines.extend(shown.iter().map(|run| clipped(&row(look, run), look.line_columns())));
    }
    lines
}

/// `  3  14:04:32  192.168.12.1  broke at phase 4/4 SCTP: G2-SCTP-NOINITACK …`
fn row(look: &Look, run: &RunOutcome) -> String {
    let number = run.capture.as_ref().map(|capture| capture.attempt).unwrap_or_default();
    let time = Timestamp::try_from(run.started_at).unwrap_or(Timestamp::UNIX_EPOCH);
    let time = time.to_zoned(TimeZone::system()).strftime("%H:%M:%S").to_string();
    let diagnosis = Diagnosis::of_run(run, &Invocation::default());
    let how_far = how_far_of(&run.stages);
    let told = match diagnosis.findings().first() {
        Some(first) => {
            phrase!("{}: {} {}", "{}：{} {}", how_far, first.code(), first.entry.title)
        }
        None => how_far,
    };
    format!("{number:>3}  {time}  {}  {}", printable(&run.robot.host), look.text(told))
}
