//! How the user called us, so that the next command we name keeps their options.

use crate::stages::outcome::Client;

/// The options that a next command must carry to mean the same robot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invocation {
    /// `--robot HOST` and what else names the robot, each option with its value.
    pub robot: Vec<String>,
    /// The offer profile, where it is not the usual one.
    pub offer: Option<String>,
    /// Whose stack climbs, where it is not ours.
    pub client: Option<Client>,
}

impl Invocation {
    /// `go2doctor COMMAND` with the user's options.
    pub fn command(&self, command: &str) -> String {
        self.build(command, self.offer.as_deref(), self.client)
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
    fn another_robot_takes_the_place_of_the_first() {
        let robot = vec!["--robot 10.0.0.7".into(), "--signal-port 9992".into()];
        let invocation = Invocation { robot, ..Default::default() };
        let expected = "go2doctor sdp --robot 192.168.12.1 --signal-port 9992";
        assert_eq!(invocation.command_with_robot("sdp", "192.168.12.1"), expected);
    }
}
