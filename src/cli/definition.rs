//! The clap command that everything is generated from, with its headings.
//!
//! clap 4 lists subcommands in one block; the headings of the main help are
//! a template made from the definitions themselves.

use std::fmt::Write;

use clap::CommandFactory;
use clap::builder::styling::{AnsiColor, Styles};

use super::Cli;

/// The headings of the main help and the commands under each.
const HEADINGS: [(&str, &[&str]); 3] = [
    ("Diagnose", &["check"]),
    ("Stages", &["ping", "probe-http", "sdp", "ice", "dtls", "sctp", "validate", "flow"]),
    ("Lab", &["simulate"]),
];

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// The whole command line.
pub fn definition() -> clap::Command {
    let command = Cli::command().styles(STYLES);
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{}{header}Options:{header:#}\n{{options}}{{after-help}}",
        commands_by_heading(&command),
        header = STYLES.get_header()
    );
    command.help_template(template)
}

/// Every listed command under its heading, with what clap knows about it.
fn commands_by_heading(command: &clap::Command) -> String {
    let (header, literal) = (STYLES.get_header(), STYLES.get_literal());
    let widest = HEADINGS
        .iter()
        .flat_map(|(_, names)| names.iter())
        .map(|name| name.len())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for (heading, names) in HEADINGS {
        let _ = writeln!(text, "{header}{heading}:{header:#}");
        for name in names {
            let about = command.find_subcommand(name).and_then(clap::Command::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(text, "  {literal}{name:widest$}{literal:#}  {about}");
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
        definition().debug_assert();
    }

    #[test]
    fn every_listed_command_is_under_exactly_one_heading() {
        let command = definition();
        let mut visible: Vec<_> = command
            .get_subcommands()
            .filter(|subcommand| !subcommand.is_hide_set())
            .map(clap::Command::get_name)
            .collect();
        let mut listed: Vec<_> =
            HEADINGS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        visible.sort_unstable();
        listed.sort_unstable();
        assert_eq!(visible, listed);
    }

    /// Our own list is not wrapped by clap, and examples lose their columns when they are.
    #[test]
    fn the_list_of_commands_and_every_example_fit_80_columns() {
        let command = definition();
        let list = clap::builder::StyledStr::from(commands_by_heading(&command)).to_string();
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
        for subcommand in definition().get_subcommands() {
            assert!(subcommand.get_about().is_some(), "{}", subcommand.get_name());
            let examples = subcommand.get_after_help().map(ToString::to_string).unwrap_or_default();
            let call = format!("go2doctor {}", subcommand.get_name());
            assert!(examples.contains(&call), "{}", subcommand.get_name());
        }
    }
}
