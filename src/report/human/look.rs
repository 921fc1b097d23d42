//! How the report looks: width, marks, colour, language.

use std::io::{self, IsTerminal};

use colored::{Color, Colorize};
use terminal_size::{Height, Width, terminal_size, terminal_size_of};

use crate::environment;
use crate::environment::{Lookup, set};
use crate::facts::outcome::Status;
use crate::report::label::status_word;
use crate::text::color::ColorChoice;
use crate::text::language::Language;
use crate::text::layout::{padded, wrapped};
use crate::text::phrase::{In, Phrase, Words, phrase};

/// The width of prose where the terminal's is not known.
const USUAL_WIDTH: usize = 80;

const WIDEST_PROSE: usize = 100;

/// Below this nothing can be laid out.
const NARROWEST: usize = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The terminal's columns; `None` where there is none: then a stage keeps
    /// its one line, however long, for whoever reads the log with `grep`.
    pub columns: Option<usize>,
    /// Symbols, for a terminal that shows Unicode; else words.
    pub symbols: bool,
    pub color: bool,
    pub verbose: bool,
    pub language: Language,
}

impl Look {
    pub const PLAIN: Look = Look {
        columns: None,
        symbols: false,
        color: false,
        verbose: false,
        language: Language::English,
    };

    pub fn for_stdout(color: ColorChoice, verbose: bool, language: Language) -> Self {
        Self::of(&io::stdout(), terminal_size(), color, verbose, language)
    }

    pub fn for_stderr(color: ColorChoice, language: Language) -> Self {
        Self::of(&io::stderr(), terminal_size_of(io::stderr()), color, false, language)
    }

    fn of(
        out: &impl IsTerminal,
        size: Option<(Width, Height)>,
        color: ColorChoice,
        verbose: bool,
        language: Language,
    ) -> Self {
        let is_terminal = out.is_terminal();
        let columns = size.map(|(width, _)| width.0.into());
        // Whether a colour is shown is decided here, once, and not by the library.
        colored::control::set_override(true);
        Look {
            columns: columns.filter(|_| is_terminal),
            symbols: is_terminal && is_utf8(&environment::of_process),
            color: match color {
                ColorChoice::Always => true,
                ColorChoice::Never => false,
                ColorChoice::Auto => automatic_color(is_terminal, &environment::of_process),
            },
            verbose,
            language,
        }
    }

    pub fn prose_columns(&self) -> usize {
        self.columns.unwrap_or(USUAL_WIDTH).clamp(NARROWEST, WIDEST_PROSE)
    }

    /// The columns that a line of facts may take.
    pub fn line_columns(&self) -> usize {
        self.columns.map_or(usize::MAX, |columns| columns.max(NARROWEST))
    }

    pub fn mark(&self, status: Status) -> String {
        let (symbol, color) = match status {
            Status::Skip => ("–", Color::BrightBlack),
            Status::Pass => ("✓", Color::Green),
            Status::Warn => ("!", Color::Yellow),
            Status::Inconclusive => ("?", Color::Yellow),
            Status::Fail | Status::Crash => ("✗", Color::Red),
        };
        let word = match status {
            Status::Pass => phrase!("ok", "通過"),
            other => status_word(other),
        };
        self.marked(symbol, word, color)
    }

    pub fn marked(&self, symbol: &str, word: Phrase, color: Color) -> String {
        let mark = match self.symbols {
            true => symbol.to_owned(),
            false => padded(word.get(self.language), self.mark_columns()),
        };
        if self.color { mark.color(color).bold().to_string() } else { mark }
    }

    pub fn mark_columns(&self) -> usize {
        match self.language {
            _ if self.symbols => 1,
            Language::English => 6,
            Language::Taiwan => 4,
        }
    }

    /// What joins the first and the last of several.
    pub fn ellipsis(&self) -> &'static str {
        if self.symbols { "…" } else { "..." }
    }

    pub fn text(&self, words: impl Words) -> String {
        In(&words, self.language).to_string()
    }

    pub fn prose(&self, words: impl Words) -> Vec<String> {
        wrapped(&self.text(words), self.prose_columns())
    }

    pub fn bold_prose(&self, words: impl Words) -> Vec<String> {
        self.prose(words).iter().map(|line| self.bold(line)).collect()
    }

    pub fn bold(&self, text: &str) -> String {
        if self.color { text.bold().to_string() } else { text.to_owned() }
    }

    pub fn dim(&self, text: &str) -> String {
        if self.color { text.bright_black().to_string() } else { text.to_owned() }
    }

    /// `text`, to be copied.
    pub fn command(&self, text: &str) -> String {
        if self.color { text.cyan().bold().to_string() } else { text.to_owned() }
    }
}

/// Whether the locale's character set is UTF-8 (POSIX: the first of the three
/// that is set counts).
pub fn is_utf8(environment: Lookup<'_>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| set(environment, name));
    locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// Whether to colour when nobody asked: on a terminal, unless `NO_COLOR` or
/// `TERM=dumb` is set; anywhere when `CLICOLOR_FORCE` is set and not `0`.
pub fn automatic_color(is_terminal: bool, environment: Lookup<'_>) -> bool {
    if set(environment, "NO_COLOR").is_some() {
        return false;
    }
    let forced = set(environment, "CLICOLOR_FORCE").is_some_and(|value| value != "0");
    let dumb = set(environment, "TERM").is_some_and(|term| term == "dumb");
    forced || (is_terminal && !dumb)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Variables = &'static [(&'static str, &'static str)];

    fn with<'a>(variables: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn colour_follows_the_terminal_and_the_conventions() {
        let cases: [(bool, Variables, bool); 8] = [
            (true, &[], true),
            (false, &[], false),
            (true, &[("NO_COLOR", "1")], false),
            (true, &[("NO_COLOR", "")], true),
            (false, &[("CLICOLOR_FORCE", "1")], true),
            (false, &[("CLICOLOR_FORCE", "0")], false),
            (false, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false),
            (true, &[("TERM", "dumb")], false),
        ];
        for (is_terminal, variables, expected) in cases {
            assert_eq!(automatic_color(is_terminal, &with(variables)), expected, "{variables:?}");
        }
    }

    #[test]
    fn the_first_locale_variable_that_is_set_counts() {
        assert!(is_utf8(&with(&[("LANG", "zh_TW.UTF-8")])));
        assert!(!is_utf8(&with(&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")])));
        assert!(is_utf8(&with(&[("LC_ALL", ""), ("LANG", "en_US.utf8")])));
        assert!(!is_utf8(&with(&[])));
    }
}
