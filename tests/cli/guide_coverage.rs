//! `docs/guide-coverage.md`: every item of the guide, and where go2doctor does it.

use std::fmt::Write;

use go2doctor::catalogue::catalogue;
use go2doctor::facts::finding::Standing;
use go2doctor::guide::checklist::{Item, Section, sections};
use go2doctor::text::language::Language::{English, Taiwan};

const HEAD: &str = "\
# What becomes of the guide's advice

Every piece of advice in the debugging guide, in its order, and where go2doctor does it:
the command, the stage whose measurement ticks it in `go2doctor check --guide`, and the findings
that quote the section. *Confirmed*: measurement shows it so. *Corrected*: it is otherwise, as said
below. *Unproven*: not measured.

This file is generated from `src/guide/items.toml` and the catalogue;
`GO2DOCTOR_BLESS=1 cargo test --test cli generated` rewrites it.
";

pub(super) fn markdown() -> String {
    let mut text = HEAD.to_owned();
    for section in sections() {
        // Writing to a String cannot fail.
        let _ = write_section(&mut text, section);
    }
    text
}

fn write_section(text: &mut String, section: &Section) -> std::fmt::Result {
    writeln!(text, "\n## {}\n\n{}.\n", section.heading, section.name)?;
    writeln!(text, "| The guide asks | Standing | Measured by | go2doctor |")?;
    writeln!(text, "|---|---|---|---|")?;
    for item in &section.items {
        let asks = format!("{}<br>{}", item.asks.get(English), item.asks.get(Taiwan));
        let standing = standing(item.standing);
        let done: Vec<_> = item.done.iter().map(|command| format!("`{command}`")).collect();
        let done = if done.is_empty() { "–".into() } else { done.join(", ") };
        writeln!(text, "| {} | {standing} | {} | {} |", cell(&asks), measured(item), cell(&done))?;
    }
    for item in &section.items {
        if let Some(note) = &item.note {
            let (english, taiwan) = (note.get(English), note.get(Taiwan));
            writeln!(text, "\n- {}: {english}\n  {taiwan}", item.asks.get(English))?;
        }
    }
    let commands: Vec<_> = section.items.iter().flat_map(|item| &item.commands).collect();
    if !commands.is_empty() {
        writeln!(text, "\n```sh")?;
        commands.into_iter().try_for_each(|command| writeln!(text, "{command}"))?;
        writeln!(text, "```")?;
    }
    let quoting = catalogue()
        .entries()
        .iter()
        .filter(|entry| entry.guide.iter().any(|guide| guide.section == section.heading));
    let codes: Vec<_> = quoting.map(|entry| format!("`{}`", entry.code)).collect();
    if !codes.is_empty() {
        writeln!(text, "\nFindings: {}.", codes.join(", "))?;
    }
    Ok(())
}

fn measured(item: &Item) -> String {
    match (item.measure, &item.beyond) {
        (Some(measure), _) => format!("stage `{}`", measure.stage()),
        (None, Some(beyond)) => format!("not from here: {}", cell(beyond.get(English))),
        (None, None) => "another item".into(),
    }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Confirmed => "confirmed",
        Standing::Corrected => "corrected",
        Standing::Unproven => "unproven",
    }
}

/// A text for a cell: a bar would end it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
