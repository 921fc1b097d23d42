//! macOS: what `lsof` says of the robot's address. There is no `/proc`.

use std::net::IpAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{FACT, LONGEST_NAME, MOST_SOCKETS};
use crate::facts::{OtherProcess, RobotSocket, SocketProtocol};
use crate::host::machine::Machine;
use crate::host::notes::Notes;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// How long it may take. It asks for no names, so that is usually a tenth of it.
const DEADLINE: Duration = Duration::from_secs(1);

pub(super) fn look(
    machine: &dyn Machine,
    robot: IpAddr,
    until: Instant,
    notes: &mut Notes,
) -> Option<Vec<OtherProcess>> {
    let address = match robot {
        IpAddr::V4(robot) => format!("-i@{robot}"),
        IpAddr::V6(robot) => format!("-i@[{robot}]"),
    };
    let deadline = DEADLINE.min(until.saturating_duration_since(Instant::now()));
    // One field a line: process, parent, command; then of each file its protocol and its ends.
    let arguments = ["-nPw", &address, "-FpRcPn"];
    let output = machine.run(Path::new("/usr/sbin/lsof"), &arguments, deadline);
    // It says by the same status that there is nothing.
    let output = output.map_err(|error| {
        let why = Phrase::from(error);
        phrase!(
            "{}: nothing to be seen, or not allowed to see",
            "{}：沒有可看的，或沒有權限查看",
            why
        )
    });
    let output = notes.read(FACT, output)?;
    notes.source(FACT, Phrase::same(format!("lsof {}", arguments.join(" "))));
    let reason = phrase!(
        "on macOS only sockets to the robot are looked for",
        "在 macOS 上只查看連到機器人的 socket"
    );
    notes.unread("others.driver", reason);
    Some(read(&output, machine.process_id()))
}

/// The processes of that list that are neither `us` nor children of ours.
fn read(output: &str, us: u32) -> Vec<OtherProcess> {
    let mut found: Vec<OtherProcess> = Vec::new();
    let mut ours = Vec::new();
    let mut protocol = None;
    for line in output.lines() {
        let Some((field, value)) = line.split_at_checked(1) else { continue };
        match field {
            "p" => {
                let (pid, to_robot) = (value.parse().unwrap_or(0), Some(Vec::new()));
                found.push(OtherProcess { pid, to_robot, ..OtherProcess::default() });
                if pid == us {
                    ours.push(pid);
                }
            }
            "R" if value.parse() == Ok(us) => ours.extend(found.last().map(|last| last.pid)),
            "P" => {
                protocol = match value {
                    "TCP" => Some(SocketProtocol::Tcp),
                    "UDP" => Some(SocketProtocol::Udp),
                    _ => None,
                };
            }
            "c" => {
                if let Some(last) = found.last_mut() {
                    last.name = Some(printable(value, LONGEST_NAME));
                }
            }
            "n" => {
                let peer = value.split_once("->").and_then(|(_, peer)| peer.rsplit_once(':'));
                let port = peer.and_then(|(_, port)| port.parse().ok());
                let sockets = found.last_mut().and_then(|last| last.to_robot.as_mut());
                if let (Some(protocol), Some(port), Some(sockets)) = (protocol, port, sockets) {
                    let socket = RobotSocket { protocol, port };
                    if sockets.len() < MOST_SOCKETS && !sockets.contains(&socket) {
                        sockets.push(socket);
                    }
                }
            }
            _ => {}
        }
    }
    found.retain(|other| {
        !ours.contains(&other.pid) && other.to_robot.as_ref().is_some_and(|it| !it.is_empty())
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_process_has_its_sockets_and_ours_are_left_out() {
        let list = "p4000\nR900\ncgo2doctor\nf9\nPTCP\nn192.168.12.222:51000->192.168.12.1:9991\n\
                    p4001\nR4000\nclsof\nf3\nPTCP\nn192.168.12.222:51001->192.168.12.1:9991\n\
                    p700\nR1\ncPython\nf11\nPTCP\nn192.168.12.222:51002->192.168.12.1:9991\n\
                    f12\nPUDP\nn192.168.12.222:60000->192.168.12.1:55001\n\
                    p800\nR1\ncsyslogd\nf4\nPUDP\nn*:514\n";
        let found = read(list, 4000);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].pid, found[0].name.as_deref()), (700, Some("Python")));
        let sockets: Vec<_> = found[0]
            .to_robot
            .iter()
            .flatten()
            .map(|socket| (socket.protocol.name(), socket.port))
            .collect();
        assert_eq!(sockets, [("TCP", 9991), ("UDP", 55001)]);
    }

    #[test]
    fn nonsense_is_nobody() {
        assert_eq!(read("", 1), []);
        assert_eq!(read("\nn1->2:3\nPTCP\np\nn->:x\nc\u{7}\n", 1), []);
    }
}
