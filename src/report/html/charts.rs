//! Tables and charts of what comes in numbers: candidate pairs, topics.

use super::parts;
use super::words::{leaf, named, plain};
use crate::facts::{FlowEvidence, PairEvidence, StageFacts, TopicEvidence};
use crate::report::document::Document;
use crate::report::markup::Markup;
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};

/// The pairs and topics that are shown; a robot that names more is none.
const MOST: usize = 64;

/// The width of the longest bar.
const BAR: f64 = 200.0;

pub(super) fn pairs(out: &mut Markup, document: &Document<'_>) {
    let pairs = document.run.stages.iter().find_map(|stage| match &stage.facts {
        StageFacts::Ice { evidence, .. } => evidence.pairs.as_deref(),
        _ => None,
    });
    let Some(pairs) = pairs.filter(|pairs| !pairs.is_empty()) else { return };
    let heads = [
        phrase!("ours", "我方"),
        phrase!("the robot's", "機器人"),
        phrase!("sent", "送出"),
        phrase!("answered", "回應"),
        phrase!("received", "收到"),
        phrase!("errors", "錯誤"),
        phrase!("round trip", "往返時間"),
        phrase!("nominated", "選定"),
    ];
    table(out, document, &phrase!("Candidate pairs", "候選組合"), &heads, |out| {
        pairs.iter().take(MOST).for_each(|each| pair(out, each));
    });
}

fn pair(out: &mut Markup, pair: &PairEvidence) {
    let errors: Vec<_> =
        pair.errors.iter().map(|(code, count)| format!("{code}: {count}")).collect();
    let class = if pair.nominated { "nominated" } else { "" };
    out.element("tr", &[("class", class)], |out| {
        out.leaf("td", &[], &plain(&pair.local));
        out.leaf("td", &[], &plain(&pair.remote));
        for count in [pair.requests_sent, pair.responses, pair.requests_received] {
            out.leaf("td", &[("class", "number")], &count.to_string());
        }
        out.leaf("td", &[], &plain(&errors.join(", ")));
        out.leaf("td", &[("class", "number")], &pair.rtt_ms.map(duration).unwrap_or_default());
        let nominated = if pair.nominated { phrase!("yes", "是") } else { Phrase::default() };
        leaf(out, "td", &[], &nominated);
    });
}

pub(super) fn topics(out: &mut Markup, document: &Document<'_>) {
    let flow = document.run.stages.iter().find_map(|stage| match &stage.facts {
        StageFacts::Flow { evidence, .. } => Some(evidence),
        _ => None,
    });
    let topics = flow.and_then(|flow: &FlowEvidence| flow.topics.as_deref());
    let Some(topics) = topics.filter(|topics| !topics.is_empty()) else { return };
    let fastest = topics.iter().filter_map(|topic| topic.rate_hz).fold(1.0, f64::max);
    let heads = [
        phrase!("topic", "topic"),
        phrase!("messages", "訊息"),
        phrase!("rate", "頻率"),
        Phrase::default(),
        phrase!("longest pause", "最長停頓"),
    ];
    table(out, document, &phrase!("Topics", "Topic"), &heads, |out| {
        topics.iter().take(MOST).for_each(|each| topic(out, document, each, fastest));
    });
}

fn topic(out: &mut Markup, document: &Document<'_>, topic: &TopicEvidence, fastest: f64) {
    let rate = topic.rate_hz.map(|rate| format!("{rate:.1} Hz")).unwrap_or_default();
    out.element("tr", &[], |out| {
        out.leaf("td", &[], &plain(&topic.name));
        out.leaf("td", &[("class", "number")], &topic.messages.to_string());
        out.leaf("td", &[("class", "number")], &rate);
        out.element("td", &[], |out| {
            let Some(hz) = topic.rate_hz.filter(|hz| hz.is_finite()) else { return };
            let width = format!("{:.1}", (hz / fastest * BAR).clamp(1.0, BAR));
            let label = phrase!("{} at {}", "{}：{}", topic.name, rate);
            let label = named(document.language, &label);
            let mut picture = vec![("class", "rate"), ("viewBox", "0 0 200 10"), ("role", "img")];
            picture.extend(label.iter().map(|(name, value)| (*name, value.as_str())));
            out.element("svg", &picture, |out| {
                out.empty("rect", &[("class", "track"), ("width", "200"), ("height", "10")]);
                out.empty("rect", &[("class", "bar"), ("width", &width), ("height", "10")]);
            });
        });
        let pause = topic.longest_gap_ms.map(duration).unwrap_or_default();
        out.leaf("td", &[("class", "number")], &pause);
    });
}

/// A table under a heading, in a box that scrolls where the screen is narrow.
fn table(
    out: &mut Markup,
    document: &Document<'_>,
    title: &Phrase,
    heads: &[Phrase],
    rows: impl FnOnce(&mut Markup),
) {
    parts::section(out, title, |out| {
        scrolling(out, document, title, |out| {
            out.element("table", &[("class", "wide")], |out| {
                out.element("thead", &[], |out| {
                    out.element("tr", &[], |out| {
                        for head in heads {
                            match head.is_empty() {
                                true => out.leaf("td", &[], ""),
                                false => leaf(out, "th", &[("scope", "col")], head),
                            }
                        }
                    });
                });
                out.element("tbody", &[], rows);
            });
        });
    });
}

/// A box that scrolls sideways, by keyboard as well.
pub(super) fn scrolling(
    out: &mut Markup,
    document: &Document<'_>,
    title: &Phrase,
    inside: impl FnOnce(&mut Markup),
) {
    let name = named(document.language, title);
    let mut attributes = vec![("class", "scroll"), ("tabindex", "0"), ("role", "group")];
    attributes.extend(name.iter().map(|(name, value)| (*name, value.as_str())));
    out.element("div", &attributes, inside);
}
