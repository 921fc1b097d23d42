//! What the environment tells ROS 2 and CycloneDDS.
//!
//! `CYCLONEDDS_URI` may hold a whole configuration: of that only the names of interfaces are taken.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use super::{LONGEST, MOST_TOLD, TEXT_LIMIT};
use crate::facts::network::same_network;
use crate::facts::{DdsInterface, RosFacts};
use crate::host::machine::{InterfaceAddress, Machine};
use crate::host::notes::Notes;
use crate::host::sysfs;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// Reads the variables; `None` where none of them is set.
pub(super) fn look(
    machine: &dyn Machine,
    robot: Option<IpAddr>,
    notes: &mut Notes,
) -> Option<RosFacts> {
    let variable =
        |name: &str| machine.variable(name).map(|value| printable(value.trim(), LONGEST));
    let mut facts = RosFacts {
        distribution: variable("ROS_DISTRO"),
        domain_id: variable("ROS_DOMAIN_ID"),
        rmw: variable("RMW_IMPLEMENTATION"),
        localhost_only: variable("ROS_LOCALHOST_ONLY").map(|value| value == "1"),
        discovery_range: variable("ROS_AUTOMATIC_DISCOVERY_RANGE"),
        ..RosFacts::default()
    };
    if let Some(uri) = machine.variable("CYCLONEDDS_URI") {
        let (kind, text) = configuration(machine, &uri);
        facts.cyclonedds = Some(kind.into());
        let nothing = || {
            phrase!(
                "CYCLONEDDS_URI names nothing that could be read ({kind})",
                "CYCLONEDDS_URI 指定的內容無法讀取（{kind}）"
            )
        };
        if let Some(text) = notes.read("ros.dds_interfaces", text.ok_or_else(nothing)) {
            facts.dds_interfaces = Some(named(machine, robot, &text, notes));
            notes.source("ros.dds_interfaces", Phrase::same(format!("CYCLONEDDS_URI ({kind})")));
        }
    }
    if facts == RosFacts::default() {
        return None;
    }
    notes.source("ros", phrase!("the environment", "環境變數"));
    Some(facts)
}

/// The kind of a `CYCLONEDDS_URI` and its text. It is a list with commas; text of its own begins
/// with `<`.
fn configuration(machine: &dyn Machine, uri: &str) -> (&'static str, Option<String>) {
    let uri = uri.trim();
    if uri.starts_with('<') {
        return ("inline", Some(uri.to_owned()));
    }
    let mut text = String::new();
    for each in uri.split(',').map(str::trim).filter(|each| !each.is_empty()).take(MOST_TOLD) {
        let path = match each.split_once("://") {
            Some(("file", path)) => path,
            Some(_) => return ("other", None),
            None => each,
        };
        let path = match (path.strip_prefix("~/"), machine.home()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => machine.current_folder().map_or_else(|| PathBuf::from(path), |it| it.join(path)),
        };
        match machine.read_text(Path::new(&path), TEXT_LIMIT) {
            Ok(read) => text.push_str(&read),
            Err(_) => return ("missing-file", None),
        }
    }
    ("file", Some(text))
}

/// The interfaces that a configuration names: `<NetworkInterface name="eth0"/>`, since 0.10, and
/// `<NetworkInterfaceAddress>eth0</NetworkInterfaceAddress>` before.
fn named(
    machine: &dyn Machine,
    robot: Option<IpAddr>,
    text: &str,
    notes: &mut Notes,
) -> Vec<DdsInterface> {
    let text = without_comments(text);
    let mut names: Vec<String> = Vec::new();
    for element in text.split('<').skip(1) {
        let Some(rest) = element.strip_prefix("NetworkInterface") else { continue };
        let value = match rest.strip_prefix("Address") {
            Some(rest) => rest.split_once('>').map(|(_, value)| value.trim().to_owned()),
            None => attribute(rest, "name").or_else(|| attribute(rest, "address")),
        };
        // `auto` and an empty one leave the choice to CycloneDDS.
        let value = value.filter(|it| !it.is_empty() && !it.eq_ignore_ascii_case("auto"));
        names.extend(value.iter().flat_map(|it| it.split(',')).map(|it| it.trim().to_owned()));
    }
    names.truncate(MOST_TOLD);
    let addresses = machine.interfaces().map_err(|error| Phrase::same(error.to_string()));
    let addresses = notes.read("ros.dds_interfaces.exists", addresses);
    let told = |name: String| {
        let is = |it: &&InterfaceAddress| it.name == name || it.address.to_string() == name;
        let own = addresses.as_ref().map(|all| all.iter().filter(is).collect::<Vec<_>>());
        let in_robot_network = own.as_ref().zip(robot).filter(|(own, _)| !own.is_empty());
        DdsInterface {
            exists: own.as_ref().map(|own| !own.is_empty() || sysfs::exists(machine, &name)),
            in_robot_network: in_robot_network.map(|(own, robot)| {
                own.iter().any(|it| same_network(it.address, it.prefix, robot))
            }),
            named: printable(&name, LONGEST),
        }
    };
    names.into_iter().map(told).collect()
}

/// `name="eth0"`, in either sort of quotes, before the element's end.
fn attribute(element: &str, name: &str) -> Option<String> {
    let element = element.split('>').next()?;
    let at = element.find(&format!(" {name}="))?;
    let rest = &element[at + name.len() + 2..];
    let quote = rest.chars().next().filter(|c| ['"', '\''].contains(c))?;
    Some(rest[1..].split_once(quote)?.0.trim().to_owned())
}

fn without_comments(text: &str) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        left.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    left + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::FakeMachine;
    use crate::text::language::Language;

    const NEW: &str = "<CycloneDDS><Domain><General><Interfaces>\
        <!-- <NetworkInterface name=\"wlan0\"/> -->\
        <NetworkInterface name=\"eth0\" priority='default'/><NetworkInterface address='10.0.0.7'/>\
        <NetworkInterface autodetermine=\"true\"/></Interfaces></General></Domain></CycloneDDS>";

    fn machine() -> FakeMachine {
        FakeMachine::new().address("eth0", "192.168.123.99", 24).address("wlan0", "10.0.0.7", 24)
    }

    fn robot() -> Option<IpAddr> {
        Some(IpAddr::from([192, 168, 123, 161]))
    }

    fn interfaces(machine: &FakeMachine) -> Vec<(String, Option<bool>, Option<bool>)> {
        let facts = look(machine, robot(), &mut Notes::default());
        let named = facts.and_then(|facts| facts.dds_interfaces).unwrap_or_default();
        named.into_iter().map(|it| (it.named, it.exists, it.in_robot_network)).collect()
    }

    #[test]
    fn a_machine_without_ros_has_nothing_to_tell() {
        let mut notes = Notes::default();
        assert_eq!(look(&machine(), robot(), &mut notes), None);
        assert_eq!((notes.sources.len(), notes.unread.len()), (0, 0));
    }

    #[test]
    fn only_the_interfaces_of_a_configuration_are_told() {
        let inline = machine().variable("CYCLONEDDS_URI", NEW);
        let expected = [
            ("eth0".to_owned(), Some(true), Some(true)),
            ("10.0.0.7".to_owned(), Some(true), Some(false)),
        ];
        assert_eq!(interfaces(&inline), expected);
        let facts = look(&inline, robot(), &mut Notes::default());
        assert!(!format!("{facts:?}").contains("Domain>"));
        for uri in ["file:///home/a/dds.xml", "/home/a/dds.xml", "~/dds.xml", "file://~/dds.xml"] {
            let by_file = machine().variable("HOME", "/home/a").file("/home/a/dds.xml", NEW);
            assert_eq!(interfaces(&by_file.variable("CYCLONEDDS_URI", uri)), expected, "{uri}");
        }
        let old = "<NetworkInterfaceAddress>enp3s0</NetworkInterfaceAddress>";
        let old = machine().variable("CYCLONEDDS_URI", old);
        assert_eq!(interfaces(&old), [("enp3s0".to_owned(), Some(false), None)]);
        let without_address = old.file("/sys/class/net/enp3s0/mtu", "1500");
        assert_eq!(interfaces(&without_address), [("enp3s0".to_owned(), Some(true), None)]);
    }

    #[test]
    fn what_cannot_be_read_is_said_and_not_shown() {
        for (uri, kind) in
            [("file:///gone.xml", "missing-file"), ("https://u:secret@host/x.xml", "other")]
        {
            let mut notes = Notes::default();
            let facts = look(&machine().variable("CYCLONEDDS_URI", uri), robot(), &mut notes);
            let facts = facts.expect("the variable is set");
            assert_eq!((facts.cyclonedds.as_deref(), &facts.dds_interfaces), (Some(kind), &None));
            assert!(
                notes.unread[0].note.get(Language::English).contains(kind)
                    && !notes.unread[0].note.get(Language::English).contains("secret")
            );
        }
        for hostile in ["<NetworkInterface name=", "<!--", "<NetworkInterface name=\"\" />", "<"] {
            assert_eq!(interfaces(&machine().variable("CYCLONEDDS_URI", hostile)), [], "{hostile}");
        }
        let path = machine().variable("CYCLONEDDS_URI", "<NetworkInterface name=\"../etc\"/>");
        assert_eq!(interfaces(&path)[0].1, Some(false));
    }
}
