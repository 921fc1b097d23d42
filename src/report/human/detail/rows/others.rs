//! The rows of `host` on other programs at the robot.

use crate::facts::{OtherProcess, RobotSocket};
use crate::text::format::{listed, printable};
use crate::text::language::{Language, age, say};

/// `go2_driver_node (process 4321, python3, for 2 h): UDP 55001`.
pub(super) fn other(other: &OtherProcess, language: Language) -> String {
    let name = other.name.as_deref().map(printable);
    let who = other.driver.as_deref().map(printable).or_else(|| name.clone());
    let who = who.unwrap_or_else(|| language.pick("a program", "某個程式").into());
    let about = [
        Some(say!(language, "process {}", "行程 {}", other.pid)),
        name.filter(|name| *name != who),
        other.age_s.map(|seconds| say!(language, "for {}", "已執行 {}", age(seconds, language))),
    ];
    let about: Vec<_> = about.into_iter().flatten().collect();
    let about = listed(&about, language);
    let sockets = sockets(other, language);
    say!(language, "{} ({}): {}", "{}（{}）：{}", who, about, sockets)
}

/// What is known of where it talks to.
fn sockets(other: &OtherProcess, language: Language) -> String {
    match (other.to_robot.as_deref(), other.udp_sockets) {
        (None, None) => language.pick("its sockets are not known", "它的 socket 不明").into(),
        (None | Some([]), Some(0)) => language.pick("no UDP socket", "沒有 UDP socket").into(),
        (None | Some([]), Some(number)) => say!(
            language,
            "UDP sockets: {}, to whom is not known",
            "UDP socket {} 個，對象不明",
            number
        ),
        (Some([]), None) => {
            language.pick("no socket to the robot", "沒有連往機器人的 socket").into()
        }
        (Some(sockets), _) => {
            let each = |socket: &RobotSocket| format!("{} {}", socket.protocol.name(), socket.port);
            let sockets: Vec<_> = sockets.iter().map(each).collect();
            say!(language, "to the robot's {}", "連往機器人的 {}", listed(&sockets, language))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::SocketProtocol::{Tcp, Udp};

    #[test]
    fn each_is_told_with_what_is_known_of_it_and_no_more() {
        let shown = |to_robot: Option<&[(_, u16)]>, udp_sockets, driver: Option<&str>| {
            let sockets = |all: &[(_, u16)]| {
                all.iter().map(|&(protocol, port)| RobotSocket { protocol, port }).collect()
            };
            let process = OtherProcess {
                pid: 4321,
                name: Some("python3".into()),
                driver: driver.map(str::to_owned),
                age_s: Some(7300.0),
                to_robot: to_robot.map(sockets),
                udp_sockets,
            };
            other(&process, Language::English)
        };
        let node = Some("go2_driver_node");
        let head = "go2_driver_node (process 4321, python3, for 2 h): ";
        for (to_robot, udp, rest) in [
            (None, None, "its sockets are not known"),
            (Some(&[][..]), Some(0), "no UDP socket"),
            (Some(&[]), Some(3), "UDP sockets: 3, to whom is not known"),
            (Some(&[(Tcp, 9991), (Udp, 55_001)]), Some(3), "to the robot's TCP 9991, UDP 55001"),
        ] {
            assert_eq!(shown(to_robot, udp, node), format!("{head}{rest}"));
        }
        let nameless = shown(Some(&[(Tcp, 22)]), None, None);
        assert_eq!(nameless, "python3 (process 4321, for 2 h): to the robot's TCP 22");
    }
}
