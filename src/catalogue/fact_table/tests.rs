//! What every row of the table must be.

use serde_json::Value;

use super::*;
use crate::catalogue::load::catalogue;
use crate::facts::{
    ClockFacts, DriverFacts, PlaceFacts, RosFacts, RouteFacts, WindowsFacts, WslFacts,
};

/// Fields that have no row: another row shows them, or only a finding tells of them.
const WITHOUT_A_ROW: &[(Stage, &[&str])] = &[
    // In the row of the object that they are of, or of the hypervisor; told by findings.
    (Stage::Host, &["route.interface", "route.source", "route.gateway"]),
    (Stage::Host, &["wsl.version", "wsl.inferred", "place.cloud", "ros.cyclonedds"]),
    // Beside each row.
    (Stage::Host, &["sources"]),
    // Beside `received`, and beside the mean.
    (Stage::Ping, &["sent", "rtt_min_ms", "rtt_max_ms", "rtt_mdev_ms"]),
    // Told by G2-LINK-LOSS, and in the place of every row.
    (Stage::Ping, &["lost", "lost_at_end", "error"]),
    // Beside the URL; told by findings of other firmware, and of a robot that is none.
    (Stage::Http, &["method", "previous_data2", "body_bytes", "html"]),
    // Told by the reason in words.
    (Stage::Sdp, &["closed"]),
    // Beside `client_hellos_received`; told by G2-LINK-LOSS.
    (Stage::Dtls, &["client_hellos_sent", "check_loss"]),
    // Of whose certificate its hash tells enough.
    (
        Stage::Dtls,
        &[
            "client_certificate.subject_cn",
            "client_certificate.key",
            "client_certificate.signature",
        ],
    ),
    (Stage::Sctp, &["init_sent_at_ms", "cookie_echo_sent", "dcep_open_sent", "check_loss"]),
    // Told by findings.
    (Stage::Validation, &["answer_right", "check_loss"]),
    (Stage::Flow, &["heartbeats_sent", "quiet_ms", "robot_error_sources"]),
    (Stage::Flow, &["check_loss", "send_refusals", "consent_age_ms"]),
];

/// Rows that are made of a field of another name.
const MADE: &[&str] = &["checks_answered", "checks_received", "errors", "unreachable", "interface"];

/// A machine of which nothing is known, in every part that has rows.
fn machine() -> HostEvidence {
    HostEvidence {
        wsl: Some(WslFacts::default()),
        route: Some(RouteFacts::default()),
        ros: Some(RosFacts::default()),
        driver: Some(DriverFacts::default()),
        place: Some(PlaceFacts::default()),
        windows: Some(WindowsFacts::default()),
        clock: Some(ClockFacts::default()),
        ..HostEvidence::default()
    }
}

fn facts_of(stage: Stage) -> StageFacts {
    match StageFacts::unknown(stage) {
        StageFacts::Host { timings, .. } => {
            StageFacts::Host { timings, evidence: Box::new(machine()) }
        }
        facts => facts,
    }
}

/// Every field as rows name it: `http_status`, `place.cloud`.
fn fields(facts: &StageFacts) -> Vec<String> {
    let json = serde_json::to_value(facts).expect("it is JSON");
    let mut fields = Vec::new();
    for part in ["timings", "evidence"] {
        for (name, value) in json[part].as_object().expect("it is an object") {
            match value {
                Value::Object(inner) => {
                    fields.extend(inner.keys().map(|inner| format!("{name}.{inner}")));
                }
                _ => fields.push(name.clone()),
            }
        }
    }
    fields
}

fn top(name: &str) -> &str {
    name.split_once('.').map_or(name, |(top, _)| top)
}

#[test]
fn every_field_of_every_stage_has_a_row_or_a_reason_for_none() {
    for stage in Stage::ALL {
        let facts = facts_of(stage);
        let rows = of(&facts);
        let without = WITHOUT_A_ROW.iter().filter(|(at, _)| *at == stage);
        let without: Vec<_> = without.flat_map(|(_, names)| *names).copied().collect();
        for field in fields(&facts) {
            let named =
                |row: &Fact| row.name == field || !field.contains('.') && top(row.name) == field;
            let row = rows.iter().any(named);
            assert_ne!(row, without.contains(&field.as_str()), "{stage}.{field}");
        }
    }
}

#[test]
fn every_row_is_named_after_a_field() {
    for stage in Stage::ALL {
        let facts = facts_of(stage);
        let fields = fields(&facts);
        for row in of(&facts) {
            let known = |field: &String| row.name == field || top(field) == top(row.name);
            assert!(
                fields.iter().any(known) || MADE.contains(&top(row.name)),
                "{stage}.{}",
                row.name
            );
        }
    }
}

#[test]
fn what_is_compared_is_named_once_and_its_codes_are_of_the_catalogue() {
    for stage in Stage::ALL {
        let mut names = Vec::new();
        for row in of(&facts_of(stage)) {
            let Some(compared) = row.compared else { continue };
            assert!(!names.contains(&row.name), "{stage}.{}", row.name);
            names.push(row.name);
            assert!(!compared.label.is_empty(), "{stage}.{}", row.name);
            for code in compared.codes {
                assert!(catalogue().get(code).is_some(), "{code}");
            }
        }
    }
}
