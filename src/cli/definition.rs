//! The clap command that everything is generated from, with its headings.
//!
//! clap 4 lists subcommands in one block; the headings of the main help are
//! a template made from the definitions themselves.

use std::fmt::Write;

use clap::CommandFactory;

use super::help_look::{STYLES, columns};
use super::translation::translated;
use super::{Cli, examples};
use crate::text::language::Language;
use crate::text::layout::wrapped;

/// The headings of the main help, in both languages, and the commands under each.
pub const HEADINGS: [(&str, &str, &[&str]); 4] = [
    ("Diagnose", "診斷", &["check", "env", "logs", "explain", "proxy"]),
    ("Stages", "階段", &["ping", "probe-http", "sdp", "ice", "dtls", "sctp", "validate", "flow"]),
    ("Share", "分享", &["report", "compare", "bundle"]),
    ("Lab", "實驗", &["discover", "dialects", "control", "reconnect", "dds", "simulate"]),
];

/// The whole command line, with its texts in one language.
pub fn definition(language: Language) -> clap::Command {
    let with_examples = |command: clap::Command| {
        let text = examples::text(command.get_name(), language);
        command.after_help(text)
    };
    let command = Cli::command()
        .styles(STYLES)
        .mut_subcommand("proxy", without_its_own_connection)
        .mut_subcommand("dialects", without_its_own_connection)
        .mut_subcommand("control", without_a_history)
        .mut_subcommand("reconnect", without_a_history);
    let command = with_examples(command).mut_subcommands(with_examples);
    let command = match language {
        Language::English => command,
        Language::Taiwan => translated(command),
    };
    let template = format!(
        "{{about-with-newline}}\n{header}{usage}{header:#} {{usage}}\n\n{}\
         {header}{options}{header:#}\n{{options}}{{after-help}}",
        commands_by_heading(&command, language),
        usage = language.pick("Usage:", "用法:"),
        options = language.pick("Options:", "選項:"),
        header = STYLES.get_header()
    );
    command.help_template(template)
}

/// What is kept of each robot is what a ladder found.
fn without_a_history(command: clap::Command) -> clap::Command {
    command.mut_arg("no_history", |arg| arg.hide(true))
}

/// Options of commands that connect themselves: a driver does, where there is one; and where offers
/// are tried one by one they are not chosen by other options.
fn without_its_own_connection(command: clap::Command) -> clap::Command {
    let written = "Write what passes the relay to this file, from both sides (pcapng)";
    let command = command.mut_arg("capture", |arg| arg.help(written));
    let others = ["offer", "client", "window", "wait_slot", "retry_busy", "no_history", "keylog"];
    others.into_iter().fold(command, |command, id| command.mut_arg(id, |arg| arg.hide(true)))
}

/// Every listed command under its heading, with what clap knows about it.
fn commands_by_heading(command: &clap::Command, language: Language) -> String {
    let (header, literal) = (STYLES.get_header(), STYLES.get_literal());
    let widest = HEADINGS
        .iter()
        .flat_map(|(.., names)| names.iter())
        .map(|name| name.len())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    let room = columns().saturating_sub(widest + 4);
    for (english, taiwan, names) in HEADINGS {
        let _ = writeln!(text, "{header}{}:{header:#}", language.pick(english, taiwan));
        for name in names {
            let about = command.find_subcommand(name).and_then(clap::Command::get_about);
            let about = about.map(ToString::to_string);
            let lines = wrapped(&about.unwrap_or_default(), room);
            for (name, line) in std::iter::once(*name).chain(std::iter::repeat("")).zip(lines) {
                let _ = writeln!(text, "  {literal}{name:widest$}{literal:#}  {line}");
            }
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definitions_are_sound() {
        Language::ALL.into_iter().for_each(|language| definition(language).debug_assert());
    }

    #[test]
    fn every_listed_command_is_under_exactly_one_heading() {
        let command = definition(Language::English);
        let mut visible: Vec<_> = command
            .get_subcommands()
            .filter(|subcommand| !subcommand.is_hide_set())
            .map(clap::Command::get_name)
            .collect();
        let mut listed: Vec<_> =
            HEADINGS.iter().flat_map(|(.., names)| names.iter().copied()).collect();
        visible.sort_unstable();
        listed.sort_unstable();
        assert_eq!(visible, listed);
    }

    /// Our own list is not wrapped by clap, and examples lose their columns when they are.
    #[test]
    fn the_list_of_commands_and_every_example_fit_80_columns() {
        let command = definition(Language::English);
        let list = clap::builder::StyledStr::from(commands_by_heading(&command, Language::English))
            .to_string();
        // A path of bash's alone is longer than that, in a command that is not listed.
        let listed = command.get_subcommands().filter(|subcommand| !subcommand.is_hide_set());
        let examples = listed.chain([&command]).filter_map(clap::Command::get_after_help);
        let texts = examples.map(ToString::to_string).chain([list]);
        for text in texts {
            for line in text.lines() {
                assert!(line.chars().count() <= 80, "{line}");
            }
        }
    }

    #[test]
    fn every_command_says_what_it_does_and_shows_an_example() {
        for language in Language::ALL {
            for subcommand in definition(language).get_subcommands() {
                let name = subcommand.get_name();
                assert!(subcommand.get_about().is_some(), "{name}");
                let examples = subcommand.get_after_help().map(ToString::to_string);
                let call = format!("go2doctor {name}");
                assert!(examples.unwrap_or_default().contains(&call), "{name}");
            }
        }
    }
}
