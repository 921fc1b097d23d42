//! What `dialects` measured, for people.

use super::look::Look;
use super::paragraph::{next_step, paragraph};
use crate::facts::Stage;
use crate::facts::dialects::Taken;
use crate::facts::outcome::Status;
use crate::report::dialects::{DialectReport, DialectsReport, ListedDialect, SinceReport};
use crate::text::format::{duration, printable};
use crate::text::layout::{columns_of, padded};
use crate::text::phrase::{Phrase, phrase};

pub fn lines(look: &Look, report: &DialectsReport) -> Vec<String> {
    let mut lines = look.bold_prose(verdict(report));
    let widest = report.dialects.iter().map(|each| columns_of(&each.name)).max().unwrap_or(0);
    for each in &report.dialects {
        let mark = look.mark(status(each.taken));
        let name = padded(&each.name, widest);
        lines.push(format!("  {mark} {name}  {}", look.text(result(each))).trim_end().to_owned());
    }
    for factor in &report.factors {
        let text = phrase!(
            "{}: {} opens, {} fails at {}.",
            "{}：{} 成功，{} 在 {} 階段失敗。",
            factor.factor,
            factor.opens,
            factor.fails,
            stage(factor.failed_stage)
        );
        lines.extend(paragraph(look, phrase!("Why", "原因"), Some(text), usize::MAX));
    }
    lines.extend(report.since.iter().flat_map(|since| changes(look, since)));
    if let Some(next) = &report.next {
        lines.extend([String::new(), next_step(look, next).0]);
    }
    lines
}

fn verdict(report: &DialectsReport) -> Phrase {
    let count =
        |taken: Taken| report.dialects.iter().filter(|each| each.taken == taken).count() as u64;
    let (all, opened) = (report.dialects.len(), count(Taken::Always));
    let ours = report.dialects.first().map(|first| first.taken);
    match ours {
        _ if report.interrupted => {
            phrase!("Interrupted after {} dialects.", "被中斷，已試過 {} 種 offer。", all)
        }
        Some(Taken::Never) => phrase!(
            "The robot does not take go2doctor's own offer: the others say nothing.",
            "機器人連 go2doctor 自己的 offer 都不接受，因此沒有再試其他的。"
        ),
        Some(Taken::Unknown) | None => {
            phrase!("No dialect could be put to the robot.", "沒有任何一種 offer 能送到機器人。")
        }
        _ if count(Taken::Unknown) > 0 => phrase!(
            "The robot takes {} of {} dialects; {} could not be judged.",
            "{1} 種 offer 中，機器人接受 {0} 種；{2} 種無法判定。",
            opened,
            all,
            count(Taken::Unknown)
        ),
        _ => phrase!(
            "The robot takes {} of {} dialects up to validation.",
            "{1} 種 offer 中，機器人接受 {0} 種，直到通過驗證。",
            opened,
            all
        ),
    }
}

fn status(taken: Taken) -> Status {
    match taken {
        Taken::Always => Status::Pass,
        Taken::Sometimes => Status::Warn,
        Taken::Never => Status::Fail,
        Taken::Unknown => Status::Inconclusive,
    }
}

fn stage(stage: Option<Stage>) -> Phrase {
    stage.map_or_else(|| phrase!("an unknown stage", "不明"), |stage| Phrase::same(stage.name()))
}

/// How far it came, and how long that took.
fn result(each: &DialectReport) -> Phrase {
    let opened = each.tries.iter().filter(|one| one.reached >= Some(Stage::Validation)).count();
    let took: f64 = each.tries.iter().map(|one| one.took_ms()).sum();
    let took = duration(took / each.tries.len().max(1) as f64);
    let times = match each.tries.len() {
        0 | 1 => Phrase::default(),
        all => phrase!(", {} of {} times", "，{1} 次中成功 {0} 次", opened, all),
    };
    match (each.taken, each.failed_stage) {
        (Taken::Always, _) => phrase!("validation in {}{}", "{} 通過驗證{}", took, times),
        (_, Some(failed)) => {
            phrase!("stops at {} after {}{}", "停在 {}，歷時 {}{}", failed, took, times)
        }
        (_, None) => phrase!("not judged{}", "無法判定{}", times),
    }
}

fn changes(look: &Look, since: &SinceReport) -> Vec<String> {
    let head = phrase!("Since", "變動");
    let then = since.started_at.as_deref().map(printable).unwrap_or_default();
    let word = |taken: Taken| match taken {
        Taken::Always => phrase!("taken", "接受"),
        Taken::Sometimes => phrase!("taken sometimes", "有時接受"),
        Taken::Never => phrase!("not taken", "不接受"),
        Taken::Unknown => phrase!("not known", "不明"),
    };
    let mut told = Vec::new();
    if let Some(was) = since.data2_was {
        told.push(phrase!("the robot's data2 was {}", "機器人的 data2 原為 {}", was));
    }
    told.extend(since.changes.iter().map(|change| {
        let name = printable(&change.name);
        phrase!("{} was {}, is {}", "{} 原本{}，現在{}", name, word(change.was), word(change.is))
    }));
    let told = match told.is_empty() {
        true => phrase!("nothing has changed", "沒有變動"),
        false => Phrase::join(told, &Phrase::new("; ", "；")),
    };
    paragraph(look, head, Some(phrase!("{}: {}.", "{} 之後：{}。", then, told)), usize::MAX)
}

/// `--list`.
pub fn list(all: &[ListedDialect]) -> Vec<String> {
    let widest = all.iter().map(|each| columns_of(each.name)).max().unwrap_or(0);
    let row = |each: &ListedDialect| format!("{}  {}", padded(each.name, widest), each.summary);
    all.iter().map(row).collect()
}
