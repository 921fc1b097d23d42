//! Whole logs, real ones and ones of the guide's form, from bytes to the first finding.

use std::path::{Path, PathBuf};

use super::*;
use crate::facts::log_reading::LogReading;
use crate::facts::{DriverFacts, HostEvidence, LogFacts};
use crate::logs::read;
use crate::text::language::Language;
use Confidence::{Likely, Possible};
use Side::{Host, Network, Robot, Unknown};

/// A log that ends, or falls silent at its level, before data: it is not judged.
const CUT: Option<Expected> = Some(("G2-CLIENT-LIMIT", Side::ClientLimit, Confidence::Likely));

/// Every log of `tests/fixtures/logs`, and its first finding; `None` for a healthy one.
const EXPECTED: [(&str, Option<Expected>); 24] = [
    ("aiortc-1.16.0_data2-2_ice-blackhole", Some(("G2-ICE-FAILED", Network, Possible))),
    ("aiortc-1.16.0_data2-2_sctp-silent", Some(("G2-SCTP-NOINITACK", Robot, Possible))),
    ("aiortc-1.16.0_data2-2_tcp-refused", Some(("G2-HTTP-REFUSED", Unknown, Possible))),
    ("aiortc-1.16.0_data2-3_none", Some(("G2-SIG-AES-REJECTED", Host, Likely))),
    ("aiortc-1.9.0_data2-2_dtls-silent", Some(("G2-DTLS-NOHELLO", Robot, Possible))),
    ("aiortc-1.9.0_data2-2_none", None),
    ("aiortc-1.9.0_data2-2_reject", Some(("G2-SIG-REJECT", Robot, Likely))),
    ("aiortc-1.9.0_data2-2_validation-silent", Some(("G2-VAL-NOCHALLENGE", Robot, Possible))),
    ("client-2.0_legacy-first", CUT),
    ("fork_debug_sctp-timeout", Some(("G2-ENV-AIORTC-FPS", Host, Likely))),
    ("fork_info_healthy", CUT),
    ("fork_info_sctp-timeout", Some(("G2-DC-TIMEOUT", Unknown, Possible))),
    ("guide_con-notify-timeout", Some(("G2-LINK-WRONG-SSID", Host, Possible))),
    ("guide_healthy", CUT),
    ("guide_monitor", Some(("G2-DC-TIMEOUT", Unknown, Possible))),
    ("guide_symptom-1", Some(("G2-DC-TIMEOUT", Unknown, Possible))),
    ("guide_symptom-2", Some(("G2-SCTP-NOINITACK", Unknown, Possible))),
    ("plain-aiortc-1.14.0_data-only", Some(("G2-ENV-AIORTC-FPS", Host, Likely))),
    ("plain-aiortc-1.14.0_media", Some(("G2-ENV-PATCH-MISSING", Host, Likely))),
    ("plain-aiortc-1.16.0_media", Some(("G2-ENV-AIORTC-FPS", Host, Likely))),
    ("plain-aiortc-1.9.0_data-only", CUT),
    ("sdk_info_channel-connecting", Some(("G2-DC-TIMEOUT", Unknown, Possible))),
    ("sdk_info_con-notify-timeout", Some(("G2-LINK-WRONG-SSID", Host, Possible))),
    ("sdk_info_healthy", CUT),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/logs")
}

fn reading(name: &str) -> (LogReading, LogFacts) {
    let bytes = std::fs::read(folder().join(format!("{name}.log"))).expect("the log is there");
    let reading = read(&bytes[..]).expect("bytes can be read");
    let facts = reading.facts(Some(format!("{name}.log")));
    (reading, facts)
}

fn case_of<'a>(reading: &'a LogReading, facts: &'a LogFacts) -> Case<'a> {
    Case::of_log(&reading.outcomes, reading, facts)
}

#[test]
fn each_log_has_the_right_first_finding() {
    let wrong = EXPECTED.iter().filter_map(|(name, expected)| {
        let (reading, facts) = reading(name);
        let case = case_of(&reading, &facts);
        let given = first(&case);
        (given != *expected).then(|| format!("{name}: {given:?}, not {expected:?}"))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn every_log_of_the_fixtures_is_in_the_table() {
    let files = std::fs::read_dir(folder()).expect("the folder is there");
    let mut names: Vec<_> = files
        .map(|file| file.expect("a file").path())
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, EXPECTED.map(|(name, _)| name));
}

#[test]
fn a_finding_shows_the_lines_that_it_rests_on() {
    let (reading, facts) = reading("plain-aiortc-1.16.0_media");
    let found = diagnose(&case_of(&reading, &facts));
    let lines: Vec<_> = found[0].evidence.iter().map(|it| it.get(Language::English)).collect();
    assert!(lines[0].contains("3 fingerprints in this order: sha-256, sha-384, sha-512"));
    assert!(lines.iter().any(|line| line.contains("setLocalDescription(offer")), "{lines:#?}");
    let expired = "lines 177 to 215, 9 times";
    assert!(lines.iter().any(|line| line.starts_with(expired)), "{lines:#?}");
}

#[test]
fn the_driver_here_is_suspected_where_the_log_hides_its_offer() {
    let (reading, facts) = reading("sdk_info_channel-connecting");
    let driver = DriverFacts {
        offered_fingerprints: Some(["sha-256", "sha-512"].map(str::to_owned).into()),
        ..Default::default()
    };
    let machine = HostEvidence { driver: Some(driver), ..Default::default() };
    let case = Case { host: Some(&machine), ..case_of(&reading, &facts) };
    assert_eq!(first(&case), Some(("G2-ENV-AIORTC-FPS", Host, Possible)));
}
