//! The waterfall: when each stage began and how long it took.

use super::charts::scrolling;
use super::ladder::class;
use super::parts;
use super::words::{both_in_picture, leaf, spoken};
use crate::facts::outcome::StageOutcome;
use crate::report::document::Document;
use crate::report::label::label;
use crate::report::label::status_word;
use crate::report::markup::Markup;
use crate::report::summary::summary;
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};

const WIDTH: f64 = 960.0;
/// Where the names end and the time begins.
const LEFT: f64 = 130.0;
/// What is left for the duration after the longest bar.
const RIGHT: f64 = 70.0;
const ROW: f64 = 28.0;
const TOP: f64 = 26.0;
/// The narrowest bar that can still be pointed at.
const NARROWEST: f64 = 4.0;
const TICKS: usize = 5;

pub(super) fn section(out: &mut Markup, document: &Document<'_>) {
    let ran: Vec<_> = document.stages().filter_map(Bar::of).collect();
    let end = ran.iter().map(|bar| bar.start + bar.length).fold(0.0, f64::max);
    if !(end > 0.0 && end.is_finite()) {
        return;
    }
    let title = phrase!("Where the time went", "時間分布");
    parts::section(out, &title, |out| {
        scrolling(out, document, &title, |out| {
            let height = TOP + ROW * ran.len() as f64;
            let view = format!("0 0 {WIDTH} {height}");
            let picture = [("class", "waterfall"), ("viewBox", view.as_str()), ("role", "group")];
            out.element("svg", &picture, |out| {
                scale(out, end, height);
                for (row, bar) in ran.iter().enumerate() {
                    bar.draw(out, document, row, end);
                }
            });
        });
        let hint = phrase!(
            "Point at a bar, or go to it with Tab, to read what happened.",
            "將指標移到長條上，或以 Tab 鍵移動，即可閱讀該階段的內容。"
        );
        leaf(out, "p", &[("class", "caption")], &hint);
    });
}

struct Bar<'a> {
    outcome: &'a StageOutcome,
    start: f64,
    length: f64,
}

impl<'a> Bar<'a> {
    /// `None` where the stage did not run, or its times are none.
    fn of(outcome: &'a StageOutcome) -> Option<Self> {
        let sound = |ms: &f64| ms.is_finite() && *ms >= 0.0;
        let start = outcome.started_ms.filter(sound)?;
        let length = outcome.duration_ms.filter(sound)?;
        Some(Self { outcome, start, length })
    }

    fn draw(&self, out: &mut Markup, document: &Document<'_>, row: usize, end: f64) {
        let top = TOP + ROW * row as f64;
        let left = place(self.start, end);
        let width = (place(self.start + self.length, end) - left).max(NARROWEST);
        let left = left.min(WIDTH - RIGHT - NARROWEST);
        let took = duration(self.length);
        let told = phrase!(
            "{0}: {1}, {2}, from {3} on: {4}",
            "{0}：{1}，{2}（開始於 {3}）：{4}",
            label(self.outcome.stage()),
            status_word(self.outcome.status),
            took,
            duration(self.start),
            summary(self.outcome)
        );
        let bar = [("class", class(self.outcome.status)), ("tabindex", "0"), ("role", "img")];
        out.element("g", &bar, |out| {
            spoken(out, "title", document.language, &told);
            words(out, "name", 0.0, top + 19.0, &label(self.outcome.stage()));
            rectangle(out, "hit", LEFT, top, WIDTH - LEFT, ROW);
            rectangle(out, "bar", left, top + 6.0, width, ROW - 12.0);
            words(out, "time", left + width + 6.0, top + 19.0, &Phrase::same(took));
        });
    }
}

/// Lines at round times.
fn scale(out: &mut Markup, end: f64, height: f64) {
    let step = round_step(end / TICKS as f64);
    let ticks = (0..=2 * TICKS).map(|tick| tick as f64 * step).take_while(|ms| *ms <= end);
    for ms in ticks {
        let x = number(place(ms, end));
        let (top, bottom) = (number(TOP - 6.0), number(height));
        out.empty(
            "line",
            &[("class", "tick"), ("x1", &x), ("x2", &x), ("y1", &top), ("y2", &bottom)],
        );
        let text = if ms == 0.0 { "0".to_owned() } else { duration(ms) };
        words(out, "scale", place(ms, end), 14.0, &Phrase::same(text));
    }
}

/// 1, 2 or 5 times a power of ten, not below `least`.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0]
        .map(|digit| digit * power)
        .into_iter()
        .find(|step| *step >= least)
        .unwrap_or(10.0 * power)
}

fn place(ms: f64, end: f64) -> f64 {
    LEFT + (WIDTH - LEFT - RIGHT) * ms / end
}

fn rectangle(out: &mut Markup, class: &str, x: f64, y: f64, width: f64, height: f64) {
    let [x, y, width, height] = [x, y, width, height].map(number);
    let attributes = [
        ("class", class),
        ("x", &x),
        ("y", &y),
        ("width", &width),
        ("height", &height),
        ("rx", "3"),
    ];
    out.empty("rect", &attributes);
}

pub(super) fn words(out: &mut Markup, class: &str, x: f64, y: f64, text: &Phrase) {
    let (x, y) = (number(x), number(y));
    out.element("text", &[("class", class), ("x", &x), ("y", &y)], |out| {
        both_in_picture(out, text);
    });
}

pub(super) fn number(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_round() {
        let steps = [0.3, 1.0, 1.2, 460.0, 6000.0].map(round_step);
        assert_eq!(steps, [0.5, 1.0, 2.0, 500.0, 10_000.0]);
    }
}
