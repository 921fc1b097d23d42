//! The clap command in Traditional Chinese: the same definitions with other texts.
//!
//! clap breaks lines at spaces only, and Chinese has none: texts are broken here,
//! for the column in which clap will put them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use clap::{Arg, Command};
use serde::Deserialize;

use super::help_look::{STYLES, columns};
use crate::text::layout::{columns_of, wrapped};

/// The texts, by the names of commands and the ids of arguments.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    options: String,
    commands: BTreeMap<String, String>,
    arguments: BTreeMap<String, String>,
    headings: BTreeMap<String, String>,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    toml::from_str(include_str!("taiwan.toml")).expect("a test holds that the texts load")
});

/// The columns before a text on a line of its own.
const NEXT_LINE: usize = 10;

/// Those that clap leaves around an option: before it, and between it and its text.
const AROUND: usize = 4;

/// Those of `-q, `, left free where an option has no short form.
const SHORT: usize = 4;

/// `command` and everything below it, with Chinese texts.
pub(super) fn translated(mut command: Command) -> Command {
    // Only then do --help, --version and the global options stand in their commands.
    command.build();
    in_chinese(command).mut_subcommands(in_chinese)
}

fn in_chinese(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let header = STYLES.get_header();
    let template = format!(
        "{{about-with-newline}}\n{header}用法:{header:#} {{usage}}\n\n{{all-args}}{{after-help}}"
    );
    let columns = columns();
    let command = command.mut_args(|argument| with_texts(argument, &name)).help_template(template);
    let widths = widest_by_heading(&command);
    let command = command.mut_args(|argument| laid_out(argument, &widths, columns));
    match TEXTS.commands.get(&name) {
        Some(about) => command.about(about),
        None => command,
    }
}

/// The argument with its Chinese text, not yet broken into lines.
fn with_texts(argument: Arg, command: &str) -> Arg {
    let id = argument.get_id().as_str();
    let own = TEXTS.arguments.get(&format!("{command} {id}"));
    let Some(text) = own.or_else(|| TEXTS.arguments.get(id)) else { return argument };
    let text = format!("{text}{}", facts(&argument, text));
    let heading = argument.get_help_heading().and_then(|heading| TEXTS.headings.get(heading));
    argument
        .help(text)
        .help_heading(heading.unwrap_or(&TEXTS.options).as_str())
        .hide_default_value(true)
        .hide_possible_values(true)
}

/// Defaults, choices and variables as the definition has them.
fn facts(argument: &Arg, text: &str) -> String {
    let english = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let long = argument.get_long_help().map(ToString::to_string).unwrap_or_default();
    let stated = |name: &str| stated(&long, name).or_else(|| stated(&english, name));
    let takes_value = argument.get_action().takes_values();
    let defaults: Vec<_> =
        argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    let default = (takes_value && !defaults.is_empty()).then(|| defaults.join(", "));
    let default = default.or_else(|| stated("default"));
    let choices = argument.get_possible_values();
    let choices = (takes_value && !argument.is_hide_possible_values_set() && !choices.is_empty())
        .then(|| choices.iter().map(|value| value.get_name()).collect::<Vec<_>>().join(", "));
    let named = [("預設", default), ("可用值", choices), ("環境變數", stated("env"))];
    let known = named.into_iter().filter_map(|(name, value)| Some((name, value?)));
    known
        .filter(|(name, _)| !text.contains(&format!("[{name}:")))
        .map(|(name, value)| format!(" [{name}: {value}]"))
        .collect()
}

/// The value of `[name: value]` in a help text.
fn stated(help: &str, name: &str) -> Option<String> {
    let (_, rest) = help.split_once(&format!("[{name}: "))?;
    rest.split_once(']').map(|(value, _)| value.to_owned())
}

/// The columns of the widest option under each heading.
fn widest_by_heading(command: &Command) -> BTreeMap<String, usize> {
    let mut widest = BTreeMap::new();
    for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
        let width = columns_of(&argument.to_string()) + SHORT;
        let entry = widest.entry(heading(argument)).or_default();
        *entry = width.max(*entry);
    }
    widest
}

fn heading(argument: &Arg) -> String {
    argument.get_help_heading().unwrap_or_default().to_owned()
}

/// The text in lines: beside the option for `-h` where there is room, below it for `--help`.
fn laid_out(argument: Arg, widest: &BTreeMap<String, usize>, columns: usize) -> Arg {
    let Some(text) = argument.get_help().map(ToString::to_string) else { return argument };
    let lines = |before: usize| wrapped(&text, columns.saturating_sub(before)).join("\n");
    let beside = widest.get(&heading(&argument)).map_or(NEXT_LINE, |width| width + AROUND);
    let below = beside * 5 > columns * 2;
    let short = lines(if below { NEXT_LINE } else { beside });
    argument.next_line_help(below).help(short).long_help(lines(NEXT_LINE))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cli::definition::definition;
    use crate::text::language::Language;

    /// Every visible command with its arguments.
    fn visible() -> Vec<Command> {
        let mut command = definition(Language::English);
        command.build();
        let below = command.get_subcommands().filter(|command| !command.is_hide_set()).cloned();
        let below: Vec<_> = below.collect();
        std::iter::once(command).chain(below).collect()
    }

    #[test]
    fn every_command_option_and_heading_has_its_text_and_none_is_left_over() {
        let (mut commands, mut arguments) = (BTreeSet::new(), BTreeSet::new());
        let mut headings = BTreeSet::new();
        for command in visible() {
            let name = command.get_name().to_owned();
            for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
                let id = argument.get_id().as_str();
                let own = format!("{name} {id}");
                let key = if TEXTS.arguments.contains_key(&own) { own } else { id.to_owned() };
                arguments.insert(key);
                headings.extend(argument.get_help_heading().map(str::to_owned));
            }
            commands.insert(name);
        }
        let keys =
            |table: &BTreeMap<String, String>| table.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(keys(&TEXTS.commands), commands);
        assert_eq!(keys(&TEXTS.arguments), arguments);
        assert_eq!(keys(&TEXTS.headings), headings);
    }

    #[test]
    fn what_the_definition_says_of_an_option_is_said_in_chinese_too() {
        let brackets = |text: &str| text.matches('[').count();
        for english in visible() {
            let mut taiwan = definition(Language::Taiwan);
            let taiwan = match english.get_name() {
                "go2doctor" => &taiwan,
                name => taiwan.find_subcommand_mut(name).expect("the same commands"),
            };
            for argument in taiwan.get_arguments() {
                let same =
                    english.get_arguments().find(|other| other.get_id() == argument.get_id());
                let said = |argument: &Arg| {
                    argument.get_long_help().map(ToString::to_string).unwrap_or_default()
                };
                let help = same.and_then(Arg::get_help).map(ToString::to_string);
                let stated = brackets(&help.unwrap_or_default());
                let shown = said(argument);
                assert!(brackets(&shown) >= stated, "{}: {shown}", argument.get_id());
            }
        }
    }
}
