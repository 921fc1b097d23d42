//! A finding in full, as a compiler's error index shows one.

use super::look::Look;
use crate::catalogue::explain::{Explanation, ListRow};
use crate::layout::{padded, wrapped};

/// Columns of the longest code and the gap after it.
const CODE: usize = 26;
/// Columns of a stage's name and the gap after it.
const STAGE: usize = 12;

/// The list of all findings.
pub fn list(look: &Look, rows: &[ListRow]) -> Vec<String> {
    rows.iter().flat_map(|row| list_row(look, row)).collect()
}

fn list_row(look: &Look, row: &ListRow) -> Vec<String> {
    let stage = row.stage.map(|stage| stage.name()).unwrap_or("-");
    let head = format!("{}{}", padded(row.code, CODE), padded(stage, STAGE));
    let room = look.prose_columns().saturating_sub(CODE + STAGE).max(20);
    let heads = std::iter::once(head).chain(std::iter::repeat(" ".repeat(CODE + STAGE)));
    heads.zip(wrapped(row.title, room)).map(|(head, line)| format!("{head}{line}")).collect()
}

/// One finding.
pub fn entry(look: &Look, explanation: &Explanation) -> Vec<String> {
    let language = look.language;
    let mut page = Page { look, lines: Vec::new() };
    let head = &explanation.head;
    page.lines.push(look.bold(&format!("{}: {}", head.code, head.title)));
    let stage = head.stage.map(|stage| stage.name()).unwrap_or("-");
    page.text(0, &format!("{stage}, {}", explanation.side.words(language)));
    page.gap();
    page.text(0, explanation.meaning);
    if let Some(background) = explanation.background {
        page.gap();
        page.text(0, background);
    }
    page.heading(language.pick("Causes", "原因"), !explanation.causes.is_empty());
    for (rank, cause) in explanation.causes.iter().enumerate() {
        page.text(2, &format!("{}. {}", rank + 1, cause.text));
        for (what, command) in &cause.checks {
            page.text(5, &format!("- {what}"));
            page.command(7, *command);
        }
    }
    page.heading(language.pick("What helps", "處理方式"), !explanation.remedies.is_empty());
    for remedy in &explanation.remedies {
        let platform = remedy.platform.name().map(|name| format!(" [{name}]"));
        page.text(2, &format!("- {}{}", remedy.text, platform.unwrap_or_default()));
        remedy.commands.iter().for_each(|command| page.command(4, Some(command)));
    }
    page.heading(language.pick("Not worth trying", "不必嘗試"), !explanation.futile.is_empty());
    explanation.futile.iter().for_each(|text| page.text(2, &format!("- {text}")));
    page.heading(language.pick("The debugging guide", "除錯指南"), !explanation.guide.is_empty());
    for guide in &explanation.guide {
        let standing = guide.standing.words(language);
        page.text(2, &format!("- {} ({standing}): {}", guide.section, guide.note));
        guide.commands.iter().for_each(|command| page.command(4, Some(command)));
    }
    page.heading(language.pick("See also", "另見"), !explanation.related.is_empty());
    for row in &explanation.related {
        page.text(2, &format!("{}  {}", row.code, row.title));
    }
    page.heading(language.pick("Links", "連結"), !explanation.links.is_empty());
    explanation.links.iter().for_each(|link| page.lines.push(format!("  {link}")));
    page.lines
}

struct Page<'a> {
    look: &'a Look,
    lines: Vec<String>,
}

impl Page<'_> {
    fn gap(&mut self) {
        self.lines.push(String::new());
    }

    fn heading(&mut self, text: &str, any: bool) {
        if any {
            self.gap();
            self.lines.push(self.look.bold(text));
        }
    }

    fn text(&mut self, indent: usize, text: &str) {
        // What follows a bullet or a number stands beneath its text.
        let begins = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        let bullet = text.find(' ').filter(|at| begins && *at <= 2).map_or(0, |at| at + 1);
        let room = self.look.prose_columns().saturating_sub(indent + bullet).max(20);
        let (head, rest) = text.split_at(bullet);
        for (number, line) in wrapped(rest, room).into_iter().enumerate() {
            let lead = if number == 0 { head.to_owned() } else { " ".repeat(bullet) };
            self.lines.push(format!("{:indent$}{lead}{line}", ""));
        }
    }

    /// A command stands on one line, however long: it is there to be copied.
    fn command(&mut self, indent: usize, command: Option<&str>) {
        if let Some(command) = command {
            self.lines.push(format!("{:indent$}{}", "", self.look.command(command)));
        }
    }
}
