use std::io::Cursor;
use std::net::SocketAddr;

use super::*;
use crate::capture::file::{CaptureFile, Interface};
use crate::capture::passed_on::PassedOn;
use crate::report::fixtures;
use crate::stack::Way;
use crate::stack::stun_reply::error;

/// A value of each kind, as it stands in a line of a log.
const PLANTED: [(&str, &str); 11] = [
    ("UNITREE_AES_128_KEY=00112233445566778899aabbccddee00", "00112233445566778899aabbccddee00"),
    ("a=ice-pwd:ZgbV1fpujFe0U7lcAuyWRe", "ZgbV1fpujFe0U7lcAuyWRe"),
    ("a=ice-ufrag:kH3q9Z", "kH3q9Z"),
    ("driver.py --token sesame99", "sesame99"),
    ("{\"token\": \"eyJhbGciOi.abc-def\"}", "eyJhbGciOi.abc-def"),
    ("Serial Number: B42D1000P6ABCDEF", "B42D1000P6ABCDEF"),
    ("lladdr 3c:22:fb:01:02:03 REACHABLE", "3c:22:fb:01:02:03"),
    ("wlan0 ESSID:\"The Does <5G>\" Mode", "The Does <5G>"),
    ("candidate 8.8.4.4 51000 typ srflx", "8.8.4.4"),
    ("/home/janedoe/ws/driver.py", "janedoe"),
    ("from jane.doe@example.org", "jane.doe@example.org"),
];

fn material() -> Material {
    let report = Report::new(&fixtures::sctp_silent("check"), &Reader::default());
    Material {
        report,
        logs: Vec::new(),
        capture: None,
        environment: Vec::new(),
        secrets: Vec::new(),
    }
}

fn clean(material: &Material) -> Vec<Entry> {
    let entries = contents(material, Language::English).expect("nothing is left");
    for entry in &entries {
        let text = String::from_utf8_lossy(&entry.bytes);
        for (_, value) in PLANTED {
            assert!(!text.contains(value), "{value} in {}", entry.name);
            assert!(!entry.name.contains(value), "{value} in the name {}", entry.name);
        }
    }
    entries
}

#[test]
fn each_kind_in_each_place_is_gone_from_every_file() {
    for (line, value) in PLANTED {
        let mut all = material();
        all.logs.push((format!("/home/janedoe/{value}/x {value}.log"), format!("x\n{line}\ny\n")));
        all.environment.push(("PATH".into(), line.into()));
        let mut run = fixtures::sctp_silent("check");
        fixtures::hostile(&mut run, line);
        all.report = Report::new(&run, &Reader::default());
        all.report.findings[0].evidence.push(format!("seen: {line}"));
        all.report.stages[0].summary = format!("{value} beside {line}");
        let dump =
            serde_json::json!({ "PeerConnections": { "1": { "sdp": format!("{line}\r\n") } } });
        all.logs.push(("dump.json".into(), dump.to_string()));
        all.capture = Some(Capture::Masked(PassedOn::read(&capture(line)[..]).expect("a capture")));
        let entries = clean(&all);
        let packets = entries.iter().find(|it| it.form == Form::Packets).expect("it is there");
        assert!(packets.bytes.windows(4).any(|it| it == b"CN=*"), "its length stays: {line}");
        assert!(entries.iter().any(|entry| !entry.masked.is_empty()), "{line}");
    }
}

#[test]
fn a_secret_that_is_known_needs_no_form() {
    let mut all = material();
    all.secrets.push((Kind::Key, "correct horse battery".into()));
    all.logs.push(("x.log".into(), "I typed correct horse battery here".into()));
    let entries = contents(&all, Language::English).expect("nothing is left");
    let log = entries.iter().find(|entry| entry.name == "logs/1-x.log").expect("it is there");
    assert_eq!(log.bytes, b"I typed *** here");
}

#[test]
fn the_report_in_it_can_be_told_again() {
    let mut all = material();
    all.report.robot.address = Some([8, 8, 4, 4].into());
    let entries = clean(&all);
    let json = entries.iter().find(|entry| entry.name == "report.json").expect("it is there");
    let report = crate::report::saved::report(&json.bytes).expect("a report").expect("sound");
    assert_eq!(report.failed_stage, all.report.failed_stage);
    assert_eq!(report.robot.address, Some([203, 0, 113, 1].into()));
}

#[test]
fn a_name_is_no_path() {
    assert_eq!(plain("../../etc/passwd"), "passwd");
    assert_eq!(plain("C:\\x\\a b.log"), "a_b.log");
    assert_eq!(plain(".."), "log");
}

/// A line in each place that a capture has: a certificate, an error's text, a message, a channel's
/// name, a picture, and a datagram of another program.
fn capture(line: &str) -> Vec<u8> {
    let mut file = CaptureFile::begin(Cursor::new(Vec::new()), true, true).expect("memory");
    file.secrets("CLIENT_RANDOM 00 11\n").expect("memory");
    let ends: (SocketAddr, SocketAddr) = (([8, 8, 4, 4], 1).into(), ([192, 168, 12, 1], 2).into());
    // A value alone: what a name is masked for stands elsewhere.
    let value = PLANTED.iter().find(|it| it.0 == line).map_or("", |it| it.1);
    let request = [&[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42][..], &[7; 12]].concat();
    let mut stun = error(&request, 401).expect("a request");
    let software = format!("{line:<60}");
    stun.extend([0x80, 0x22, 0, 60]);
    stun.extend(&software.as_bytes()[..60]);
    let length = (stun.len() as u16 - 20).to_be_bytes();
    stun[2..4].copy_from_slice(&length);
    let certificate =
        [&[22, 254, 253][..], b"CN=", value.as_bytes(), b" ", line.as_bytes()].concat();
    let media = [&[0x80, 102][..], &[0; 10], line.as_bytes()].concat();
    let other = [b"\x05 ", line.as_bytes()].concat();
    for datagram in [&stun[..], &certificate, &media, &other] {
        file.datagram(Interface::Robot, 1, Way::Out, ends, datagram).expect("memory");
    }
    let mut packet = vec![1; 12];
    for protocol in [51, 50] {
        let length = 16 + line.len();
        packet.extend([0, 3, 0, length as u8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, protocol]);
        packet.extend(line.as_bytes());
        packet.resize(packet.len().next_multiple_of(4), 0);
    }
    file.sctp(2, Way::In, &packet).expect("memory");
    file.finish().expect("memory").into_inner()
}

#[test]
fn a_capture_has_the_stand_ins_of_the_texts() {
    let mut all = material();
    all.logs.push(("x.log".into(), "from 8.8.4.4 to 9.9.9.9".into()));
    all.capture = Some(Capture::Masked(PassedOn::read(&capture("x")[..]).expect("a capture")));
    let entries = clean(&all);
    let log = entries.iter().find(|it| it.name.starts_with("logs/")).expect("it is there");
    let text = String::from_utf8_lossy(&log.bytes);
    let instead: std::net::Ipv4Addr = text.split(' ').nth(1).expect("a word").parse().expect("one");
    let packets = entries.iter().find(|it| it.form == Form::Packets).expect("it is there");
    let holds = |bytes: &[u8]| packets.bytes.windows(bytes.len()).any(|window| window == bytes);
    assert!(holds(&instead.octets()) && !holds(&[8, 8, 4, 4]) && !holds(b"CLIENT_RANDOM"));
    assert!(!holds(&[192, 168, 12, 1]) && holds(&[10, 99, 0, 1]), "so are those of local use");
    let masked: Vec<_> = packets.masked.keys().collect();
    assert!(masked.contains(&&Kind::LocalAddress), "{masked:?}");
    // What was written is sound: a reader finds every packet again, between the stand-ins.
    let again = PassedOn::read(&packets.bytes[..]).expect("a capture");
    let stand_ins: [std::net::IpAddr; 2] = [instead.into(), [10, 99, 0, 1].into()];
    assert!(again.addresses().count() > 0);
    assert!(again.addresses().all(|address| stand_ins.contains(&address)));
}

#[test]
fn an_address_that_was_made_of_a_mac_address_is_masked_in_texts_and_packets() {
    let host: std::net::Ipv6Addr = "fe80::3e22:fbff:fe01:203".parse().expect("an address");
    let mut file = CaptureFile::begin(Cursor::new(Vec::new()), true, true).expect("memory");
    let request = [&[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42][..], &[7; 12]].concat();
    let robot: SocketAddr = "[fe80::1]:2".parse().expect("an address");
    file.datagram(Interface::Robot, 1, Way::Out, ((host, 1).into(), robot), &request)
        .expect("memory");
    let capture = file.finish().expect("memory").into_inner();
    let mut all = material();
    let lines = format!("inet6 {host}/64 scope link\nto FE80:0:0:0:3E22:FBFF:FE01:0203%wlan0\n");
    all.logs.push(("x.log".into(), format!("{lines}lladdr 3c:22:fb:01:02:03\n")));
    all.report.findings[0].evidence.push(format!("{host}, [{host}%wlan0]:51000"));
    all.capture = Some(Capture::Masked(PassedOn::read(&capture[..]).expect("a capture")));
    let entries = clean(&all);
    let tells = |text: &str| {
        let text = text.to_ascii_lowercase();
        ["3e22:fb", "01:203", "01:0203"].iter().any(|part| text.contains(part))
    };
    for entry in &entries {
        let text = String::from_utf8_lossy(&entry.bytes);
        assert!(!tells(&text), "{}: {text}", entry.name);
    }
    let text = |name: &str| {
        let entry = entries.iter().find(|it| it.name.ends_with(name)).expect("it is there");
        String::from_utf8_lossy(&entry.bytes).into_owned()
    };
    let log = text("x.log");
    assert!(log.contains("lladdr 00:00:5e:00:53:01"), "{log}");
    assert_eq!(log.matches("fe80::200:5eff:fe00:5301").count(), 2, "{log}");
    let packets = entries.iter().find(|it| it.form == Form::Packets).expect("it is there");
    let holds = |bytes: &[u8]| packets.bytes.windows(bytes.len()).any(|window| window == bytes);
    assert!(!holds(&host.octets()[8..]));
    let stand_in: std::net::Ipv6Addr = "fe80::200:5eff:fe00:5301".parse().expect("an address");
    assert!(holds(&stand_in.octets()), "the same as in the texts");
}

#[test]
fn a_capture_is_as_it_was_where_its_user_wants_that() {
    let mut all = material();
    all.logs.push(("x.log".into(), "from 8.8.4.4".into()));
    all.capture = Some(Capture::AsItWas(capture("x")));
    let entries = contents(&all, Language::English).expect("it was asked for");
    assert!(entries.iter().any(|entry| entry.bytes == capture("x")));
    let manifest: Value =
        serde_json::from_slice(&manifest(&entries).expect("memory")).expect("JSON");
    let told: Vec<_> =
        manifest["files"].as_array().into_iter().flatten().map(|it| &it["as_it_was"]).collect();
    assert_eq!(told.iter().filter(|it| **it == &Value::Bool(true)).count(), 1);
}

#[test]
fn a_name_that_is_a_word_of_every_report_stops_nothing() {
    for name in ["Robot", "fail", "sctp", "div", "Unitree"] {
        let mut all = material();
        all.secrets.push((Kind::User, name.into()));
        all.logs.push(("x.log".into(), "/home/janedoe/x ESSID:\"Unitree\"".into()));
        let entries = clean(&all);
        assert!(entries.iter().any(|it| it.name == "report.json"), "{name}");
    }
}
