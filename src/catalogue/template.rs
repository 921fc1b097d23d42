//! Commands of the catalogue, completed for one robot.
//!
//! A command may hold `{host}`, `{url}`, `{other_offer}`, `{pid}`, `{device_type}` and `{wifi}`. A call of this program in it
//! (`go2doctor sdp`) gets the options by which the user named the robot. The guide's commands are
//! verbatim and never pass through here.

use super::entry::Remedy;
use crate::facts::invocation::{Invocation, shell_quoted};
use crate::robot::con_notify::PORT;
use crate::robot::model::Model;

pub const PLACEHOLDERS: [&str; 6] = ["host", "url", "other_offer", "pid", "device_type", "wifi"];

/// What stands for a robot that is not known.
pub const UNKNOWN_ROBOT: &str = "ROBOT";

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Blanks {
    /// The robot's address, else its name; empty where none is known.
    pub host: String,
    /// Where con_notify was asked, where that is known.
    pub url: Option<String>,
    /// An offer to set beside the one that was made, where one is left to try.
    pub other_offer: Option<&'static str>,
    /// The process that is in the way, where one is known.
    pub pid: Option<u32>,
    /// The interface of the Wi-Fi towards the robot, where one is known.
    pub wifi: Option<String>,
    /// Which robot it is, for the tool that fetches keys.
    pub model: Model,
    /// The current folder is known to be none of git's.
    pub without_git: bool,
    pub invocation: Invocation,
    /// Whether the robot is gone when the run ends, as a simulated one is: only another run of
    /// ours meets it again.
    pub is_simulated: bool,
}

impl Blanks {
    /// A command of the catalogue, ready to be copied into a shell.
    pub fn fill(&self, command: &str) -> String {
        let calls = command.split(" && ").map(|call| match call.strip_prefix("go2doctor ") {
            Some(own) => self.invocation.command(&self.replace(own)),
            None => self.replace(call),
        });
        calls.collect::<Vec<_>>().join(" && ")
    }

    /// Whether a command of the catalogue can tell or mend something new here: it is more than what
    /// was just measured, and what it needs is there.
    pub fn helps(&self, command: &str) -> bool {
        let asks_robot = || ["{host}", "{url}", "discover"].iter().any(|it| command.contains(it));
        let lacks_offer = self.other_offer.is_none() && command.contains("{other_offer}");
        let lacks_git = self.without_git && command.starts_with("git ");
        let is_gone = self.is_simulated && asks_robot();
        !(lacks_offer || lacks_git || is_gone || self.repeats(command))
    }

    /// Whether a command of the catalogue is no more than what was just run.
    pub fn repeats(&self, command: &str) -> bool {
        let own = command.strip_prefix("go2doctor ");
        own.is_some_and(|own| self.invocation.repeats(&self.replace(own)))
    }

    /// The commands of a remedy that help here.
    pub fn commands(&self, remedy: &Remedy) -> Vec<String> {
        let helping = remedy.commands.iter().filter(|command| self.helps(command));
        helping.map(|command| self.fill(command)).collect()
    }

    fn value(&self, placeholder: &str) -> Option<String> {
        let host = if self.host.is_empty() { UNKNOWN_ROBOT } else { &self.host };
        Some(match placeholder {
            "host" => shell_quoted(host),
            "url" => shell_quoted(&self.url.clone().unwrap_or_else(|| con_notify_url(host))),
            "pid" => self.pid.map_or_else(|| "PID".into(), |pid| pid.to_string()),
            "wifi" => self.wifi.clone().unwrap_or_else(|| "INTERFACE".into()),
            "device_type" => self.model.title().into(),
            "other_offer" => self.other_offer.unwrap_or("data-only").into(),
            _ => return None,
        })
    }

    fn replace(&self, text: &str) -> String {
        // One pass, so that a robot's name cannot smuggle in another placeholder.
        let mut out = String::new();
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            let (before, from) = rest.split_at(start);
            out += before;
            let end = from.find('}').unwrap_or(0);
            match from.get(1..end).and_then(|name| self.value(name)) {
                Some(value) => {
                    out += &value;
                    rest = &from[end + 1..];
                }
                None => {
                    out.push('{');
                    rest = &from[1..];
                }
            }
        }
        out + rest
    }
}

/// Where a robot is asked first.
pub fn con_notify_url(host: &str) -> String {
    match host.contains(':') {
        true => format!("http://[{host}]:{PORT}/con_notify"),
        false => format!("http://{host}:{PORT}/con_notify"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::outcome::Client;

    fn blanks() -> Blanks {
        Blanks {
            host: "10.0.0.7".into(),
            other_offer: Some("data-only"),
            invocation: Invocation { robot: Some("10.0.0.7".into()), ..Default::default() },
            ..Blanks::default()
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
    fn the_wifi_of_a_command_is_the_one_that_was_seen() {
        let command = "sudo iw dev {wifi} set power_save off";
        assert_eq!(blanks().fill(command), "sudo iw dev INTERFACE set power_save off");
        let known = Blanks { wifi: Some("dog0".into()), ..blanks() };
        assert_eq!(known.fill(command), "sudo iw dev dog0 set power_save off");
    }

    #[test]
    fn a_robot_that_is_not_known_is_left_to_the_reader() {
        let blanks = Blanks { host: String::new(), ..blanks() };
        assert_eq!(blanks.fill("ping -c 4 {host}"), "ping -c 4 ROBOT");
        assert_eq!(blanks.fill("curl {url}"), "curl http://ROBOT:9991/con_notify");
    }

    #[test]
    fn the_url_is_the_one_that_was_asked_or_made_from_the_host() {
        let asked = Blanks { url: Some("http://go2:9992/con_notify".into()), ..blanks() };
        assert_eq!(asked.fill("curl {url}"), "curl http://go2:9992/con_notify");
        let ipv6 = Blanks { host: "fe80::1".into(), ..blanks() };
        assert_eq!(ipv6.fill("curl {url}"), "curl 'http://[fe80::1]:9991/con_notify'");
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
        let ours = "go2doctor sctp --client go2doctor";
        assert_eq!(blanks.fill(ours), ours);
        assert_eq!(blanks.fill("go2doctor sctp"), "go2doctor sctp --client stock");
    }

    #[test]
    fn our_own_calls_keep_the_robot() {
        let cases = [
            ("true && go2doctor sdp", "true && go2doctor sdp --robot 10.0.0.7"),
            (
                "go2doctor sctp --offer {other_offer}",
                "go2doctor sctp --offer data-only --robot 10.0.0.7",
            ),
            ("go2doctor check -- YOUR_DRIVER", "go2doctor check --robot 10.0.0.7 -- YOUR_DRIVER"),
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
