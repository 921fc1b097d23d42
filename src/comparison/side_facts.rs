//! Facts of the offer, the machine, the robot and the client: what differs from the beginning.

use serde::Serialize;
use serde_json::{Value, json};

use super::outcome::Of;
use super::side_fact::SideFact;
use super::subject::Subject;
use crate::catalogue::fact_table::{Compared, How, of_host};
use crate::facts::Stage::{self, Dtls, Flow, Http, Ice, Ping, Sctp, Sdp, Validation};
use crate::facts::{LogDriver, OfferFacts};
use crate::text::phrase::{Phrase, phrase};

/// Every rung that talks to the robot.
const ALL: &[Stage] = &[Ping, Http, Sdp, Ice, Dtls, Sctp, Validation, Flow];

/// The facts of a side, those that decide most often first. Those of the installed driver come
/// last: it need not be the one that made the connection.
pub(super) fn side_facts(side: &Subject) -> Vec<SideFact> {
    let host = side.host.as_ref().map(of_host).unwrap_or_default();
    let (driver, machine): (Vec<_>, Vec<_>) = SideFact::all(host, Of::Host, Stage::Host)
        .into_iter()
        .partition(|fact| fact.field.starts_with("host.driver."));
    let mut facts = offer(side.offer.as_ref());
    facts.extend(machine);
    facts.extend(found_and_robot(side));
    facts.extend(client(side));
    facts.extend(driver);
    facts
}

fn fact(
    field: &str,
    of: Of,
    label: Phrase,
    value: impl Serialize,
    acts_on: &'static [Stage],
    codes: &'static [&'static str],
) -> SideFact {
    let value = serde_json::to_value(value).unwrap_or_default();
    let compared = Compared { label, how: How::Exactly, acts_on, codes };
    SideFact { field: field.into(), of, stage: None, value, compared }
}

fn offer(offer: Option<&OfferFacts>) -> Vec<SideFact> {
    let fact = |field, label, value: Value, acts_on, codes| {
        fact(field, Of::Offer, label, value, acts_on, codes)
    };
    let at = |read: fn(&OfferFacts) -> Value| offer.map_or(Value::Null, read);
    vec![
        fact(
            "offer.fingerprints",
            phrase!("offered fingerprints", "offer 的 fingerprint"),
            at(|offer| json!(offer.fingerprints)),
            &[Dtls, Sctp],
            &["G2-ENV-AIORTC-FPS"],
        ),
        fact(
            "offer.credentials_shared",
            phrase!("ICE credentials shared by all sections", "各 m 區段共用 ICE 認證資訊"),
            at(|offer| json!(offer.credentials_shared)),
            &[Ice],
            &["G2-ENV-PATCH-MISSING", "G2-ICE-CREDS"],
        ),
        fact(
            "offer.credentials_session_only",
            phrase!("ICE credentials at session level alone", "ICE 認證資訊只在 session 層級"),
            at(|offer| json!(offer.credentials_session_only)),
            &[Sdp, Ice],
            &["G2-SDP-CREDS-SESSION"],
        ),
        fact(
            "offer.fingerprints_upper_case",
            phrase!("fingerprints in upper case", "fingerprint 為大寫"),
            at(|offer| json!(offer.fingerprints_upper_case)),
            &[Dtls, Sctp],
            &["G2-SDP-FPCASE"],
        ),
        fact(
            "offer.sections",
            phrase!("offered sections", "offer 的 m 區段"),
            at(|offer| json!(offer.sections)),
            &[Sdp, Ice, Sctp],
            &["G2-SDP-NOAPP", "G2-SDP-MLINE"],
        ),
        fact(
            "offer.setup",
            phrase!("offered DTLS role", "offer 的 DTLS 角色"),
            at(|offer| json!(offer.setup)),
            &[Dtls],
            &["G2-SDP-SETUP"],
        ),
    ]
}

fn found_and_robot(side: &Subject) -> Vec<SideFact> {
    let robot = &side.robot;
    vec![
        fact(
            "host.findings",
            Of::Host,
            phrase!("found of the machine", "這台機器的診斷結果"),
            found_of_host(side),
            ALL,
            &[],
        ),
        fact(
            "robot.signalling",
            Of::Robot,
            phrase!("signalling", "信令方式"),
            robot.signalling,
            &[Http, Sdp],
            &["G2-HTTP-LEGACY-ONLY"],
        ),
        fact(
            "robot.data2",
            Of::Robot,
            Phrase::same("data2"),
            robot.data2,
            &[Sdp],
            &["G2-SIG-AES-REQUIRED", "G2-SIG-AES-REJECTED", "G2-SIG-DATA2-2"],
        ),
        fact(
            "robot.address",
            Of::Robot,
            phrase!("robot's address", "機器人位址"),
            &robot.address,
            ALL,
            &[],
        ),
    ]
}

/// Of the driver that made the connection, not of one that is only installed.
fn client(side: &Subject) -> Vec<SideFact> {
    let driver = side.driver.clone().unwrap_or_default();
    let fact = |field, label, value: Option<String>, acts_on, codes| {
        fact(field, Of::Client, label, value, acts_on, codes)
    };
    let part = |field, name, version, acts_on, codes| {
        fact(field, Phrase::same(name), version, acts_on, codes)
    };
    vec![
        fact(
            "client.name",
            phrase!("client", "用戶端"),
            client_of(side).map(str::to_owned),
            ALL,
            &[],
        ),
        part(
            "client.aiortc",
            "aiortc",
            driver.aiortc,
            &[Sdp, Ice, Dtls, Sctp],
            &["G2-ENV-AIORTC-FPS"],
        ),
        part("client.aioice", "aioice", driver.aioice, &[Ice], &[]),
        part(
            "client.unitree_webrtc_connect",
            "unitree_webrtc_connect",
            driver.unitree_webrtc_connect,
            ALL,
            &[],
        ),
        part("client.python", "Python", driver.python.and_then(|python| python.version), &[], &[]),
        part("client.numpy", "numpy", driver.numpy, &[], &[]),
    ]
}

/// The codes found of a machine that was looked at: they tell of facts that are not compared by
/// themselves. What is found of a driver that is only installed stands in its own rows.
fn found_of_host(side: &Subject) -> Option<Vec<&str>> {
    side.ran(Stage::Host)?;
    side.host.as_ref()?;
    let found = side.findings.iter().filter(|found| found.stage == Stage::Host);
    let of_driver = ["G2-ENV-AIORTC-FPS", "G2-ENV-PATCH-MISSING", "G2-ENV-PINS"];
    let codes = found.map(|found| found.code.as_str()).filter(|code| !of_driver.contains(code));
    let mut codes: Vec<_> = codes.collect();
    codes.sort_unstable();
    Some(codes)
}

/// Who spoke to the robot.
pub fn client_of(side: &Subject) -> Option<&'static str> {
    let driver = side.written_by.map(|driver| match driver {
        LogDriver::UnitreeWebrtcConnect => "unitree_webrtc_connect",
        LogDriver::Go2Ros2Sdk => "go2_ros2_sdk",
        LogDriver::Go2Ros2SdkFork => "go2_ros2_sdk (fork)",
    });
    driver.or_else(|| side.client.map(|client| client.name()))
}
