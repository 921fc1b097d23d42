//! How the user called us, so that the next command we name keeps their options.

use crate::facts::outcome::Client;
use crate::robot::offer::PROFILES;

/// The options that a next command must carry to mean the same robot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invocation {
    /// `--robot HOST` and what else names the robot, each option with its value.
    pub robot: Vec<String>,
    /// The offer profile, where it is not the usual one.
    pub offer: Option<String>,
    /// Whose stack climbs, where it is not ours.
    pub client: Option<Client>,
    /// What was run, so that nobody is told to do the same again.
    pub ran: Option<Ran>,
}

/// A command as it was run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ran {
    /// Its name.
    pub command: String,
    /// Those of its options that a next command may name as well, each with its value:
    /// `--retry-busy`, `--timeout 15`, `-v`.
    pub options: Vec<String>,
}

impl Invocation {
    /// `go2doctor COMMAND` with the user's options.
    pub fn command(&self, command: &str) -> String {
        self.build(command, self.offer.as_deref(), self.client)
    }

    /// The same once more, for a run that was interrupted.
    pub fn again(&self, command: &str) -> String {
        let ran = self.ran.iter().filter(|ran| ran.command == command);
        let options = ran.flat_map(|ran| ran.options.iter().cloned());
        std::iter::once(self.command(command)).chain(options).collect::<Vec<_>>().join(" ")
    }

    /// The same with another offer profile.
    pub fn command_with_offer(&self, command: &str, offer: &str) -> String {
        self.build(command, Some(offer), None)
    }

    /// The same for another robot.
    pub fn command_with_robot(&self, command: &str, robot: &str) -> String {
        let mut other = self.clone();
        other.robot.retain(|option| !option.starts_with("--robot "));
        other.robot.insert(0, format!("--robot {}", shell_quoted(robot)));
        other.command(command)
    }

    /// The same with our own stack.
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
        let given = |name: &str| {
            let mut all = ran.options.iter().map(|each| each.split_once(' ').unwrap_or((each, "")));
            all.find(|(option, _)| *option == name).map(|(_, value)| value)
        };
        match (option, value) {
            ("--offer", Some(value)) => value == self.offer.as_deref().unwrap_or(PROFILES[0].name),
            ("--client", Some(value)) => value == self.client.unwrap_or_default().name(),
            ("--robot", Some(value)) => {
                self.robot.contains(&format!("--robot {}", shell_quoted(value)))
            }
            // A longer wait is another one.
            ("--timeout" | "--window" | "--wait", Some(value)) => {
                let seconds = |text: &str| text.parse::<f64>().unwrap_or(0.0);
                given(option).is_some_and(|given| seconds(given) >= seconds(value))
            }
            ("-v", None) => given("-v").or_else(|| given("-vv")).is_some(),
            (_, value) => given(option) == Some(value.unwrap_or("")),
        }
    }

    fn build(&self, command: &str, offer: Option<&str>, client: Option<Client>) -> String {
        let client = client.map(|client| format!("--client {}", client.name()));
        let offer = offer.map(|name| format!("--offer {}", shell_quoted(name)));
        let words = ["go2doctor", command].into_iter();
        let options =
            self.robot.iter().map(String::as_str).chain(offer.as_deref()).chain(client.as_deref());
        words.chain(options).collect::<Vec<_>>().join(" ")
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
            robot: vec!["--robot 10.0.0.7".into()],
            ran: Some(Ran { command: "check".into(), options: vec!["--wait 10".into()] }),
            ..Default::default()
        };
        assert_eq!(invocation.again("check"), "go2doctor check --robot 10.0.0.7 --wait 10");
        assert_eq!(invocation.again("sctp"), "go2doctor sctp --robot 10.0.0.7");
    }

    #[test]
    fn what_was_just_run_is_known_again() {
        let ran = |command: &str, options: &[&str]| Invocation {
            robot: vec!["--robot 10.0.0.7".into()],
            ran: Some(Ran {
                command: command.into(),
                options: options.iter().map(|option| (*option).into()).collect(),
            }),
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
        let robot = vec!["--robot 10.0.0.7".into(), "--signal-port 9992".into()];
        let invocation = Invocation { robot, ..Default::default() };
        let expected = "go2doctor sdp --robot 192.168.12.1 --signal-port 9992";
        assert_eq!(invocation.command_with_robot("sdp", "192.168.12.1"), expected);
    }
}
