//! Which program is asked on which machine, and what becomes of its silence.

use super::*;
use crate::facts::{RouteFacts, WslFacts};
use crate::host::fake::{Ending, FakeMachine};
use crate::text::language::Language;

const LINK: [&str; 4] = ["iw", "dev", "wlan0", "link"];
const POWER_SAVE: [&str; 5] = ["iw", "dev", "wlan0", "get", "power_save"];

const CONNECTED: &str = "Connected to 02:00:00:00:00:05 (on wlan0)\n\tSSID: TheDoes\n\tfreq: 2437\n\
    \tsignal: -52 dBm\n\ttx bitrate: 72.2 MBit/s\n";

const TABLE: &str = "head\nhead\n wlan0: 0000   58.  -61.  -256  0 0 0 0 0 0\n";

const NETSH: [&str; 4] = ["netsh.exe", "wlan", "show", "interfaces"];

/// A Windows with one radio of that name.
fn shown(name: &str) -> Ending {
    Ending::Output(format!(
        "    Name : {name}\r\n    Description : x\r\n    GUID : y\r\n    SSID : TheDoes\r\n    \
         Channel : 36\r\n    Receive rate (Mbps) : 300\r\n    Transmit rate (Mbps) : 270\r\n    \
         Signal : 80%\r\n"
    ))
}

fn said(text: &str) -> Ending {
    Ending::Output(text.into())
}

fn radio() -> FakeMachine {
    FakeMachine::new()
        .address("wlan0", "192.168.12.222", 24)
        .file("/sys/class/net/wlan0/wireless/status", "0x0\n")
}

fn looked_as(
    machine: &FakeMachine,
    interface: &str,
    wsl: bool,
    at_leisure: bool,
) -> (Option<WifiFacts>, Notes) {
    let route = RouteFacts { interface: Some(interface.into()), ..RouteFacts::default() };
    let evidence = HostEvidence {
        route: Some(route),
        wsl: wsl.then(WslFacts::default),
        ..HostEvidence::default()
    };
    let mut notes = Notes::default();
    (look(machine, &evidence, at_leisure, &mut notes), notes)
}

fn looked(machine: &FakeMachine) -> (Option<WifiFacts>, Notes) {
    looked_as(machine, "wlan0", false, false)
}

fn unread(notes: &Notes) -> Vec<&str> {
    notes.unread.iter().map(|note| note.fact.as_str()).collect()
}

#[test]
fn linux_is_asked_by_iw_for_the_link_and_for_power_save() {
    for (word, power_save) in [("on", true), ("off", false)] {
        let machine = radio()
            .command(&LINK, said(CONNECTED))
            .command(&POWER_SAVE, said(&format!("Power save: {word}\n")));
        let (facts, notes) = looked(&machine);
        let facts = facts.expect("it is a radio");
        assert_eq!((facts.interface.as_str(), facts.channel), ("wlan0", Some(6)));
        assert_eq!(facts.power_save, Some(power_save));
        assert_eq!((facts.signal_dbm, facts.tx_mbit_s), (Some(-52), Some(72.2)));
        let sources: Vec<_> = notes.sources.iter().map(|note| note.fact.as_str()).collect();
        assert_eq!((sources, unread(&notes)), (vec!["wifi", "wifi.power_save"], vec![]));
    }
}

#[test]
fn what_iw_does_not_say_is_unknown_and_never_off() {
    for ending in [Ending::Hangs, Ending::Fails, said(""), said("Power save: maybe\n")] {
        let machine = radio().command(&LINK, said(CONNECTED)).command(&POWER_SAVE, ending);
        let (facts, notes) = looked(&machine);
        assert_eq!(facts.expect("it is a radio").power_save, None);
        assert_eq!(unread(&notes), ["wifi.power_save"]);
    }
    let off = radio().command(&LINK, said("Not connected.\n"));
    let (facts, notes) = looked(&off);
    assert_eq!((facts, unread(&notes)), (None, vec!["wifi", "wifi.power_save"]));
    let reason = notes.unread[0].note.get(Language::English);
    assert_eq!(reason, "iw: not connected to any network");
}

#[test]
fn without_iw_the_kernels_table_tells_the_signal_alone() {
    let (facts, notes) = looked(&radio().file("/proc/net/wireless", TABLE));
    let expected =
        WifiFacts { interface: "wlan0".into(), signal_dbm: Some(-61), ..WifiFacts::default() };
    assert_eq!(facts, Some(expected));
    assert_eq!(notes.sources[0].note.get(Language::English), "/proc/net/wireless");
    assert_eq!(unread(&notes), ["wifi.power_save"]);
    let (facts, notes) = looked(&radio());
    assert_eq!((facts, unread(&notes)), (None, vec!["wifi", "wifi.power_save"]));
}

#[test]
fn debian_has_iw_beside_the_path() {
    let beside = |line: &[&'static str]| [&["/usr/sbin/iw"], &line[1..]].concat();
    let machine = radio()
        .command(&beside(&LINK), said(CONNECTED))
        .command(&beside(&POWER_SAVE), said("Power save: on\n"));
    assert_eq!(looked(&machine).0.expect("it is a radio").power_save, Some(true));
}

#[test]
fn a_cable_is_no_radio_and_nobody_is_asked() {
    let machine = FakeMachine::new()
        .file("/sys/class/net/wlan0/device/uevent", "")
        .command(&LINK, said(CONNECTED));
    let (facts, notes) = looked(&machine);
    assert_eq!((facts, unread(&notes)), (None, vec![]));
}

#[test]
fn windows_tells_of_the_interface_that_the_route_leads_by() {
    let machine = FakeMachine::new().running("windows").command(&NETSH, shown("Wi-Fi"));
    let (facts, _) = looked_as(&machine, "Wi-Fi", false, false);
    let facts = facts.expect("it is a radio");
    assert_eq!((facts.channel, facts.signal_dbm), (Some(36), Some(-60)));
    let (facts, notes) = looked_as(&machine, "Ethernet", false, false);
    assert_eq!((facts, unread(&notes)), (None, vec![]), "that is no radio");
    let silent = FakeMachine::new().running("windows").command(&NETSH, Ending::Fails);
    let (facts, notes) = looked_as(&silent, "Wi-Fi", false, false);
    assert_eq!((facts, unread(&notes)), (None, vec!["wifi"]));
}

#[test]
fn from_wsl_windows_is_asked_at_leisure_and_of_two_radios_neither_is_told() {
    let machine = FakeMachine::new().command(&NETSH, shown("Wi-Fi"));
    assert_eq!(looked_as(&machine, "eth0", true, false).0, None, "it takes too long for a check");
    let facts = looked_as(&machine, "eth0", true, true).0.expect("Windows has one");
    assert_eq!(facts.interface, "Wi-Fi");
    let evidence = HostEvidence {
        route: Some(RouteFacts { interface: Some("eth0".into()), ..RouteFacts::default() }),
        wifi: Some(facts),
        ..HostEvidence::default()
    };
    assert_eq!(evidence.wifi_used(), None, "whether the way leads by it is not known");
    let (Ending::Output(one), Ending::Output(other)) = (shown("Wi-Fi"), shown("Wi-Fi 2")) else {
        panic!("they are output")
    };
    let two = FakeMachine::new().command(&NETSH, said(&(one + &other)));
    assert_eq!(looked_as(&two, "eth0", true, true).0, None);
}

#[test]
fn macos_is_asked_at_leisure() {
    let said = said(
        r#"{"SPAirPortDataType": [{"spairport_airport_interfaces": [{"_name": "en0",
        "spairport_current_network_information": {"spairport_network_channel": "36 (5GHz, 80MHz)",
        "spairport_signal_noise": "-77 dBm / -91 dBm"}}]}]}"#,
    );
    let machine = FakeMachine::new().running("macos");
    let machine = machine.command(&["/usr/sbin/system_profiler", "SPAirPortDataType"], said);
    assert_eq!(looked_as(&machine, "en0", false, true).0.and_then(|it| it.signal_dbm), Some(-77));
    assert_eq!(looked_as(&machine, "en7", false, true).0, None);
    assert_eq!(looked_as(&machine, "en0", false, false).0, None);
}

#[test]
fn a_radio_is_read_again_and_an_interface_that_is_none_is_not() {
    let shared = |machine: FakeMachine| -> Arc<dyn Machine> { Arc::new(machine) };
    let robot = IpAddr::from([192, 168, 12, 1]);
    let machine = shared(radio().command(&LINK, said(CONNECTED)));
    let read = Radio::towards(&machine, robot, None).expect("it is a radio").read();
    let read = read.expect("it is connected");
    assert_eq!(read.facts.signal_dbm, Some(-52));
    let expected = Secret::new("02:00:00:00:00:05".to_owned());
    assert_eq!(read.access_point, Some(expected));
    let cable = shared(FakeMachine::new().address("eth0", "192.168.12.222", 24));
    assert!(Radio::towards(&cable, robot, None).is_none());
    let windows = FakeMachine::new().running("windows").address("Wi-Fi", "192.168.12.222", 24);
    let windows = shared(windows.command(&NETSH, shown("Wi-Fi")));
    let read = Radio::towards(&windows, robot, None).and_then(|radio| radio.read());
    assert_eq!(read.expect("it is a radio").facts.channel, Some(36));
}

#[test]
fn neither_network_nor_access_point_is_ever_shown() {
    let machine = radio().command(&LINK, said(CONNECTED));
    let (facts, notes) = looked(&machine);
    let machine: Arc<dyn Machine> = Arc::new(machine);
    let radio = Radio::towards(&machine, IpAddr::from([192, 168, 12, 1]), None);
    let reading = radio.and_then(|radio| radio.read()).expect("it is connected");
    let json = serde_json::to_string(&facts).expect("it is JSON");
    assert!(json.contains(r#""ssid":"***""#), "{json}");
    for shown in [json, format!("{facts:?} {notes:?} {reading:?}")] {
        assert!(!shown.contains("TheDoes") && !shown.contains("02:00"), "{shown}");
    }
    let back: Option<WifiFacts> =
        serde_json::from_str(&serde_json::to_string(&facts).unwrap()).expect("a report is read");
    assert_eq!(back.and_then(|it| it.channel), Some(6));
}
