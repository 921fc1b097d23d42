//! The report in GitHub's Markdown: what is pasted into an issue, or a job's summary.

mod text;

use std::fmt::Write;

use super::document::{Document, rows, value};
use super::finding::FindingReport;
use super::label::{label, status_word};
use super::summary::summary;
use crate::diagnosis::verdict::failed_stage_of_run;
use crate::facts::outcome::{StageOutcome, Status};
use crate::text::format::{duration, printable};
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};
use text::{cell_code, code, fenced, text};

/// The whole document, its title a heading of the third level: it stands in somebody's text.
pub fn markdown(document: &Document<'_>) -> String {
    let mut out = Page { out: String::new(), language: document.language };
    out.title(document);
    out.about(document);
    out.ladder(document);
    out.answer(document);
    out.other_findings(document);
    out.measured(document);
    out.out
}

struct Page {
    out: String,
    language: Language,
}

impl Page {
    fn say(&self, phrase: &Phrase) -> String {
        text(phrase.get(self.language))
    }

    fn paragraph(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}\n");
    }

    fn title(&mut self, document: &Document<'_>) {
        let run = document.run;
        let host = printable(&run.robot.host);
        let title = format!("### go2doctor {} {}", text(&run.command), text(&host));
        self.paragraph(title.trim_end());
        let verdict = self.say(&document.verdict());
        self.paragraph(&format!("**{}**", verdict));
        if let Some(slot) = document.slot() {
            let slot = self.say(&slot);
            self.paragraph(&slot);
        }
    }

    fn about(&mut self, document: &Document<'_>) {
        let language = self.language;
        let part = |(name, value): &(Phrase, Phrase)| {
            let value = printable(value.get(language));
            format!("{}: {}", text(name.get(language)), code(&value))
        };
        let parts: Vec<_> = document.about().iter().map(part).collect();
        self.paragraph(&parts.join(" · "));
    }

    fn ladder(&mut self, document: &Document<'_>) {
        let heads = [
            Phrase::default(),
            phrase!("stage", "階段"),
            phrase!("time", "時間"),
            phrase!("result", "結果"),
        ];
        let heads: Vec<_> = heads.iter().map(|head| self.say(head)).collect();
        let _ = writeln!(self.out, "| {} |\n|---|---|---:|---|", heads.join(" | "));
        for stage in document.stages() {
            let took = stage.duration_ms.map(duration).unwrap_or_default();
            let mark = format!("{} {}", symbol(stage.status), self.say(&status_word(stage.status)));
            let result = self.say(&summary(stage));
            let name = self.say(&label(stage.stage()));
            let _ = writeln!(self.out, "| {mark} | {name} | {took} | {result} |");
        }
        self.out.push('\n');
    }

    /// The first finding: what it is, what it rests on, what helps, and the one next command.
    fn answer(&mut self, document: &Document<'_>) {
        let report = document.report(self.language);
        if let Some(first) = report.findings.first() {
            let title = format!("#### {} {}", text(&first.title), code(&first.code));
            self.paragraph(&title);
            if let Some(brief) = document.brief() {
                let brief = self.say(brief);
                self.paragraph(&brief);
            }
            self.list(&phrase!("Seen", "所見"), &first.evidence);
            self.remedies(first);
        }
        if let Some(next) = document.diagnosis.next() {
            let head = self.say(&phrase!("Next:", "下一步："));
            let next = fenced("sh", [printable(next).as_str()]);
            self.paragraph(&format!("{head}\n\n{next}"));
        }
    }

    fn list(&mut self, head: &Phrase, items: &[String]) {
        if items.is_empty() {
            return;
        }
        let _ = writeln!(self.out, "{}\n", self.say(head));
        for item in items {
            let _ = writeln!(self.out, "- {}", text(item));
        }
        self.out.push('\n');
    }

    fn remedies(&mut self, finding: &FindingReport) {
        if finding.remedies.is_empty() {
            return;
        }
        let _ = writeln!(self.out, "{}\n", self.say(&phrase!("What helps", "處理方式")));
        for remedy in &finding.remedies {
            let platform = remedy.platform.as_deref().map(|it| format!(" ({})", text(it)));
            let commands: Vec<_> = remedy.commands.iter().map(|it| code(it)).collect();
            let commands = match &commands[..] {
                [] => String::new(),
                some => format!(": {}", some.join(", ")),
            };
            let platform = platform.unwrap_or_default();
            let _ = writeln!(self.out, "- {}{platform}{commands}", text(&remedy.text));
        }
        self.out.push('\n');
    }

    fn folded(&mut self, title: &Phrase, inside: impl FnOnce(&mut Self)) {
        let _ = writeln!(self.out, "<details>\n<summary>{}</summary>\n", self.say(title));
        inside(self);
        let _ = writeln!(self.out, "</details>\n");
    }

    fn other_findings(&mut self, document: &Document<'_>) {
        let others = document.report(self.language).findings.get(1..).unwrap_or_default();
        if others.is_empty() {
            return;
        }
        let count = Phrase::count(others.len() as u64, "more finding", "項其他診斷");
        self.folded(&count, |page| {
            for finding in others {
                let title = format!("**{}** {}", text(&finding.title), code(&finding.code));
                page.paragraph(&title);
                page.paragraph(&text(&finding.summary));
                page.list(&phrase!("Seen", "所見"), &finding.evidence);
                page.remedies(finding);
            }
        });
    }

    fn measured(&mut self, document: &Document<'_>) {
        let failed = failed_stage_of_run(document.run);
        let ran = |stage: &&StageOutcome| stage.status != Status::Skip;
        self.folded(&phrase!("What was measured", "測量結果"), |page| {
            for stage in document.stages().filter(ran) {
                let mark = if failed == Some(stage.stage()) { " ❌" } else { "" };
                let name = page.say(&label(stage.stage()));
                page.paragraph(&format!("**{name}**{mark}"));
                page.facts(stage);
            }
        });
    }

    fn facts(&mut self, stage: &StageOutcome) {
        let mut rows = rows(&stage.facts).peekable();
        if rows.peek().is_none() {
            return;
        }
        let heads = [phrase!("fact", "項目"), phrase!("value", "數值")].map(|head| self.say(&head));
        let _ = writeln!(self.out, "| {} |\n|---|---|", heads.join(" | "));
        for fact in rows {
            for line in &fact.lines {
                let value = printable(value(&fact, line).get(self.language));
                let _ = writeln!(self.out, "| {} | {} |", self.say(&fact.label), cell_code(&value));
            }
        }
        self.out.push('\n');
    }
}

fn symbol(status: Status) -> &'static str {
    match status {
        Status::Skip => "➖",
        Status::Pass => "✅",
        Status::Warn => "⚠️",
        Status::Inconclusive => "❔",
        Status::Fail => "❌",
        Status::Crash => "💥",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::outcome::RunOutcome;
    use crate::report::fixtures;
    use crate::report::reader::Reader;

    fn shown(run: &RunOutcome, language: Language) -> String {
        let reader = Reader { language, ..Reader::default() };
        markdown(&Document::of(run, &reader))
    }

    #[test]
    fn a_failure_in_both_languages() {
        for (language, name) in [(Language::English, "failure"), (Language::Taiwan, "chinese")] {
            insta::assert_snapshot!(name, shown(&fixtures::sctp_silent("check"), language));
        }
    }

    #[test]
    fn a_robot_cannot_write_into_the_document() {
        let hostile = "x` | <img src=x> ```\n\n# y @mention #1 </details>";
        for (_, mut run) in fixtures::failures() {
            fixtures::hostile(&mut run, hostile);
            let text = shown(&run, Language::English);
            for line in text.lines().filter(|line| line.starts_with('|')) {
                let cells = line.replace("\\|", "").matches('|').count();
                assert!([3, 5].contains(&cells), "{line}");
            }
            let text = without_code(&text);
            assert!(!text.contains("<img") && !text.contains("@mention"), "{text}");
            let own = text.matches("</details>").count();
            assert_eq!(own, text.matches("<details>").count(), "{text}");
        }
    }

    /// What is left of a document where every span and block of code is taken out, as CommonMark
    /// finds them: from a run of backticks to the next of the same length.
    fn without_code(mut text: &str) -> String {
        let mut left = String::new();
        while let Some((before, rest)) = text.split_once('`') {
            let escaped = before.ends_with('\\');
            let more = rest.len() - rest.trim_start_matches('`').len();
            let after = &rest[more..];
            left.push_str(before);
            let close = (0..after.len()).filter(|at| after.is_char_boundary(*at)).find(|at| {
                let run = after[*at..].len() - after[*at..].trim_start_matches('`').len();
                run == more + 1 && !after[..*at].ends_with('`')
            });
            text = match close.filter(|_| !escaped) {
                Some(at) => &after[at + more + 1..],
                None => rest,
            };
        }
        left + text
    }
}
