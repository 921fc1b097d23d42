//! How other programs at the robot are shown.

use super::shown::Shown;
use crate::facts::{OtherProcess, RobotSocket};
use crate::text::format::printable;
use crate::text::phrase::{Phrase, phrase};

impl Shown for OtherProcess {
    /// `go2_driver_node (process 4321, python3, for 2 h): UDP 55001`.
    fn shown(&self) -> Phrase {
        let name = self.name.as_deref().map(printable);
        let driver = self.driver.as_deref().map(printable);
        let who = driver.or_else(|| name.clone());
        let about = [
            Some(phrase!("process {}", "行程 {}", self.pid)),
            name.filter(|name| Some(name) != who.as_ref()).map(Phrase::same),
            self.age_s.map(|seconds| phrase!("for {}", "已執行 {}", Phrase::age(seconds))),
        ];
        let about = Phrase::names(about.into_iter().flatten());
        let who = who.map_or_else(|| phrase!("a program", "某個程式"), Phrase::same);
        phrase!("{} ({}): {}", "{}（{}）：{}", who, about, sockets(self))
    }
}

fn sockets(other: &OtherProcess) -> Phrase {
    match (other.to_robot.as_deref(), other.udp_sockets) {
        (None, None) => phrase!("its sockets are not known", "它的 socket 不明"),
        (None | Some([]), Some(0)) => phrase!("no UDP socket", "沒有 UDP socket"),
        (None | Some([]), Some(number)) => {
            phrase!("UDP sockets: {}, peers not known", "UDP socket {} 個，對象不明", number)
        }
        (Some([]), None) => phrase!("no socket to the robot", "沒有連往機器人的 socket"),
        (Some(sockets), _) => {
            let each = |socket: &RobotSocket| format!("{} {}", socket.protocol.name(), socket.port);
            let sockets = Phrase::names(sockets.iter().map(each));
            phrase!("to the robot's {}", "連往機器人的 {}", sockets)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::SocketProtocol::{Tcp, Udp};
    use crate::text::language::Language;

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
            process.shown().get(Language::English).to_owned()
        };
        let node = Some("go2_driver_node");
        let head = "go2_driver_node (process 4321, python3, for 2 h): ";
        for (to_robot, udp, rest) in [
            (None, None, "its sockets are not known"),
            (Some(&[][..]), Some(0), "no UDP socket"),
            (Some(&[]), Some(3), "UDP sockets: 3, peers not known"),
            (Some(&[(Tcp, 9991), (Udp, 55_001)]), Some(3), "to the robot's TCP 9991, UDP 55001"),
        ] {
            assert_eq!(shown(to_robot, udp, node), format!("{head}{rest}"));
        }
        let nameless = shown(Some(&[(Tcp, 22)]), None, None);
        assert_eq!(nameless, "python3 (process 4321, for 2 h): to the robot's TCP 22");
    }
}
