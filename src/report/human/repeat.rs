//! A series of runs for people: a line each as they end, then the share, the longest silence and what
//! differed.

use super::compare;
use super::look::Look;
use super::paragraph::{next_step, paragraph};
use crate::report::repeat::{GoodAndBad, Repeated, Series};
use crate::text::format::{duration, printable};
use crate::text::layout::padded;
use crate::text::phrase::{Phrase, phrase};

const NUMBER: usize = 4;
const WHEN: usize = 9;
const TOOK: usize = 9;

pub fn title(look: &Look, command: &str, host: &str, asked: u32) -> String {
    let times = Phrase::times(asked.into());
    let version = env!("CARGO_PKG_VERSION");
    let host = printable(host);
    look.bold(&look.text(phrase!(
        "go2doctor {version}: {command}, {}, {host}",
        "go2doctor {version}：{command}，{}，{host}",
        times
    )))
}

/// One run: its number, when it began after the first, how long it took, and how it ended.
pub fn line(look: &Look, number: usize, run: &Repeated) -> String {
    let ended = match (run.passed(), run.report.failed_stage) {
        (true, _) => phrase!("passed", "通過"),
        (false, Some(stage)) => {
            let code = run.code().map(|code| format!(" [{code}]")).unwrap_or_default();
            phrase!("failed at {stage}{code}", "在 {stage} 失敗{code}")
        }
        (false, None) => phrase!("not judged", "無法判定"),
    };
    let when = padded(&format!("+{:.1} s", run.started_ms / 1e3), WHEN);
    let took = padded(&duration(run.report.duration_ms), TOOK);
    format!("{number:>NUMBER$}  {when}{took}{}", look.text(ended))
}

/// What the series comes to.
pub fn conclusion(look: &Look, series: &Series, compared: Option<&GoodAndBad>) -> Vec<String> {
    let (passed, all) = (series.passed(), series.runs.len());
    let mut lines = vec![String::new()];
    lines.extend(look.bold_prose(verdict(passed, all)));
    if let Some(silence) = series.longest_silence() {
        let (first, last) = (silence.first, silence.last);
        let took = duration(silence.ms);
        let told = match first == last {
            true => phrase!(
                "no run passed for {took} at most (run {first})",
                "最長 {took} 沒有任何一次通過（第 {first} 次）"
            ),
            false => phrase!(
                "no run passed for {took} at most (runs {first} to {last})",
                "最長 {took} 沒有任何一次通過（第 {first} 到 {last} 次）"
            ),
        };
        lines.extend(paragraph(look, phrase!("Gap", "中斷"), Some(told), 2));
    }
    if let Some(spread) = series.spread() {
        let [min, median, max] = [spread.min, spread.median, spread.max].map(duration);
        let told = phrase!(
            "those that passed took {min} to {max}, half of them at most {median}",
            "通過的花了 {min} 到 {max}，其中一半不超過 {median}"
        );
        lines.extend(paragraph(look, phrase!("Took", "耗時"), Some(told), 2));
    }
    lines.push(String::new());
    match compared {
        Some(both) => lines.extend(compare::lines(look, &both.good, &both.bad, &both.found)),
        None => lines.push(next_step(look, &series.next(None, look.language)).0),
    }
    lines
}

fn verdict(passed: usize, all: usize) -> Phrase {
    let percent = 100.0 * passed as f64 / all as f64;
    match (passed, all) {
        (_, 0) => phrase!("No run went to its end.", "沒有任何一次執行到結束。"),
        _ if passed == all => phrase!("All {all} runs passed.", "{all} 次全部通過。"),
        (0, _) => phrase!("None of {all} runs passed.", "{all} 次都沒有通過。"),
        _ => phrase!(
            "{passed} of {all} runs passed ({:.0} %).",
            "{all} 次中有 {passed} 次通過（{:.0} %）。",
            percent
        ),
    }
}
