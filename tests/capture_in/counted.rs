//! tshark's counts of a capture, held against ours.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use go2doctor::capture::{Options, read};
use go2doctor::facts::capture_reading::{CaptureReading, MessageCounts};

fn has_tshark() -> bool {
    let asked = Command::new("tshark").arg("--version").stdout(Stdio::null()).status();
    let there = asked.is_ok_and(|status| status.success());
    if !there {
        eprintln!("skipped: no tshark here");
    }
    there
}

/// Every value of a field in a capture, in the order of its packets.
fn field(capture: &Path, filter: &str, field: &str) -> Vec<String> {
    // ICMP errors quote the messages that they are about.
    let filter = format!("{filter} && !icmp");
    let output = Command::new("tshark")
        .arg("-r")
        .arg(capture)
        .args(["-Y", &filter, "-T", "fields", "-E", "separator=,", "-e", field])
        .stderr(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .flat_map(|line| line.split(','))
        .map(str::to_owned)
        .filter(|it| !it.is_empty())
        .collect()
}

fn number(text: &str) -> u16 {
    match text.strip_prefix("0x") {
        Some(hex) => u16::from_str_radix(hex, 16).unwrap(),
        None => text.parse().unwrap(),
    }
}

/// STUN messages, handshake messages and alerts of all attempts together.
pub(crate) fn assert_counted_as_tshark_counts(capture: &Path) {
    if !has_tshark() {
        return;
    }
    let name = capture.display();
    let told: CaptureReading = read(File::open(capture).unwrap(), Options::default()).unwrap();
    let sum = |count: fn(&MessageCounts) -> u64| {
        told.attempts.iter().map(|attempt| count(&attempt.counts)).sum::<u64>()
    };
    let stun = field(capture, "stun", "stun.type");
    let of_class =
        |class: u16| stun.iter().filter(|kind| number(kind) & 0x0110 == class).count() as u64;
    assert_eq!(sum(|it| it.stun_requests), of_class(0x0000), "requests of {name}");
    assert_eq!(sum(|it| it.stun_successes), of_class(0x0100), "successes of {name}");
    assert_eq!(sum(|it| it.stun_errors), of_class(0x0110), "errors of {name}");
    // A probe by an indication from a socket of its own belongs to no connection.
    assert!(sum(|it| it.stun_indications) <= of_class(0x0010), "indications of {name}");
    let mut handshake: BTreeMap<u8, u64> = BTreeMap::new();
    for kind in field(capture, "dtls.handshake", "dtls.handshake.type") {
        *handshake.entry(number(&kind) as u8).or_default() += 1;
    }
    let mut ours: BTreeMap<u8, u64> = BTreeMap::new();
    for (kind, count) in told.attempts.iter().flat_map(|it| &it.counts.handshake) {
        *ours.entry(*kind).or_default() += count;
    }
    assert_eq!(ours, handshake, "handshake messages of {name}");
    let alerts = field(capture, "dtls.alert_message.desc", "dtls.alert_message.desc");
    assert_eq!(sum(|it| it.alerts), alerts.len() as u64, "alerts of {name}");
}
