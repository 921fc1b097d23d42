//! The findings, the answer first, each with its evidence, causes and remedies.

use super::parts;
use super::parts::command;
use super::words::{both, leaf};
use crate::facts::finding::Severity;
use crate::report::document::Document;
use crate::report::finding::{CauseReport, FindingReport, RemedyReport};
use crate::report::label::label;
use crate::report::markup::Markup;
use crate::text::phrase::{Phrase, phrase};

/// A finding in each language.
type InEach<'a> = [&'a FindingReport; 2];

pub(super) fn section(out: &mut Markup, document: &Document<'_>) {
    let mut findings = document.findings().peekable();
    if findings.peek().is_none() {
        return;
    }
    parts::section(out, &phrase!("Findings", "診斷結果"), |out| {
        for (index, finding) in findings.enumerate() {
            let mut attributes = vec![("class", class(finding[0].severity))];
            if index == 0 {
                attributes.push(("open", ""));
            }
            out.element("details", &attributes, |out| one(out, finding));
        }
    });
}

fn one(out: &mut Markup, finding: InEach<'_>) {
    let [english, chinese] = finding;
    let text = |of: fn(&FindingReport) -> &str| Phrase::new(of(english), of(chinese));
    out.element("summary", &[], |out| {
        leaf(out, "strong", &[], &text(|it| &it.title));
        out.text(" ");
        out.leaf("code", &[], &english.code);
        let sure = phrase!(
            " {}; side: {} ({})",
            " {}；問題歸屬：{}（{}）",
            label(english.stage),
            english.side.words(),
            english.confidence.words()
        );
        leaf(out, "span", &[("class", "sure")], &sure);
    });
    out.element("div", &[("class", "inside")], |out| {
        leaf(out, "p", &[], &text(|it| &it.summary));
        let evidence = pairs(&english.evidence, &chinese.evidence).map(|(a, b)| Phrase::new(a, b));
        list(out, &phrase!("Seen", "所見"), evidence, |out, seen| both(out, &seen));
        let causes = pairs(&english.causes, &chinese.causes);
        list(out, &phrase!("Causes, likeliest first", "原因，最可能的在前"), causes, cause);
        let remedies = pairs(&english.remedies, &chinese.remedies);
        list(out, &phrase!("What helps", "處理方式"), remedies, remedy);
        let links = english.links.iter();
        list(out, &phrase!("More", "更多"), links, |out, link| out.leaf("code", &[], link));
    });
}

fn cause(out: &mut Markup, (english, chinese): (&CauseReport, &CauseReport)) {
    both(out, &Phrase::new(&english.text, &chinese.text));
    if !english.confirm.is_empty() {
        out.element("ul", &[("class", "confirm")], |out| {
            for (english, chinese) in pairs(&english.confirm, &chinese.confirm) {
                leaf(out, "li", &[], &Phrase::new(english, chinese));
            }
        });
    }
}

fn remedy(out: &mut Markup, (english, chinese): (&RemedyReport, &RemedyReport)) {
    both(out, &Phrase::new(&english.text, &chinese.text));
    if let Some(platform) = &english.platform {
        out.text(" ");
        out.leaf("small", &[], platform);
    }
    english.commands.iter().for_each(|line| command(out, line));
}

/// A heading and what is listed under it; nothing where there is none.
fn list<T>(
    out: &mut Markup,
    title: &Phrase,
    items: impl Iterator<Item = T>,
    item: impl Fn(&mut Markup, T),
) {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return;
    }
    leaf(out, "h3", &[], title);
    out.element("ul", &[], |out| {
        for each in items {
            out.element("li", &[], |out| item(out, each));
        }
    });
}

fn pairs<'a, T>(english: &'a [T], chinese: &'a [T]) -> impl Iterator<Item = (&'a T, &'a T)> {
    english.iter().zip(chinese)
}

fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "finding error",
        Severity::Warning => "finding warning",
        Severity::Info => "finding info",
    }
}
