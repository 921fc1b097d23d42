//! Parts that several sections of the page have.

use super::words::{both, leaf, plain};
use crate::report::markup::Markup;
use crate::text::phrase::{Phrase, phrase};

/// A part of the page under its heading.
pub(super) fn section(out: &mut Markup, title: &Phrase, inside: impl FnOnce(&mut Markup)) {
    out.line();
    out.element("section", &[], |out| {
        leaf(out, "h2", &[], title);
        inside(out);
    });
}

/// A command line with a button that copies it.
pub(super) fn command(out: &mut Markup, line: &str) {
    let line = plain(line);
    out.element("div", &[("class", "command")], |out| {
        out.leaf("code", &[("tabindex", "0")], &line);
        let button = [("type", "button"), ("class", "copy"), ("data-copy", line.as_str())];
        out.element("button", &button, |out| both(out, &phrase!("Copy", "複製")));
    });
}
