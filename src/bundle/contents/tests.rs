use super::*;
use crate::report::fixtures;

/// A value of each kind, as it stands in a line of a log.
const PLANTED: [(&str, &str); 9] = [
    ("UNITREE_AES_128_KEY=00112233445566778899aabbccddee00", "00112233445566778899aabbccddee00"),
    ("a=ice-pwd:ZgbV1fpujFe0U7lcAuyWRe", "ZgbV1fpujFe0U7lcAuyWRe"),
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
        let entries = clean(&all);
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
