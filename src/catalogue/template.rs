//! Commands of the catalogue, completed for one robot.
//!
//! A command may hold `{host}`, `{url}`, `{signal_port}` and `{pid}`. A call of this
//! program in it (`go2doctor sdp`) gets the options by which the user named
//! the robot. The guide's commands are verbatim and never pass through here.

use crate::facts::invocation::{Invocation, shell_quoted};

pub const PLACEHOLDERS: [&str; 5] = ["host", "url", "signal_port", "other_offer", "pid"];

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Blanks {
    /// The robot's address, else its name.
    pub host: String,
    pub url: String,
    pub signal_port: u16,
    pub other_offer: String,
    /// The process that is in the way, where one is known.
    pub pid: Option<u32>,
    /// The current folder is known to be none of git's.
    pub without_git: bool,
    pub invocation: Invocation,
}

impl Blanks {
    /// A command of the catalogue, ready to be copied into a shell.
    pub fn fill(&self, command: &str) -> String {
        let calls = command.split(" && ").map(|call| match call.strip_prefix("go2doctor ") {
            Some(own) => self.own(own),
            None => self.replace(call),
        });
        calls.collect::<Vec<_>>().join(" && ")
    }

    /// Whether a command of the catalogue is no more than what was just run. One that waits first
    /// never is.
    fn repeats(&self, command: &str) -> bool {
        let own = command.strip_prefix("go2doctor ");
        own.is_some_and(|own| self.invocation.repeats(own, &self.other_offer))
    }

    /// Whether a command of the catalogue can tell or mend something new here.
    pub fn helps(&self, command: &str) -> bool {
        let for_git = command.starts_with("git ");
        !self.repeats(command) && (!for_git || !self.without_git)
    }

    /// A call of this program. An option that the command names itself takes
    /// the place of the user's.
    fn own(&self, command: &str) -> String {
        if let Some((rest, offer)) = command.split_once(" --offer ") {
            let offer = if offer == "{other_offer}" { &self.other_offer } else { offer };
            return self.invocation.command_with_offer(rest, offer);
        }
        if let Some(rest) = command.strip_suffix(" --client go2doctor") {
            return self.invocation.command_with_our_client(rest);
        }
        if let Some((rest, robot)) = command.split_once(" --robot ") {
            return self.invocation.command_with_robot(rest, robot);
        }
        self.invocation.command(command)
    }

    fn replace(&self, text: &str) -> String {
        // One pass, so that a robot's name cannot smuggle in another placeholder.
        let mut out = String::new();
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            let (before, from) = rest.split_at(start);
            out += before;
            let end = from.find('}').unwrap_or(0);
            match from.get(1..end) {
                Some("host") if self.host.is_empty() => out += "ROBOT",
                Some("host") => out += &shell_quoted(&self.host),
                Some("url") => out += &shell_quoted(&self.url),
                Some("pid") => match self.pid {
                    Some(pid) => out += &pid.to_string(),
                    None => out += "PID",
                },
                Some("signal_port") => out += &self.signal_port.to_string(),
                _ => {
                    out.push('{');
                    rest = &from[1..];
                    continue;
                }
            }
            rest = &from[end + 1..];
        }
        out + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::outcome::Client;

    fn blanks() -> Blanks {
        Blanks {
            host: "10.0.0.7".into(),
            url: "http://10.0.0.7:9991/con_notify".into(),
            signal_port: 9991,
            other_offer: "data-only".into(),
            pid: None,
            without_git: false,
            invocation: Invocation { robot: Some("10.0.0.7".into()), ..Default::default() },
        }
    }

    #[test]
    fn blanks_are_filled_and_other_braces_kept() {
        let filled = blanks().fill("ping {host} && awk '{print}' && curl {url} {");
        assert_eq!(
            filled,
            "ping 10.0.0.7 && awk '{print}' && curl http://10.0.0.7:9991/con_notify {"
        );
    }

    #[test]
    fn a_process_that_is_not_known_is_left_to_the_reader() {
        assert_eq!(blanks().fill("kill -INT {pid}"), "kill -INT PID");
        let known = Blanks { pid: Some(4321), ..blanks() };
        assert_eq!(known.fill("kill -INT {pid}"), "kill -INT 4321");
    }

    #[test]
    fn a_robot_that_is_not_known_is_left_to_the_reader() {
        let blanks = Blanks { host: String::new(), ..blanks() };
        assert_eq!(blanks.fill("ping -c 4 {host}"), "ping -c 4 ROBOT");
    }

    #[test]
    fn a_hostile_name_stays_one_word_and_is_not_filled_again() {
        let blanks = Blanks { host: "{url}; rm -rf /".into(), ..blanks() };
        assert_eq!(blanks.fill("ping -c 4 {host}"), "ping -c 4 '{url}; rm -rf /'");
    }

    #[test]
    fn an_offer_of_the_command_takes_the_place_of_the_users() {
        let offer = Some("aiortc-1.14".into());
        let blanks = Blanks { invocation: Invocation { offer, ..Default::default() }, ..blanks() };
        assert_eq!(
            blanks.fill("go2doctor sctp --offer data-only"),
            "go2doctor sctp --offer data-only"
        );
        assert_eq!(blanks.fill("go2doctor sctp"), "go2doctor sctp --offer aiortc-1.14");
    }

    #[test]
    fn our_own_client_takes_the_place_of_the_users() {
        let invocation = Invocation { client: Some(Client::Stock), ..Default::default() };
        let blanks = Blanks { invocation, ..blanks() };
        assert_eq!(blanks.fill("go2doctor sctp --client go2doctor"), "go2doctor sctp");
        assert_eq!(blanks.fill("go2doctor sctp"), "go2doctor sctp --client stock");
    }

    #[test]
    fn our_own_calls_keep_the_robot() {
        let cases = [
            ("sleep 45 && go2doctor sdp", "sleep 45 && go2doctor sdp --robot 10.0.0.7"),
            (
                "go2doctor sctp --offer {other_offer}",
                "go2doctor sctp --robot 10.0.0.7 --offer data-only",
            ),
            (
                "go2doctor probe-http --robot 192.168.123.161",
                "go2doctor probe-http --robot 192.168.123.161",
            ),
        ];
        for (command, expected) in cases {
            assert_eq!(blanks().fill(command), expected);
        }
    }
}
