//! The man page: one page for all commands, in roff, made from the definitions.

use std::io;

use clap::{Arg, Command};
use clap_mangen::Man;

use crate::cli::definition::{HEADINGS, definition};
use crate::cli::examples::{Example, Meaning, examples_of, exit_statuses};
use crate::environment::{
    DEVICE_KEY_VARIABLES, LANGUAGE_VARIABLE, LEGACY_PORT_VARIABLES, LOCALE_VARIABLES, LOG_VARIABLE,
    MODEL_VARIABLES, ROBOT_VARIABLES, SIGNAL_PORT_VARIABLES,
};
use crate::text::language::Language;
use crate::text::layout::wrapped;

/// The date of the version.
const DATE: &str = "2026-11-28";

/// `mandoc -T lint` wants no line of text longer than this.
const COLUMNS: usize = 78;

const VARIABLES: [(&[&str], &str); 9] = [
    (&ROBOT_VARIABLES, "The robot, as --robot names it. The first that is set counts."),
    (&SIGNAL_PORT_VARIABLES, "The port of --signal-port."),
    (&LEGACY_PORT_VARIABLES, "The port of --legacy-port."),
    (&MODEL_VARIABLES, "The model of --model."),
    (&DEVICE_KEY_VARIABLES, "The key of --aes-key. The first that is set counts."),
    (&[LANGUAGE_VARIABLE], "The language of --lang. It outweighs the locale."),
    (&LOCALE_VARIABLES, "The locale: Traditional Chinese for zh_TW, else English."),
    (
        &["NO_COLOR", "CLICOLOR_FORCE"],
        "Where --color is auto: the first turns colour off, the second turns it on.",
    ),
    (
        &[LOG_VARIABLE],
        "A tracing filter such as debug: what is logged on stderr, whatever -v says.",
    ),
];

const FILES: [(&str, &str); 3] = [
    (
        "$XDG_STATE_HOME/go2doctor/robot-*.json",
        "The last result of each robot, which the next run is compared with, below ~/.local/state \
         where the variable is not set. --no-history neither reads nor writes it.",
    ),
    ("~/Library/Application Support/go2doctor/", "The same on macOS."),
    ("%LOCALAPPDATA%\\go2doctor\\", "The same on Windows."),
];

const DESCRIPTION: &str = "go2doctor walks the connection to a Unitree Go2 rung by rung: host, ping, \
    http, sdp, ice, dtls, sctp, validation, flow. It says at which rung the connection breaks, on \
    whose side, and what to do next. It reads the logs of drivers by the same rules, and it can be \
    a robot itself.";

/// A command that takes the options of a robot and no others.
const STAGE_COMMAND: &str = "ping";

pub fn man_page() -> io::Result<Vec<u8>> {
    let mut command = definition(Language::English);
    // Unbuilt, global options would be missing below the subcommands.
    command.build();
    let man = Man::new(command.clone());
    let mut page = format!(
        ".TH GO2DOCTOR 1 {DATE} \"go2doctor {}\" \"go2doctor manual\"\n",
        env!("CARGO_PKG_VERSION")
    );
    page += &rendered(|out| man.render_name_section(out))?;
    page += &rendered(|out| man.render_synopsis_section(out))?;
    page += ".SH DESCRIPTION\n";
    page += &lines(DESCRIPTION);
    page += ".SH COMMANDS\n";
    let below = |name: &&str| command.find_subcommand(name);
    for (heading, _, names) in HEADINGS {
        page += &format!(".SS {heading}\n");
        for command in names.iter().filter_map(below) {
            let about = command.get_about().map(ToString::to_string);
            page += &entry(command.get_name(), &about.unwrap_or_default());
        }
    }
    page += ".SH OPTIONS\n.SS All commands\n";
    page += &options(&command, |_| true)?;
    let everywhere = |arg: &Arg| arg.is_global_set() || arg.get_id() == "help";
    let shared = command.find_subcommand(STAGE_COMMAND).expect("it is a command");
    page += ".SS All commands that look at one robot: check, env and those of a stage\n";
    page += &options(shared, |arg| !everywhere(arg))?;
    for own in HEADINGS.iter().flat_map(|(.., names)| *names).filter_map(below) {
        let takes_robot = own.get_arguments().any(|arg| arg.get_id() == "robot");
        let is_shared = |arg: &Arg| shared.get_arguments().any(|it| it.get_id() == arg.get_id());
        let is_own = |arg: &Arg| !(everywhere(arg) || takes_robot && is_shared(arg));
        if own.get_arguments().any(is_own) {
            page += &format!(".SS {}\n{}", own.get_name(), options(own, is_own)?);
        }
    }
    page += ".SH EXIT STATUS\n";
    for Meaning { status, meaning } in exit_statuses() {
        page += &entry(&status.to_string(), meaning.get(Language::English));
    }
    page += ".SH ENVIRONMENT\n";
    for (names, meaning) in VARIABLES {
        page += &entry(&names.join(", "), meaning);
    }
    page += ".SH FILES\n";
    for (path, meaning) in FILES {
        page += &entry(path, meaning);
    }
    page += ".SH EXAMPLES\n";
    let names = HEADINGS.iter().flat_map(|(.., names)| *names).copied();
    for Example { call, purpose } in std::iter::once("go2doctor").chain(names).flat_map(examples_of)
    {
        if let Some(purpose) = purpose {
            page += &entry(&format!("go2doctor {call}"), purpose.get(Language::English));
        }
    }
    Ok(page.into_bytes())
}

/// The options of `command` that are `wanted`, defaults and choices included.
fn options(command: &Command, wanted: impl Fn(&Arg) -> bool) -> io::Result<String> {
    let flat = command.clone().mut_args(|arg| {
        let hidden = arg.is_hide_set() || !wanted(&arg);
        let help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string);
        let choices = arg.get_possible_values();
        let choices = choices.iter().map(|value| value.get_name()).collect::<Vec<_>>().join(", ");
        let told = arg.is_hide_possible_values_set()
            || !arg.get_action().takes_values()
            || choices.is_empty();
        let choices = if told { String::new() } else { format!(" [possible values: {choices}]") };
        let help = help.unwrap_or_default() + &choices;
        arg.hide(hidden).help_heading(None::<&str>).long_help(help).hide_possible_values(true)
    });
    let section = rendered(|out| Man::new(flat).render_options_section(out))?;
    Ok(section.replacen(".SH OPTIONS\n", "", 1))
}

/// A part that clap_mangen renders, without its preamble and in lines that are not too long.
fn rendered(render: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<String> {
    let mut part = Vec::new();
    render(&mut part)?;
    let part = String::from_utf8_lossy(&part).replace("\\*(Aq", "\\(aq");
    // The preamble defines the string Aq.
    let kept = part.lines().filter(|line| !line.starts_with(".ie ") && !line.starts_with(".el "));
    Ok(kept.map(broken).collect())
}

/// A line of roff, a text broken where it is too long.
fn broken(line: &str) -> String {
    if line.starts_with('.') {
        format!("{line}\n")
    } else {
        wrapped(line, COLUMNS).join("\n") + "\n"
    }
}

/// A tagged paragraph.
fn entry(tag: &str, text: &str) -> String {
    format!(".TP\n\\fB{}\\fR\n{}", escaped(tag), lines(text))
}

fn lines(text: &str) -> String {
    broken(&escaped(text))
}

/// As text of roff; a hyphen is one that can be pasted.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq")
}
