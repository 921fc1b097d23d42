//! The report as one web page that asks for nothing: no network, no file beside it.
//!
//! All that it shows is escaped by `markup`, and its policy lets run
//! nothing but the style sheet and the script of this folder, by their hashes.

mod charts;
mod findings;
mod flights;
mod ladder;
mod parts;
mod waterfall;
mod words;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::document::Document;
use super::markup::Markup;
use crate::diagnosis::verdict::Verdict;
use crate::text::format::printable;
use crate::text::language::Language;
use crate::text::phrase::phrase;
use parts::{command, section};
use words::{leaf, short, spoken, tag};

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// An icon of nothing, for else the browser asks the page's server for one.
const NO_ICON: &str = "data:,";

/// The whole page.
pub fn html(document: &Document<'_>) -> String {
    let mut out = Markup::default();
    let language = document.language;
    out.verbatim("<!doctype html>\n");
    let of_page = [("lang", tag(language)), ("data-lang", short(language))];
    out.element("html", &of_page, |out| {
        out.element("head", &[], |out| head(out, document));
        out.line();
        out.element("body", &[], |out| body(out, document));
    });
    out.line();
    out.into_string()
}

fn head(out: &mut Markup, document: &Document<'_>) {
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; img-src data:; base-uri 'none'; \
         form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    );
    out.empty("meta", &[("charset", "utf-8")]);
    out.empty("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy)]);
    out.empty("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
    out.empty("meta", &[("name", "color-scheme"), ("content", "light dark")]);
    out.empty("meta", &[("name", "referrer"), ("content", "no-referrer")]);
    out.empty("link", &[("rel", "icon"), ("href", NO_ICON)]);
    let host = printable(&document.run.robot.host);
    let title = phrase!("go2doctor: {} {}", "go2doctor：{} {}", document.run.command, host);
    spoken(out, "title", document.language, &title);
    out.element("style", &[], |out| out.verbatim(STYLE));
    out.element("script", &[], |out| out.verbatim(SCRIPT));
}

/// As the policy names what may run.
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

fn body(out: &mut Markup, document: &Document<'_>) {
    out.element("header", &[("class", "bar")], |out| {
        let host = printable(&document.run.robot.host);
        out.element("p", &[("class", "brand")], |out| {
            out.leaf("strong", &[], "go2doctor");
            out.text(&format!(" {} {host}", document.run.command));
        });
        out.element("div", &[("class", "langs"), ("hidden", "")], |out| {
            for (language, name) in Language::ALL.into_iter().zip(["English", "繁體中文"]) {
                let pressed = if language == document.language { "true" } else { "false" };
                let button = [
                    ("type", "button"),
                    ("value", short(language)),
                    ("data-tag", tag(language)),
                    ("aria-pressed", pressed),
                ];
                out.element("button", &button, |out| {
                    // Shown in both languages, so it is no text of one of them.
                    out.leaf("bdi", &[], name);
                });
            }
        });
    });
    out.line();
    out.element("main", &[], |out| {
        answer(out, document);
        section(out, &phrase!("The ladder", "各階段"), |out| ladder::ladder(out, document));
        waterfall::section(out, document);
        flights::section(out, document);
        findings::section(out, document);
        charts::pairs(out, document);
        charts::topics(out, document);
        section(out, &phrase!("About this run", "關於這次執行"), |out| about(out, document));
    });
    out.line();
    let live = [("class", "live"), ("role", "status"), ("aria-live", "polite")];
    out.leaf("p", &live, "");
}

/// The verdict, why, and the one next command.
fn answer(out: &mut Markup, document: &Document<'_>) {
    let class = match document.report(document.language).verdict {
        Verdict::Pass => "answer pass",
        Verdict::Warn => "answer warn",
        Verdict::Inconclusive => "answer unsure",
        Verdict::Fail => "answer fail",
        Verdict::Crash => "answer crash",
    };
    out.element("section", &[("class", class)], |out| {
        leaf(out, "h1", &[], &document.verdict());
        if let Some(first) = document.diagnosis.findings().first() {
            out.element("p", &[("class", "why")], |out| {
                leaf(out, "strong", &[], &first.entry.title);
                out.text(" ");
                out.leaf("code", &[], first.code());
            });
            if let Some(brief) = document.brief() {
                leaf(out, "p", &[], brief);
            }
            out.element("ul", &[("class", "seen")], |out| {
                first.evidence.iter().for_each(|seen| leaf(out, "li", &[], seen));
            });
        }
        if let Some(slot) = document.slot() {
            leaf(out, "p", &[], &slot);
        }
        if let Some(next) = document.diagnosis.next() {
            leaf(out, "p", &[("class", "next")], &phrase!("Run this next", "下一步"));
            command(out, next);
        }
    });
}

fn about(out: &mut Markup, document: &Document<'_>) {
    out.element("dl", &[("class", "about")], |out| {
        for (name, value) in document.about() {
            out.element("div", &[], |out| {
                leaf(out, "dt", &[], &name);
                leaf(out, "dd", &[], &value);
            });
        }
    });
}

#[cfg(test)]
mod tests;
