//! How the user called us, so that the next command we name keeps their options.

use std::time::Duration;

use clap::ValueEnum;

use super::Stage;
use super::stage_outcome::Client;
use crate::robot::model::Model;
use crate::robot::offer::PROFILES;
use crate::text::format::printable;

/// The options that a next command must carry to mean the same robot, as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invocation {
    pub robot: Option<String>,
    pub signal_port: Option<String>,
    pub legacy_port: Option<String>,
    /// Whether a key was typed. It is a secret: a placeholder stands for it.
    pub has_aes_key: bool,
    pub interface: Option<String>,
    pub model: Option<Model>,
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
    /// Whether the offer of this machine's driver was put to the robot as well.
    pub prove: bool,
    /// Whether `flow` asked for these.
    pub video: bool,
    pub audio: bool,
    pub lidar: bool,
    /// Whether the picture was saved.
    pub save: bool,
    /// Whether a driver was run after the ladder.
    pub driver: bool,
    pub format: Format,
    /// How often `-v` was given.
    pub verbosity: u8,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, ValueEnum)]
pub enum Format {
    #[default]
    Human,
    Json,
    Jsonl,
    Markdown,
    Html,
    Junit,
}

impl Ran {
    /// The options that were given, each with its value; a flag's is empty.
    fn options(&self) -> Vec<(&'static str, String)> {
        let flag = |given: bool| given.then(String::new);
        let format = self.format.to_possible_value().filter(|_| self.format != Format::Human);
        let options = [
            ("--wait-slot", flag(self.wait_slot)),
            ("--retry-busy", flag(self.retry_busy)),
            ("--timeout", self.timeout.map(seconds)),
            ("--window", self.window.map(seconds)),
            ("--wait", self.wait.map(seconds)),
            ("--prove", flag(self.prove)),
            ("--video", flag(self.video)),
            ("--audio", flag(self.audio)),
            ("--lidar", flag(self.lidar)),
            // Another name: a file of that run is not overwritten.
            ("--save", self.save.then(|| "FILE.h264".into())),
            ("--format", format.map(|format| format.get_name().to_owned())),
            ("-v", flag(self.verbosity == 1)),
            ("-vv", flag(self.verbosity > 1)),
        ];
        options.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// Whether what `option` asks for was done: a longer time includes a shorter one.
    fn used(&self, option: &str, value: &str) -> bool {
        let lasts = |given: &str| match (given.parse::<f64>(), value.parse::<f64>()) {
            (Ok(given), Ok(wanted)) => given >= wanted,
            _ => given == value,
        };
        let more = option == "-v" && self.verbosity > 1;
        // Both go on for as long as a client that died can hold the slot.
        let busy = option == "--retry-busy" && self.wait_slot;
        more || busy || self.options().iter().any(|(name, given)| *name == option && lasts(given))
    }
}

/// What `flow` may be asked for beside the topics.
const MEDIA: [&str; 3] = ["--video", "--audio", "--lidar"];

/// The last rung that a command climbs to; `None` for one that climbs none.
fn last_rung(command: &str) -> Option<Stage> {
    match command {
        "check" => Some(Stage::Flow),
        "probe-http" => Some(Stage::Http),
        "validate" => Some(Stage::Validation),
        "env" => None,
        name => Stage::ALL.into_iter().find(|stage| stage.name() == name),
    }
}

impl Invocation {
    /// `go2doctor COMMAND` with the user's options. Those that `command`, the words after
    /// `go2doctor`, names itself take the place of theirs.
    pub fn command(&self, command: &str) -> String {
        let (own, driver) = match command.split_once(" -- ") {
            Some((own, driver)) => (own, format!(" -- {driver}")),
            None => (command, String::new()),
        };
        let names = |option: &str| own.split(' ').any(|word| word == option);
        // An offer is that of our own client, which does not connect through a proxy.
        let connects = own.split(' ').next() != Some("proxy");
        let client = self.client.filter(|_| connects && !names("--offer")).map(Client::name);
        let offer = self.offer.as_deref();
        let offer = offer.filter(|_| connects && !names("--client") && !names("--prove"));
        let options = [
            ("--robot", self.robot.as_deref()),
            ("--signal-port", self.signal_port.as_deref()),
            ("--legacy-port", self.legacy_port.as_deref()),
            ("--aes-key", self.has_aes_key.then_some("HEX32")),
            ("--interface", self.interface.as_deref()),
            ("--model", self.model.map(Model::name)),
            ("--offer", offer),
            ("--client", client),
        ];
        let asks_robot = !["discover", "dds"].contains(&own.split(' ').next().unwrap_or_default());
        let missing = options.into_iter().filter(|(option, _)| asks_robot && !names(option));
        let missing = missing.filter_map(|(option, value)| Some((option, shell_quoted(value?))));
        let missing: String = missing.map(|(option, value)| format!(" {option} {value}")).collect();
        // What was asked for together is looked at together again.
        let media =
            if MEDIA.into_iter().any(names) { self.media_but(names) } else { String::new() };
        format!("go2doctor {own}{media}{missing}{driver}")
    }

    /// The same command once more, as it was run.
    pub fn again(&self, command: &str) -> String {
        let mut line = self.command(command);
        for ran in self.ran.iter().filter(|ran| ran.command == command) {
            for (option, value) in ran.options() {
                let value = match ran.window.filter(|_| option == "--window") {
                    Some(window) => with_unit(window),
                    None => value,
                };
                line += &format!(" {option} {value}");
                line.truncate(line.trim_end().len());
            }
        }
        line
    }

    /// The options ` --video` and its kin that were given.
    pub fn media(&self) -> String {
        self.media_but(|_| false)
    }

    /// Of these options those that are not `named`.
    fn media_but(&self, named: impl Fn(&str) -> bool) -> String {
        let options = self.ran.iter().flat_map(Ran::options);
        let media = options.filter(|(option, _)| MEDIA.contains(option) && !named(option));
        media.map(|(option, _)| format!(" {option}")).collect()
    }

    /// The same without a deadline of the user's.
    pub fn without_timeout(&self) -> Self {
        let ran = self.ran.clone().map(|ran| Ran { timeout: None, ..ran });
        Self { ran, ..self.clone() }
    }

    /// Whether `command`, the words after `go2doctor`, measures nothing that was not just measured:
    /// its last rung is no higher, and each of its options was in use.
    pub fn repeats(&self, command: &str) -> bool {
        let Some(ran) = &self.ran else { return false };
        let (own, driver) = command.split_once(" -- ").unwrap_or((command, ""));
        let mut words = own.split(' ').peekable();
        let name = words.next().unwrap_or_default();
        let lower = last_rung(name).is_some_and(|last| Some(last) <= last_rung(&ran.command));
        if !(name == ran.command || lower) || (!driver.is_empty() && !ran.driver) {
            return false;
        }
        while let Some(option) = words.next() {
            let value = words.next_if(|word| !word.starts_with('-')).unwrap_or_default();
            let used = match option {
                "--offer" => value == self.offer.as_deref().unwrap_or(PROFILES[0].name),
                "--client" => value == self.client.unwrap_or_default().name(),
                "--robot" => self.robot.as_deref() == Some(value),
                "--model" => self.model.map(Model::name) == Some(value),
                _ => ran.used(option, value),
            };
            if !used {
                return false;
            }
        }
        true
    }
}

fn seconds(duration: Duration) -> String {
    duration.as_secs_f64().to_string()
}

/// In whole hours or minutes, as a long window is typed, else in seconds.
fn with_unit(duration: Duration) -> String {
    match duration.as_secs() {
        _ if duration.subsec_nanos() > 0 => seconds(duration),
        whole if whole >= 3600 && whole % 3600 == 0 => format!("{}h", whole / 3600),
        whole if whole > 60 && whole % 60 == 0 => format!("{}m", whole / 60),
        whole => whole.to_string(),
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

/// A command line as it could be typed, with nothing in it that could steer a terminal.
pub fn command_line(words: &[String]) -> String {
    words.iter().map(|word| shell_quoted(&printable(word))).collect::<Vec<_>>().join(" ")
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
                "--prove" => ran.prove = true,
                "--video" => ran.video = true,
                "--audio" => ran.audio = true,
                "--lidar" => ran.lidar = true,
                "--save" => ran.save = true,
                "--" => ran.driver = true,
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
        for (window, expected) in [
            ("--window 3600", "--window 1h"),
            ("--window 90", "--window 90"),
            ("--window 600", "--window 10m"),
            ("--window 2.5", "--window 2.5"),
        ] {
            let ran = Some(Ran::of("flow", &["--video", "--save", window]));
            let again = Invocation { ran, ..Default::default() }.again("flow");
            assert_eq!(again, format!("go2doctor flow {expected} --video --save FILE.h264"));
        }
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
            (&plain, "flow", true),
            (&plain, "env", false),
            (&plain, "discover", false),
            (&plain, "flow --window 30", false),
            (&plain, "check -- YOUR_DRIVER", false),
            (&plain, "check --prove", false),
            (&ran("sctp", &[]), "dtls", true),
            (&ran("sctp", &[]), "check", false),
            (&ran("check", &["--"]), "check -- YOUR_DRIVER", true),
            (&plain, "check -v", false),
            (&plain, "check --robot 10.0.0.7", true),
            (&plain, "check --robot 192.168.12.1", false),
            (&plain, "check --offer go2doctor", true),
            (&plain, "check --offer data-only", false),
            (&plain, "check --client go2doctor", true),
            (&ran("sdp", &[]), "sdp --retry-busy", false),
            (&ran("sdp", &["--retry-busy"]), "sdp --retry-busy", true),
            (&ran("sdp", &["--retry-busy"]), "sdp", true),
            (&ran("sdp", &["--retry-busy"]), "sdp --wait-slot", false),
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
            assert_eq!(invocation.repeats(command), expected, "{command}");
        }
        let offered = Invocation { offer: Some("data-only".into()), ..ran("sctp", &[]) };
        assert!(offered.repeats("sctp --offer data-only"));
        assert!(!offered.repeats("sctp --offer go2doctor"));
    }

    #[test]
    fn another_robot_takes_the_place_of_the_first() {
        let invocation = Invocation {
            robot: Some("10.0.0.7".into()),
            signal_port: Some("9992".into()),
            ..Default::default()
        };
        let expected = "go2doctor sdp --robot 192.168.12.1 --signal-port 9992";
        assert_eq!(invocation.command("sdp --robot 192.168.12.1"), expected);
    }
}
