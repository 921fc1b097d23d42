//! HTML and XML as they are written: every text and every value is escaped on its way in.
//!
//! Names of elements and attributes are those of this program; nothing else can open or close one.

use std::fmt::Write;

/// Well-formed markup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Markup(String);

/// An attribute and its value.
pub(super) type Attribute<'a> = (&'static str, &'a str);

impl Markup {
    /// `<tag …>`, what `inside` writes, `</tag>`.
    pub(super) fn element(
        &mut self,
        tag: &'static str,
        attributes: &[Attribute<'_>],
        inside: impl FnOnce(&mut Self),
    ) {
        self.open(tag, attributes, ">");
        inside(self);
        let _ = write!(self.0, "</{tag}>");
    }

    /// An element that holds a text alone.
    pub(super) fn leaf(&mut self, tag: &'static str, attributes: &[Attribute<'_>], text: &str) {
        self.element(tag, attributes, |inside| inside.text(text));
    }

    /// An element without content, as XML and SVG close it.
    pub(super) fn empty(&mut self, tag: &'static str, attributes: &[Attribute<'_>]) {
        self.open(tag, attributes, "/>");
    }

    pub(super) fn text(&mut self, text: &str) {
        self.escaped(text);
    }

    /// Text of this program that is markup already: a style sheet, a script, a declaration.
    pub(super) fn verbatim(&mut self, text: &'static str) {
        self.0.push_str(text);
    }

    pub(super) fn line(&mut self) {
        self.0.push('\n');
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }

    fn open(&mut self, tag: &'static str, attributes: &[Attribute<'_>], end: &str) {
        let _ = write!(self.0, "<{tag}");
        for (name, value) in attributes {
            let _ = write!(self.0, " {name}=\"");
            self.escaped(value);
            self.0.push('"');
        }
        self.0.push_str(end);
    }

    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' => self.0.push('\n'),
                // XML has no place for them, not even escaped.
                c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                    let _ = write!(self.0, "{}", c.escape_default());
                }
                c => self.0.push(c),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_written_into_it_is_markup() {
        let hostile = "\"'><script>alert(1)</script>&amp;\u{0}\u{1b}";
        let mut written = Markup::default();
        written.leaf("p", &[("title", hostile)], hostile);
        let text = written.into_string();
        let escaped = "&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;\\u{0}\\u{1b}";
        assert_eq!(text, format!("<p title=\"{escaped}\">{escaped}</p>"));
    }

    #[test]
    fn elements_close_in_their_order() {
        let mut written = Markup::default();
        written.element("g", &[], |inside| inside.empty("rect", &[("x", "1")]));
        assert_eq!(written.into_string(), "<g><rect x=\"1\"/></g>");
    }
}
