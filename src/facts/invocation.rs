//! How the user called us, so that the next command we name keeps their options.

use std::time::Duration;

use super::stage_outcome::Client;
use crate::robot::offer::PROFILES;

/// The options that a next command must carry to mean the same robot, as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invocation {
    pub robot: Option<String>,
    pub signal_port: Option<String>,
    pub legacy_port: Option<String>,
    /// Whether a key was typed. It is a secret: a placeholder stands for it.
    pub has_aes_key: bool,
    pub interface: Option<String>,
    pub offer: Option<String>,
    pub client: Option<Client>,
    /// What was run, so that nobody is told to do the same again.
    pub ran: Option<Ran>,
}

/// A command as it was run, with those of its options that a next command may name as well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ran {
    pub command: String,
    pub wait_slot: bool,
    pub retry_busy: bool,
    pub timeout: Option<Duration>,
    pub window: Option<Duration>,
    pub wait: Option<Duration>,
    pub format: Format,
    /// How often `-v` was given.
    pub verbosity: u8,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Format {
    #[default]
    Human,
    Json,
    Jsonl,
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
        }
    }
}

impl Ran {
    fn options(&self) -> impl Iterator<Item = String> {
        let seconds = |option: &str, value: Option<Duration>| {
            value.map(|value| format!("{option} {}", value.as_secs_f64()))
        };
        let format = (self.format != Format::Human).then(|| self.format.name());
        let verbose = match self.verbosity {
            0 => None,
            1 => Some("-v"),
            _ => Some("-vv"),
        };
        let options = [
            self.wait_slot.then(|| "--wait-slot".to_owned()),
            self.retry_busy.then(|| "--retry-busy".to_owned()),
            seconds("--timeout", self.timeout),
            seconds("--window", self.window),
            seconds("--wait", self.wait),
            format.map(|format| format!("--format {format}")),
            verbose.map(str::to_owned),
        ];
        options.into_iter().flatten()
    }

    fn used(&self, option: &str, value: Option<&str>) -> bool {
        let lasted = |given: Option<Duration>, value: &str| {
            given.is_some_and(|given| given.as_secs_f64() >= value.parse().unwrap_or(0.0))
        };
        match (option, value) {
            ("--wait-slot", None) => self.wait_slot,
            // Both go on for as long as a dead client can hold the slot.
            ("--retry-busy", None) => self.retry_busy || self.wait_slot,
            ("--timeout", Some(value)) => lasted(self.timeout, value),
            ("--window", Some(value)) => lasted(self.window, value),
            ("--wait", Some(value)) => lasted(self.wait, value),
            ("--format", Some(value)) => self.format.name() == value,
            ("-v", None) => self.verbosity >= 1,
            ("-vv", None) => self.verbosity >= 2,
            _ => false,
        }
    }
}

impl Invocation {
    /// `go2doctor COMMAND` with the user's options.
    pub fn command(&self, command: &str) -> String {
        self.build(command, self.offer.as_deref(), self.client)
    }

    pub fn again(&self, command: &str) -> String {
        let ran = self.ran.iter().filter(|ran| ran.command == command);
        let options = ran.flat_map(Ran::options);
        std::iter::once(self.command(command)).chain(options).collect::<Vec<_>>().join(" ")
    }

    pub fn command_with_offer(&self, command: &str, offer: &str) -> String {
        self.build(command, Some(offer), None)
    }

    pub fn command_with_robot(&self, command: &str, robot: &str) -> String {
        Self { robot: Some(robot.to_owned()), ..self.clone() }.command(command)
    }

    pub fn command_with_our_client(&self, command: &str) -> String {
        self.build(command, self.offer.as_deref(), None)
    }

    /// Whether `command`, the words after `go2doctor`, asks for nothing that was not just done: the
    /// same command, and each of its options was in use. `other_offer` stands for the placeholder
    /// of that name.
    pub fn repeats(&self, command: &str, other_offer: &str) -> bool {
        let Some(ran) = &self.ran else { return false };
        let mut words = command.split(' ').peekable();
        if words.next() != Some(ran.command.as_str()) {
            return false;
        }
        while let Some(option) = words.next() {
            let value = words.next_if(|word| !word.starts_with('-'));
            let value = value.map(|value| value.replace("{other_offer}", other_offer));
            if !self.used(ran, option, value.as_deref()) {
                return false;
            }
        }
        true
    }

    fn used(&self, ran: &Ran, option: &str, value: Option<&str>) -> bool {
        match (option, value) {
            ("--offer", Some(value)) => value == self.offer.as_deref().unwrap_or(PROFILES[0].name),
            ("--client", Some(value)) => value == self.client.unwrap_or_default().name(),
            ("--robot", Some(value)) => self.robot.as_deref() == Some(value),
            _ => ran.used(option, value),
        }
    }

    fn build(&self, command: &str, offer: Option<&str>, client: Option<Client>) -> String {
        let options = [
            ("--robot", self.robot.as_deref()),
            ("--signal-port", self.signal_port.as_deref()),
            ("--legacy-port", self.legacy_port.as_deref()),
            ("--aes-key", self.has_aes_key.then_some("HEX32")),
            ("--interface", self.interface.as_deref()),
            ("--offer", offer),
            ("--client", client.map(Client::name)),
        ];
        let mut line = format!("go2doctor {command}");
        for (option, value) in options {
            if let Some(value) = value {
                line += &format!(" {option} {}", shell_quoted(value));
            }
        }
        line
    }
}

/// `text` as one word of a POSIX shell.
pub fn shell_quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-:/=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
impl Ran {
    /// As if `options` had been typed: `--retry-busy`, `--timeout 15`, `-v`.
    pub fn of(command: &str, options: &[&str]) -> Self {
        let mut ran = Self { command: command.into(), ..Self::default() };
        for option in options {
            let (name, value) = option.split_once(' ').unwrap_or((option, ""));
            let seconds = || value.parse().ok().map(Duration::from_secs_f64);
            match name {
                "--wait-slot" => ran.wait_slot = true,
                "--retry-busy" => ran.retry_busy = true,
                "--timeout" => ran.timeout = seconds(),
                "--window" => ran.window = seconds(),
                "--wait" => ran.wait = seconds(),
                "--format" if value == "json" => ran.format = Format::Json,
                "--format" => ran.format = Format::Jsonl,
                "-v" => ran.verbosity = 1,
                "-vv" => ran.verbosity = 2,
                other => panic!("no option that is kept: {other}"),
            }
        }
        ran
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_the_shell_stays_one_word() {
        assert_eq!(shell_quoted("192.168.12.1"), "192.168.12.1");
        assert_eq!(shell_quoted("a b"), "'a b'");
        assert_eq!(shell_quoted("it's"), r"'it'\''s'");
        assert_eq!(shell_quoted(""), "''");
    }

    #[test]
    fn what_was_interrupted_is_run_again_as_it_was() {
        let invocation = Invocation {
            robot: Some("10.0.0.7".into()),
            ran: Some(Ran { wait: Some(Duration::from_secs(10)), ..Ran::of("check", &[]) }),
            ..Default::default()
        };
        assert_eq!(invocation.again("check"), "go2doctor check --robot 10.0.0.7 --wait 10");
        assert_eq!(invocation.again("sctp"), "go2doctor sctp --robot 10.0.0.7");
    }

    #[test]
    fn what_was_just_run_is_known_again() {
        let ran = |command: &str, options: &[&str]| Invocation {
            robot: Some("10.0.0.7".into()),
            ran: Some(Ran::of(command, options)),
            ..Default::default()
        };
        let plain = ran("check", &[]);
        let cases = [
            (&plain, "check", true),
            (&plain, "flow", false),
            (&plain, "check -v", false),
            (&plain, "check --robot 10.0.0.7", true),
            (&plain, "check --robot 192.168.12.1", false),
            (&plain, "check --offer go2doctor", true),
            (&plain, "check --offer {other_offer}", false),
            (&plain, "check --client go2doctor", true),
            (&ran("sdp", &[]), "sdp --retry-busy", false),
            (&ran("sdp", &["--retry-busy"]), "sdp --retry-busy", true),
            (&ran("sdp", &["--retry-busy"]), "sdp", true),
            (&ran("sdp", &["--retry-busy"]), "sdp --wait-slot", false),
            (&ran("sdp", &["--wait-slot"]), "sdp --wait-slot", true),
            (&ran("sdp", &["--wait-slot"]), "sdp --retry-busy", true),
            (&ran("probe-http", &["--timeout 15"]), "probe-http --timeout 15", true),
            (&ran("probe-http", &["--timeout 20"]), "probe-http --timeout 15", true),
            (&ran("probe-http", &["--timeout 2.5"]), "probe-http --timeout 15", false),
            (&ran("flow", &["--window 30", "-v"]), "flow -v --window 15", true),
            (&ran("check", &["--wait 90"]), "check --wait 60", true),
            (&ran("check", &["--wait 30"]), "check --wait 60", false),
            (&ran("flow", &["-vv"]), "flow -v", true),
            (&ran("flow", &["-v"]), "flow -vv", false),
            (&ran("dtls", &["--format json"]), "dtls --format json", true),
            (&ran("dtls", &["--format jsonl"]), "dtls --format json", false),
            (&Invocation::default(), "check", false),
        ];
        for (invocation, command, expected) in cases {
            assert_eq!(invocation.repeats(command, "data-only"), expected, "{command}");
        }
        let offered = Invocation { offer: Some("data-only".into()), ..ran("sctp", &[]) };
        assert!(offered.repeats("sctp --offer data-only", "go2doctor"));
        assert!(!offered.repeats("sctp --offer {other_offer}", "go2doctor"));
    }

    #[test]
    fn another_robot_takes_the_place_of_the_first() {
        let invocation = Invocation {
            robot: Some("10.0.0.7".into()),
            signal_port: Some("9992".into()),
            ..Default::default()
        };
        let expected = "go2doctor sdp --robot 192.168.12.1 --signal-port 9992";
        assert_eq!(invocation.command_with_robot("sdp", "192.168.12.1"), expected);
    }
}
