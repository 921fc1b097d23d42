//! Findings for people: one in full, as a compiler's error index shows one, or a list.

use super::look::Look;
use crate::catalogue::catalogue;
use crate::catalogue::entry::{Entry, Found};
use crate::catalogue::template::Blanks;
use crate::text::layout::{hanging, padded, wrapped};
use crate::text::phrase::{Phrase, Words, phrase};

/// Columns of the longest code and the gap after it.
const CODE: usize = 26;
/// Columns of a stage's name and the gap after it.
const STAGE: usize = 12;
/// What marks a finding that is only explained, and the gap after it.
const MARK: &str = "* ";

/// A list of findings by stage, those of none last.
pub fn list(look: &Look, rows: &[&'static Entry]) -> Vec<String> {
    let mut rows = rows.to_vec();
    rows.sort_by_key(|row| (row.stage.is_none(), row.stage));
    let mut lines = Vec::new();
    for group in rows.chunk_by(|one, next| one.stage == next.stage) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let stage = match group[0].stage {
            Some(stage) => Phrase::same(stage.name()),
            None => phrase!("at no particular stage", "不屬於特定階段"),
        };
        lines.push(look.bold(&look.text(stage)));
        lines.extend(group.iter().flat_map(|row| list_row(look, row, "")));
    }
    lines.extend(legend(look, &rows));
    lines
}

/// Findings that fit, the best first.
pub fn several(look: &Look, rows: &[&'static Entry], left_out: usize) -> Vec<String> {
    let mut lines: Vec<_> = rows
        .iter()
        .flat_map(|row| {
            let stage = row.stage.map_or("-", |stage| stage.name());
            list_row(look, row, &padded(stage, STAGE))
        })
        .collect();
    if left_out > 0 {
        lines.push(look.text(phrase!(
            "  ... and {} more: another word narrows it down",
            "  ⋯⋯還有 {} 項：多給一個字詞可縮小範圍",
            left_out
        )));
    }
    lines.extend(legend(look, rows));
    lines
}

fn legend(look: &Look, rows: &[&'static Entry]) -> Vec<String> {
    let marked = rows.iter().any(|row| row.found.is_empty());
    let mark = marked.then(|| phrase!("{MARK}{}", "{MARK}{}", only_explained()));
    let go_on = phrase!("In full: go2doctor explain CODE", "完整說明：go2doctor explain CODE");
    let lines = mark.into_iter().chain([go_on]);
    std::iter::once(String::new()).chain(lines.flat_map(|line| look.prose(line))).collect()
}

fn only_explained() -> Phrase {
    phrase!(
        "Explained only: go2doctor cannot detect this itself",
        "只提供說明：go2doctor 無法自行找出"
    )
}

fn list_row(look: &Look, row: &Entry, stage: &str) -> Vec<String> {
    let mark = if row.found.is_empty() { MARK } else { "" };
    let head = format!("  {}{}{stage}", padded(&row.code, CODE), padded(mark, MARK.len()));
    let columns = head.len();
    let room = look.prose_columns().saturating_sub(columns).max(20);
    hanging(&head, columns, wrapped(row.title.get(look.language), room)).collect()
}

fn found(found: &[Found]) -> Phrase {
    if found.is_empty() {
        return only_explained();
    }
    let ways = Phrase::names(found.iter().map(|way| way.words()));
    phrase!("Found by: {}", "找出的方式：{}", ways)
}

/// One finding in full; `blanks` fill its commands.
pub fn entry(look: &Look, entry: &Entry, blanks: &Blanks) -> Vec<String> {
    let mut page = Page { look, lines: Vec::new() };
    page.lines.push(look.bold(&look.text(phrase!("{}: {}", "{}: {}", entry.code, entry.title))));
    let stage = entry.stage.map_or("-", |stage| stage.name());
    page.text(0, phrase!("{stage}, {}", "{stage}, {}", entry.side.words()));
    page.text(0, found(&entry.found));
    entry.undetected.iter().for_each(|why| page.text(0, why));
    page.gap();
    page.text(0, &entry.meaning);
    if let Some(background) = &entry.background {
        page.gap();
        page.text(0, background);
    }
    page.heading(phrase!("Causes", "原因"), !entry.causes.is_empty());
    for (cause, rank) in entry.causes.iter().zip(1..) {
        page.text(2, phrase!("{rank}. {}", "{rank}. {}", cause.text));
        for check in &cause.confirm {
            page.text(5, phrase!("- {}", "- {}", check.text));
            let command = check.command.as_deref();
            page.command(7, command.map(|command| blanks.fill(command)).as_deref());
        }
    }
    page.heading(phrase!("What helps", "處理方式"), !entry.remedies.is_empty());
    for remedy in &entry.remedies {
        let platform = remedy.platform.name().map(|name| format!(" [{name}]"));
        let platform = platform.unwrap_or_default();
        page.text(2, phrase!("- {}{platform}", "- {}{platform}", remedy.text));
        let commands = remedy.commands.iter().map(|command| blanks.fill(command));
        commands.for_each(|command| page.command(4, Some(&command)));
    }
    page.heading(phrase!("Not worth trying", "不必嘗試"), !entry.futile.is_empty());
    entry.futile.iter().for_each(|text| page.text(2, phrase!("- {}", "- {}", text)));
    page.heading(phrase!("The debugging guide", "除錯指南"), !entry.guide.is_empty());
    for guide in &entry.guide {
        let (section, standing) = (&guide.section, guide.standing.words());
        page.text(2, phrase!("- {section} ({}): {}", "- {section} ({}): {}", standing, guide.note));
        guide.commands.iter().for_each(|command| page.command(4, Some(command)));
    }
    page.heading(phrase!("See also", "另見"), !entry.related.is_empty());
    for related in entry.related.iter().filter_map(|code| catalogue().get(code)) {
        page.text(2, phrase!("{}  {}", "{}  {}", related.code, related.title));
    }
    page.heading(phrase!("Links", "連結"), !entry.links.is_empty());
    entry.links.iter().for_each(|link| page.lines.push(format!("  {link}")));
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

    fn heading(&mut self, text: Phrase, any: bool) {
        if any {
            self.gap();
            self.lines.push(self.look.bold(&self.look.text(text)));
        }
    }

    fn text(&mut self, indent: usize, text: impl Words) {
        let text = self.look.text(text);
        // What follows a bullet or a number stands beneath its text.
        let begins = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        let bullet = text.find(' ').filter(|at| begins && *at <= 2).map_or(0, |at| at + 1);
        let room = self.look.prose_columns().saturating_sub(indent + bullet).max(20);
        let (head, rest) = text.split_at(bullet);
        let head = format!("{:indent$}{head}", "");
        self.lines.extend(hanging(&head, indent + bullet, wrapped(rest, room)));
    }

    /// A command stands on one line, however long: it is there to be copied.
    fn command(&mut self, indent: usize, command: Option<&str>) {
        if let Some(command) = command {
            self.lines.push(format!("{:indent$}{}", "", self.look.command(command)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::find::{Answer, find};
    use crate::text::language::Language;
    use crate::text::layout::columns_of;

    fn all() -> Vec<&'static Entry> {
        catalogue().entries().iter().collect()
    }

    #[test]
    fn every_list_and_page_fits_80_columns() {
        for language in Language::ALL {
            let look = Look { language, ..Look::PLAIN };
            let rows = all();
            let mut lines = list(&look, &rows);
            lines.extend(several(&look, &rows, 7));
            for line in lines {
                assert!(columns_of(&line) <= 80, "{line}");
            }
        }
    }

    #[test]
    fn the_mark_stands_at_what_is_only_explained() {
        let rows = all();
        let lines = list(&Look::PLAIN, &rows);
        for row in &rows {
            let line = lines.iter().find(|line| line.trim_start().starts_with(&row.code));
            let line = line.unwrap_or_else(|| panic!("{} is not listed", row.code));
            assert_eq!(line.contains(" * "), row.found.is_empty(), "{line}");
        }
    }

    #[test]
    fn a_list_without_such_ones_explains_no_mark() {
        let found: Vec<_> = all().into_iter().filter(|row| !row.found.is_empty()).collect();
        let lines = list(&Look::PLAIN, &found[..2]);
        assert!(!lines.iter().any(|line| line.starts_with(MARK)), "{lines:#?}");
        assert!(lines.last().is_some_and(|line| line.ends_with("explain CODE")), "{lines:#?}");
    }

    #[test]
    fn a_page_says_by_what_it_is_found_in_both_languages() {
        for (language, found) in [
            (Language::English, "Found by: the facts about this machine (env)"),
            (Language::Taiwan, "找出的方式：這台電腦的資訊（env）"),
        ] {
            let Ok(Answer::One(page)) = find("G2-ENV-PINS", &[]) else {
                panic!("it is a code");
            };
            let lines = entry(&Look { language, ..Look::PLAIN }, page, &Blanks::default());
            assert_eq!(lines[2], found);
        }
    }
}
