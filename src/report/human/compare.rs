//! Two connections side by side, for people: a table, the first rung that differs, and why.

use std::path::Path;

use serde_json::Value;

use super::look::Look;
use super::paragraph::{next_step, paragraph, whole};
use crate::comparison::{
    Comparison, Difference, First, Kind, Of, Role, Rung, RungSide, Which, client_of,
};
use crate::facts::Stage;
use crate::facts::outcome::Status;
use crate::facts::skip_reason::SkipReason;
use crate::report::label::label;
use crate::report::side::{self, Side, SideKind};
use crate::report::summary::summary;
use crate::robot::offer::PROFILES;
use crate::text::format::{duration, printable};
use crate::text::language::Language;
use crate::text::layout::{clipped, columns_of, hanging, padded, wrapped};
use crate::text::phrase::{Phrase, phrase};

/// The lines of a comparison at 80 columns, unless more was asked for.
const MOST_LINES: usize = 15;
/// Differences that are told, unless more was asked for.
const MOST_TOLD: usize = 3;
/// The narrowest cell: `unsure 99.9 ms`.
const CELL: usize = 16;
const WIDEST_CELL: usize = 24;

pub fn lines(look: &Look, a: &Side, b: &Side, found: &Comparison) -> Vec<String> {
    let title = format!("go2doctor {}: compare", env!("CARGO_PKG_VERSION"));
    let mut lines = vec![look.bold(&title)];
    let (name_a, name_b) = names(look, a, b);
    lines.extend(side_lines(look, Which::A, a, name_a));
    lines.extend(side_lines(look, Which::B, b, name_b));
    lines.extend(table(look, found));
    let (next, next_lines) = next_step(look, &side::next(a, b, found));
    let verdict = look.bold_prose(verdict(a, b, found));
    let fixed = lines.len() + verdict.len() + next_lines;
    let mut room = if look.verbose { usize::MAX } else { MOST_LINES.saturating_sub(fixed) };
    let mut told = Vec::new();
    for (index, (head, text)) in reasons(look, a, b, found).into_iter().enumerate() {
        // The first keeps its place whatever its length.
        let most = if index == 0 { room.max(1) } else { usize::MAX };
        told.extend(whole(paragraph(look, head, Some(text), most), &mut room));
    }
    lines.extend(verdict);
    lines.extend(told);
    lines.push(next);
    lines
}

/// The names of their files: without their folders where that tells them apart.
fn names<'a>(look: &Look, a: &'a Side, b: &'a Side) -> (&'a str, &'a str) {
    let short = |name: &'a str| Path::new(name).file_name()?.to_str();
    let (long_a, long_b) = (a.report.name.as_str(), b.report.name.as_str());
    match (short(long_a), short(long_b)) {
        (Some(a), Some(b)) if a != b && !look.verbose => (a, b),
        _ => (long_a, long_b),
    }
}

/// `A  wsl2.log: log of unitree_webrtc_connect, aiortc 1.16.0`
fn side_lines(look: &Look, which: Which, side: &Side, name: &str) -> Vec<String> {
    let (subject, report) = (&side.subject, &side.report);
    let aiortc = subject.driver.as_ref().and_then(|driver| driver.aiortc.as_deref());
    let aiortc = aiortc.map(|version| Phrase::same(format!("aiortc {}", printable(version))));
    let kind = match report.kind {
        SideKind::Log => match client_of(subject) {
            Some(client) => phrase!("log of {}", "{} 的日誌", client),
            None => phrase!("a driver's log", "驅動程式的日誌"),
        },
        SideKind::Capture => phrase!("a capture", "封包擷取"),
        SideKind::Report => {
            let command = printable(report.made_by.as_deref().unwrap_or_default());
            phrase!("report of {}", "{} 的報告", command)
        }
    };
    // Of a log it is the aiortc that stands there already.
    let offer = subject.offer.as_ref().filter(|_| subject.client.is_some());
    let offer = offer.and_then(|offer| offer.made_by.as_deref());
    let offer = offer.filter(|name| *name != PROFILES[0].name);
    let offer = offer.map(|name| Phrase::same(format!("--offer {}", printable(name))));
    let attempt = report.attempts.filter(|attempts| *attempts > 1);
    let attempt =
        attempt.map(|last| phrase!("the last of {} attempts", "{} 次嘗試中的最後一次", last));
    let mixed = (!report.mixed.is_empty())
        .then(|| phrase!("several programs in turns", "數個程式交錯寫入"));
    let told = Phrase::names([Some(kind), aiortc, offer, attempt, mixed].into_iter().flatten());
    let text = look.text(phrase!("{}: {}", "{}：{}", printable(name), told));
    let columns = look.prose_columns().saturating_sub(3);
    hanging(&format!("{}  ", which.letter()), 3, wrapped(&text, columns)).collect()
}

/// A line for each rung, neighbours that ended alike in one.
fn table(look: &Look, found: &Comparison) -> Vec<String> {
    let first = found.first.map(|first| first.stage);
    let known = |rung: &&Rung| {
        let told = |status| status != Status::Skip;
        told(rung.a.status) || told(rung.b.status) || rung.stage >= Stage::Http
    };
    let rungs: Vec<_> = found.rungs.iter().filter(known).collect();
    let alike = |one: &&Rung, next: &&Rung| {
        let apart = [one.stage, next.stage].iter().any(|stage| Some(*stage) == first);
        let ended = |rung: &Rung| (rung.a.status, rung.b.status);
        !look.verbose && !apart && ended(one) == ended(next)
    };
    let rows: Vec<_> = rungs.chunk_by(alike).collect();
    let names = rows.iter().map(|row| columns_of(&name(look, row)));
    let named = names.max().unwrap_or(0) + 1;
    let room = look.prose_columns().saturating_sub(named + 4) / 2;
    let width = room.clamp(CELL, WIDEST_CELL);
    let head = format!("  {} {} B", padded("", named), padded("A", width));
    let rows = rows.iter().map(|row| {
        let marked = row.iter().any(|rung| Some(rung.stage) == first);
        let mark = if marked { ">" } else { " " };
        let name = padded(&name(look, row), named);
        let name = if marked { look.bold(&name) } else { name };
        let (left, columns) = cell(look, &row[0].a, row.len());
        let gap = " ".repeat(width.saturating_sub(columns));
        let line = format!("{mark} {name} {left}{gap} {}", cell(look, &row[0].b, row.len()).0);
        line.trim_end().to_owned()
    });
    std::iter::once(look.dim(head.trim_end())).chain(rows).collect()
}

/// `http`, `http ... dtls`, `phase 4/4 SCTP`.
fn name(look: &Look, row: &[&Rung]) -> String {
    match row {
        [one] => look.text(label(one.stage)),
        [one, other] => look.text(Phrase::names([one.stage, other.stage])),
        [one, .., last] => format!("{} {} {}", one.stage, look.ellipsis(), last.stage),
        [] => String::new(),
    }
}

/// How a side came through that many rungs, which ended alike, and the columns that this takes.
fn cell(look: &Look, side: &RungSide, rungs: usize) -> (String, usize) {
    let plain = Look { color: false, ..*look };
    let after = match (side.status, rungs) {
        (Status::Skip, _) => match side.skip_reason {
            Some(SkipReason::NotRequested) => phrase!("not asked", "未要求"),
            None | Some(SkipReason::NotSeen | SkipReason::Other(_)) => {
                phrase!("not shown", "未顯示")
            }
            // A stage before it stood in the way.
            Some(_) => Phrase::default(),
        },
        (_, 1) => Phrase::same(side.duration_ms.map(duration).unwrap_or_default()),
        _ => Phrase::default(),
    };
    let after = look.text(after);
    let after = if after.is_empty() { after } else { format!(" {after}") };
    let columns = columns_of(&plain.mark(side.status)) + columns_of(&after);
    (format!("{}{after}", look.mark(side.status)), columns)
}

fn verdict(a: &Side, b: &Side, found: &Comparison) -> Phrase {
    let undecided = found.undecided.map(|undecided| {
        phrase!(
            "{} does not show how {} ended, so nothing can be compared from there on.",
            "{} 沒有顯示 {} 的結果，之後無從比較。",
            undecided.by.letter(),
            label(undecided.stage)
        )
    });
    let broke = a.report.failed_stage.filter(|_| a.report.failed_stage == b.report.failed_stage);
    let unlike = match (found.first, broke, found.differences.is_empty()) {
        (Some(first), ..) => first_words(found, first),
        (None, Some(stage), true) => phrase!(
            "No difference is known: both break at {}, in the same way.",
            "沒有已知的差異：兩者同樣在 {} 中斷。",
            label(stage)
        ),
        (None, None, true) => phrase!("No difference is known.", "沒有已知的差異。"),
        (None, Some(stage), false) => phrase!(
            "No stage is known to have ended differently: both break at {}, in the same way.",
            "沒有已知不同的階段：兩者同樣在 {} 中斷。",
            label(stage)
        ),
        (None, None, false) => {
            phrase!("No stage is known to have ended differently.", "沒有已知不同的階段。")
        }
    };
    let told = [Some(unlike), undecided, past(a, b)].into_iter().flatten();
    Phrase::join(told, &phrase!(" ", ""))
}

/// Of a log and a check that blame different rungs neither is wrong: much may change in between.
fn past(a: &Side, b: &Side) -> Option<Phrase> {
    let [of_log, of_other] = [a, b].map(|side| side.report.too_thin.is_some());
    let (log, check) = match (of_log, of_other) {
        (true, false) => (Which::A, Which::B),
        (false, true) => (Which::B, Which::A),
        _ => return None,
    };
    (a.report.failed_stage != b.report.failed_stage).then(|| {
        phrase!(
            "{} shows the past, {} the time of its check.",
            "{} 是過去的情況，{} 是檢查當時的情況。",
            log.letter(),
            check.letter()
        )
    })
}

fn first_words(found: &Comparison, first: First) -> Phrase {
    let First { stage, kind, worse } = first;
    let at = label(stage);
    let rung = found.rungs.iter().find(|rung| rung.stage == stage);
    match (kind, rung) {
        (Kind::Status, Some(rung)) if worse.is_some() => phrase!(
            "The first difference is at {}: A {}, B {}.",
            "最先不同的是 {}：A {}，B {}。",
            at,
            ended(rung.a.status),
            ended(rung.b.status)
        ),
        (Kind::Reason, _) => phrase!(
            "Both break at {}, for different reasons.",
            "兩者都在 {} 中斷，但原因不同。",
            at
        ),
        (Kind::Timing, _) => phrase!(
            "No stage is known to have ended differently; {} is the first that took much longer on one side.",
            "已知的結果都相同；{} 是第一個耗時明顯不同的階段。",
            at
        ),
        _ => phrase!(
            "No stage is known to have ended differently; {} is the first where the two saw different things.",
            "已知的結果都相同；{} 是第一個所見不同的階段。",
            at
        ),
    }
}

fn ended(status: Status) -> Phrase {
    match status {
        Status::Pass => phrase!("passed", "通過"),
        Status::Warn => phrase!("passed with a warning", "通過但有警告"),
        Status::Fail => phrase!("failed", "失敗"),
        Status::Crash => phrase!("crashed", "發生內部錯誤"),
        // A later rung was reached.
        Status::Skip | Status::Inconclusive => phrase!("got past it", "已越過"),
    }
}

/// What is told beneath the verdict, the weightiest first.
fn reasons(look: &Look, a: &Side, b: &Side, found: &Comparison) -> Vec<(Phrase, Phrase)> {
    let most = if look.verbose { usize::MAX } else { MOST_TOLD };
    let with_role = |role| found.differences.iter().filter(move |each| each.role == role);
    let differences = |role| with_role(role).take(most).map(difference);
    let ended =
        |(which, side): (_, &Side), stage| Some(of_side(which, summary(side.subject.ran(stage)?)));
    let seen = match found.first {
        Some(First { stage, kind: Kind::Status, .. }) => [(Which::A, a), (Which::B, b)]
            .map(|side| ended(side, stage))
            .into_iter()
            .flatten()
            .collect(),
        Some(_) => differences(Role::Symptom).collect(),
        None => Vec::new(),
    };
    let named = found.first.and_then(|first| finding(a, b, first));
    let unknown = found.one_sided.first().map(|each| {
        phrase!(
            "Only {} shows {}: {}.",
            "只有 {} 顯示 {}：{}。",
            each.known_in.letter(),
            each.label,
            words(&each.value)
        )
    });
    let mut told = under(phrase!("Seen", "所見"), seen);
    told.extend(named.map(|text| (phrase!("Found", "診斷"), text)));
    told.extend(under(phrase!("Why", "原因"), differences(Role::Named)));
    told.extend(unknown.map(|text| (phrase!("But", "但是"), text)));
    told.extend(under(phrase!("Maybe", "可能"), differences(Role::Possible)));
    let rest: Vec<_> = with_role(Role::Beside).map(difference).collect();
    if !rest.is_empty() {
        let shown = if look.verbose { rest.len() } else { rest.len().min(MOST_TOLD + 1) };
        let more = match rest.len() - shown {
            0 => Phrase::default(),
            more => phrase!(" And {} more with -v.", "另有 {} 項，加上 -v 可見。", more),
        };
        let rest = Phrase::join(rest.into_iter().take(shown), &phrase!(" ", ""));
        let text = Phrase::concat([rest, more]);
        told.push((phrase!("Also", "另有"), text));
    }
    told
}

/// The first of them with its head, the others below it.
fn under(head: Phrase, texts: impl IntoIterator<Item = Phrase>) -> Vec<(Phrase, Phrase)> {
    std::iter::once(head).chain(std::iter::repeat(Phrase::default())).zip(texts).collect()
}

/// What the diagnosis of the side that broke says: `SCTP INIT is not answered [CODE]`.
fn finding(a: &Side, b: &Side, first: First) -> Option<Phrase> {
    let of = |which| match which {
        Which::A => a,
        Which::B => b,
    };
    let worse = first.worse?;
    let found = of(worse).report.findings.first()?;
    let text = format!("{} [{}]", printable(&found.title), printable(&found.code));
    Some(of_side(worse, Phrase::same(text)))
}

/// `A: INIT sent 5 times, no answer`
fn of_side(which: Which, text: Phrase) -> Phrase {
    phrase!("{}: {}", "{}：{}", which.letter(), text)
}

/// `offered fingerprints: A sha-256, sha-384, sha-512; B sha-256.`
fn difference(each: &Difference) -> Phrase {
    let time = |value: &Value| value.as_f64().map(|ms| Phrase::same(duration(ms)));
    let timing = each.of == Of::Timing;
    let shown = |value: &Value| time(value).filter(|_| timing).unwrap_or_else(|| words(value));
    phrase!("{}: A {}; B {}.", "{}：A {}；B {}。", each.label, shown(&each.a), shown(&each.b))
}

/// The longest value that is shown, columns.
const VALUE: usize = 160;

fn words(value: &Value) -> Phrase {
    let text = match value {
        Value::Bool(true) => phrase!("yes", "是"),
        Value::Bool(false) => phrase!("no", "否"),
        Value::Null => phrase!("unknown", "未知"),
        Value::String(text) => Phrase::same(printable(text)),
        Value::Array(all) if all.is_empty() => phrase!("none", "無"),
        Value::Array(all) => Phrase::names(all.iter().take(16).map(words)),
        other => Phrase::same(printable(&other.to_string())),
    };
    let [en, zh_tw] = Language::ALL.map(|language| clipped(text.get(language), VALUE));
    Phrase::new(en, zh_tw)
}

#[cfg(test)]
mod tests;
