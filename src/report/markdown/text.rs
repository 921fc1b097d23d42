//! Text that stays text in GitHub's Markdown, wherever it stands.

/// What a reference or a mention would begin with is parted from what follows by a space of no
/// width: GitHub looks for them in the text as it is shown, so that escaping does not help.
const PARTED: &str = "&#8203;";

/// A text in a line, a cell or a list item.
pub(super) fn text(text: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    let mut rest = text.trim().chars().peekable();
    while let Some(c) = rest.next() {
        let after = rest.peek().copied().unwrap_or(' ');
        let within_word = before.is_alphanumeric() && after.is_alphanumeric();
        match c {
            c if c.is_control() => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '@' | '#' => {
                out.push('\\');
                out.push(c);
                out.push_str(PARTED);
            }
            '_' if within_word => out.push(c),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '!' => {
                out.push('\\');
                out.push(c);
            }
            // At the beginning of an item these would begin a list in it, or underline a heading.
            '-' | '+' | '=' | '>' if out.is_empty() => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')'
                if after.is_whitespace()
                    && !out.is_empty()
                    && out.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                out.push('\\');
                out.push(c);
            }
            // `GH-1` is a reference as `#1` is.
            '-' if out.to_ascii_lowercase().ends_with("gh") => {
                out.push(c);
                out.push_str(PARTED);
            }
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// A span of code in a cell of a table, which a bar would end even there.
pub(super) fn cell_code(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// A span of code.
pub(super) fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Lines of code in a fence that none of them can close.
pub(super) fn fenced<'a>(language: &str, lines: impl IntoIterator<Item = &'a str>) -> String {
    let lines: Vec<_> = lines.into_iter().collect();
    let longest = lines.iter().map(|line| longest_run(line)).max().unwrap_or_default();
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}{language}\n{}\n{fence}\n", lines.join("\n"))
}

fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '`');
    runs.map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markdown() {
        let cases = [
            ("a|b", "a\\|b"),
            ("<img src=x onerror=y>", "&lt;img src=x onerror=y>"),
            ("`x` **y** _z_", "\\`x\\` \\*\\*y\\*\\* \\_z\\_"),
            ("con_notify", "con_notify"),
            ("@mention and #1", "\\@&#8203;mention and \\#&#8203;1"),
            ("GH-1", "GH-&#8203;1"),
            ("[x](http://y)", "\\[x\\](http://y)"),
            ("# x", "\\#&#8203; x"),
            ("- x", "\\- x"),
            ("12. x", "12\\. x"),
            ("127.0.0.1 -> x", "127.0.0.1 -> x"),
            ("> x", "\\> x"),
            ("a\nb\r\n```", "a b  \\`\\`\\`"),
            ("$x$ ~y~", "\\$x\\$ \\~y\\~"),
        ];
        for (hostile, expected) in cases {
            assert_eq!(text(hostile), expected, "{hostile}");
        }
    }

    #[test]
    fn nothing_leaves_a_span_of_code() {
        assert_eq!(code("a``b|c"), "```a``b|c```");
        assert_eq!(cell_code("a``b|c"), "```a``b\\|c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a\nb"), "`a b`");
    }

    #[test]
    fn nothing_closes_a_fence() {
        assert_eq!(fenced("sh", ["a", "````", "b"]), "`````sh\na\n````\nb\n`````\n");
        assert_eq!(fenced("", ["a"]), "```\na\n```\n");
    }
}
