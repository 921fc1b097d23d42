//! Who sent what when: the messages of the handshakes between this machine and the robot.

use super::charts::scrolling;
use super::parts;
use super::waterfall::{number, words};
use super::words::{leaf, spoken};
use crate::facts::Direction;
use crate::facts::timeline::{Layer, WireEvent};
use crate::report::document::Document;
use crate::report::markup::Markup;
use crate::text::format::{duration, printable};
use crate::text::phrase::{Phrase, phrase};

/// A page is to be read: of a connection that begins again and again the first messages tell enough.
const MOST: usize = 80;

const WIDTH: f64 = 960.0;
/// Where this machine's line stands, and the robot's.
const OURS: f64 = 190.0;
const ROBOT: f64 = 880.0;
const ROW: f64 = 24.0;
const TOP: f64 = 34.0;

pub(super) fn section(out: &mut Markup, document: &Document<'_>) {
    let Some(timeline) = document.run.timeline.as_deref() else { return };
    let all: Vec<_> = timeline.events.iter().filter(|event| is_of_handshakes(event)).collect();
    let Some(first) = all.first() else { return };
    let begin = first.at_us;
    let title = phrase!("Who sent what when", "封包往來");
    parts::section(out, &title, |out| {
        scrolling(out, document, &title, |out| {
            let height = TOP + ROW * all.len().min(MOST) as f64 + 6.0;
            let view = format!("0 0 {WIDTH} {height}");
            let picture = [("class", "flights"), ("viewBox", view.as_str()), ("role", "group")];
            out.element("svg", &picture, |out| {
                ends(out, height);
                for (row, event) in all.iter().take(MOST).enumerate() {
                    arrow(out, document, row, event, begin);
                }
            });
        });
        leaf(out, "p", &[("class", "caption")], &hint(all.len().saturating_sub(MOST)));
    });
}

/// What decides whether a connection comes about; of what flows over it the charts tell.
fn is_of_handshakes(event: &WireEvent) -> bool {
    let flows = ["DATA", "SACK", "HEARTBEAT", "HEARTBEAT-ACK"];
    match event.layer {
        Layer::Tcp | Layer::Http | Layer::Stun | Layer::Dtls | Layer::Dcep => true,
        Layer::Sctp => !flows.contains(&event.name.as_str()),
        Layer::Message | Layer::Rtp | Layer::Rtcp => false,
    }
}

fn hint(left_out: usize) -> Phrase {
    let hint = phrase!(
        "Point at an arrow, or go to it with Tab, to read all of it.",
        "將指標移到箭頭上，或以 Tab 鍵移動，即可閱讀完整內容。"
    );
    match left_out {
        0 => hint,
        _ => phrase!("{} {} more are not shown.", "{}另有 {} 則未顯示。", hint, left_out),
    }
}

fn ends(out: &mut Markup, height: f64) {
    words(out, "end", OURS, 16.0, &phrase!("this machine", "這台電腦"));
    words(out, "end", ROBOT, 16.0, &phrase!("robot", "機器人"));
    for x in [OURS, ROBOT].map(number) {
        let line =
            [("class", "life"), ("x1", &x), ("x2", &x), ("y1", "24"), ("y2", &number(height))];
        out.empty("line", &line.map(|(name, value)| (name, value as &str)));
    }
}

fn arrow(out: &mut Markup, document: &Document<'_>, row: usize, event: &WireEvent, begin: u64) {
    let top = TOP + ROW * row as f64;
    let at = duration(event.at_us.saturating_sub(begin) as f64 / 1000.0);
    let (from, to, tip) = match event.direction {
        Direction::Out => (OURS, ROBOT, -8.0),
        Direction::In => (ROBOT, OURS, 8.0),
    };
    let y = top + ROW - 6.0;
    let class = if event.repeated { "flight again" } else { "flight" };
    out.element("g", &[("class", class), ("tabindex", "0"), ("role", "img")], |out| {
        spoken(out, "title", document.language, &told(event, &at));
        let hit = [("class", "hit"), ("width", "960"), ("height", "24"), ("y", &number(top))];
        out.empty("rect", &hit.map(|(name, value)| (name, value as &str)));
        words(out, "time", 0.0, top + 17.0, &Phrase::same(&at));
        words(out, "layer", 90.0, top + 17.0, &Phrase::same(layer(event.layer)));
        let points = format!(
            "{},{} {},{} {},{}",
            number(to),
            number(y),
            number(to + tip),
            number(y - 4.0),
            number(to + tip),
            number(y + 4.0)
        );
        let (from, to, y) = (number(from), number(to), number(y));
        out.empty(
            "line",
            &[("class", "arrow"), ("x1", &from), ("x2", &to), ("y1", &y), ("y2", &y)],
        );
        out.empty("polygon", &[("class", "tip"), ("points", &points)]);
        words(out, "message", (OURS + ROBOT) / 2.0, top + 13.0, &message(event));
    });
}

/// The message in a few words, as they stand on its arrow.
fn message(event: &WireEvent) -> Phrase {
    let name = printable(&event.name);
    let many = if event.count > 1 { format!(" ×{}", event.count) } else { String::new() };
    match event.repeated {
        true => phrase!("{name}{} again", "{name}{}（重複）", many),
        false => Phrase::same(format!("{name}{many}")),
    }
}

fn told(event: &WireEvent, at: &str) -> Phrase {
    let detail = event.detail.as_deref().map(|detail| Phrase::same(printable(detail)));
    let bytes = Phrase::count(event.bytes, "byte", "位元組");
    let parts = [Some(message(event)), detail, Some(bytes)];
    let by = match event.direction {
        Direction::Out => phrase!("this machine", "這台電腦"),
        Direction::In => phrase!("robot", "機器人"),
    };
    let what = Phrase::listed(parts.into_iter().flatten());
    phrase!("{}, {}, {}: {}", "{}，{}，{}：{}", at, by, layer(event.layer), what)
}

fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Tcp => "TCP",
        Layer::Http => "HTTP",
        Layer::Stun => "STUN",
        Layer::Dtls => "DTLS",
        Layer::Sctp => "SCTP",
        Layer::Dcep => "DCEP",
        Layer::Message => "data",
        Layer::Rtp => "RTP",
        Layer::Rtcp => "RTCP",
    }
}
