//! The profiles that imitate real clients, held against offers those clients make.

use std::process::Command;

use go2doctor::robot::offer::{OfferValues, TransportValues, profile};
use go2doctor::text::redact::Secret;

use go2doctor::simulator::{Simulator, SimulatorOptions, TimeScale};

use crate::check::check;
use crate::venv::{self, Packages};

/// A client, the offer of it that lies in the fixtures, and the profile made of that.
struct Imitated {
    packages: Packages,
    library: &'static str,
    captured: &'static str,
    profile: &'static str,
}

const IMITATED: [Imitated; 4] = [
    Imitated {
        packages: Packages::Aiortc19,
        library: "aiortc",
        captured: include_str!("../fixtures/offers/aiortc-1.9.0.sdp"),
        profile: "aiortc-1.9",
    },
    Imitated {
        packages: Packages::Aiortc114,
        library: "aiortc",
        captured: include_str!("../fixtures/offers/aiortc-1.14.0.sdp"),
        profile: "aiortc-1.14",
    },
    Imitated {
        packages: Packages::Aiortc116,
        library: "aiortc",
        captured: include_str!("../fixtures/offers/aiortc-1.16.0.sdp"),
        profile: "aiortc-1.16",
    },
    Imitated {
        packages: Packages::Client,
        library: "unitree_webrtc_connect",
        captured: include_str!("../fixtures/offers/unitree_webrtc_connect-2.2.0.sdp"),
        profile: "unitree-2.2",
    },
];

/// The lines of an offer without what is drawn anew each time. What was equal
/// stays equal: the first user fragment becomes 0, the next other one 1.
fn outline(offer: &str) -> Vec<String> {
    let mut drawn: Vec<String> = Vec::new();
    let mut number = |value: &str| {
        let known = drawn.iter().position(|one| one == value);
        known.unwrap_or_else(|| {
            drawn.push(value.to_owned());
            drawn.len() - 1
        })
    };
    let mut line_outline = |line: &str| -> String {
        let (name, value) = line.split_once([':', '=']).unwrap_or((line, ""));
        let (attribute, value) = match (name, value.split_once(':')) {
            ("a", Some((attribute, value))) => (attribute, value),
            _ => (name, value),
        };
        let words: Vec<&str> = value.split(' ').collect();
        match attribute {
            "o" => "o=- SESSION SESSION IN IP4 0.0.0.0".to_owned(),
            "c" => "c=IN ADDRESS".to_owned(),
            "m" => [&words[..1], &["PORT"], &words[2..]].concat().join(" "),
            "candidate" => "a=candidate:".to_owned(),
            "fingerprint" => format!("{} {} digits", words[0], words[1].len()),
            "ice-ufrag" | "ice-pwd" | "msid" | "ssrc" | "ssrc-group" => words
                .iter()
                .map(|word| {
                    let random = word.strip_prefix("cname:").unwrap_or(word);
                    if random == "FID" { random.to_owned() } else { number(random).to_string() }
                })
                .fold(attribute.to_owned(), |line, word| line + " " + &word),
            _ => line.to_owned(),
        }
    };
    offer.lines().map(|line| line_outline(line.trim_end())).collect()
}

/// What we would send under the profile's name.
fn imitation(name: &str) -> String {
    let hash = |bytes: usize| vec!["AB"; bytes].join(":");
    let (sha256, sha384, sha512) = (hash(32), hash(48), hash(64));
    let candidates = ["1 1 udp 2130706431 127.0.0.1 40001 typ host".into()];
    let transports = ["one", "two", "three"].map(|ufrag| TransportValues {
        ufrag,
        address: "127.0.0.1:40001".parse().unwrap(),
        candidates: &candidates,
        pwd: Secret::new(match ufrag {
            "one" => "password-1",
            "two" => "password-2",
            _ => "password-3",
        }),
    });
    profile(name)
        .unwrap()
        .render(&OfferValues {
            transports: &transports,
            fingerprints: &[("sha-256", &sha256), ("sha-384", &sha384), ("sha-512", &sha512)],
            session_id: 42,
        })
        .unwrap()
}

#[test]
fn each_profile_is_the_offer_that_was_captured() {
    for client in &IMITATED {
        assert_eq!(
            outline(&imitation(client.profile)),
            outline(client.captured),
            "{}",
            client.profile
        );
    }
}

#[test]
fn each_client_still_offers_what_was_captured() {
    for client in &IMITATED {
        let Some(python) = venv::interpreter(client.packages) else { return };
        let output = Command::new(python)
            .arg("-B")
            .arg(venv::script("plain_offerer.py"))
            .args(["--print-offer", "--library", client.library])
            .output()
            .unwrap();
        let offer = String::from_utf8(output.stdout).unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {complaint}", client.profile);
        assert_eq!(outline(&offer), outline(client.captured), "{}", client.profile);
    }
}

/// The rung at which a client on plain aiortc breaks, by its own log.
fn clients_rung(packages: Packages, data_only: bool, robot: &Simulator) -> Option<&'static str> {
    let python = venv::interpreter(packages).unwrap();
    let mut client = Command::new(python);
    client.arg("-B").arg(venv::script("plain_offerer.py")).args(["--patience", "4"]);
    client.args(["--signal-port", &robot.signal_port().to_string()]);
    client.args(data_only.then_some("--data-only"));
    let log = String::from_utf8(client.output().unwrap().stderr).unwrap();
    let seen = |line| log.contains(line);
    assert!(seen("Check CandidatePair"), "no check was sent:\n{log}");
    if seen("data flows") {
        None
    } else if seen("DTLS handshake complete") {
        Some("sctp")
    } else if seen("ICE completed") {
        Some("dtls")
    } else {
        Some("ice")
    }
}

#[test]
fn each_client_breaks_where_its_imitation_breaks() {
    use Packages::{Aiortc19, Aiortc114, Aiortc116};
    for (packages, data_only, profile, rung) in [
        (Aiortc19, false, "aiortc-1.9", Some("dtls")),
        (Aiortc19, true, "aiortc-1.9-data", None),
        (Aiortc114, false, "aiortc-1.14", Some("dtls")),
        (Aiortc114, true, "aiortc-1.14-data", Some("sctp")),
        (Aiortc116, false, "aiortc-1.16", Some("sctp")),
        (Aiortc116, true, "aiortc-1.16-data", Some("sctp")),
    ] {
        if venv::interpreter(packages).is_none() {
            return;
        }
        let robot = || {
            let time_scale = TimeScale::new(0.5).unwrap();
            let healthy = SimulatorOptions::in_process(Vec::new());
            Simulator::start(SimulatorOptions { time_scale, ..healthy }).unwrap()
        };
        assert_eq!(clients_rung(packages, data_only, &robot()), rung, "{profile} itself");
        let robot = robot();
        let checked = check(robot.signal_port(), &["--offer", profile, "--timeout", "4"]);
        match rung {
            None => checked.assert_passed(),
            Some(rung) => checked.assert_failed_at(rung),
        }
    }
}

#[test]
fn the_outline_keeps_what_matters() {
    let one = "a=ice-ufrag:a\na=ice-ufrag:a\na=fingerprint:sha-256 AB:CD\n";
    let other = "a=ice-ufrag:a\na=ice-ufrag:b\na=fingerprint:sha-256 AB:CD\n";
    assert_ne!(outline(one), outline(other));
    assert_ne!(outline(one), outline(&one.replace("sha-256", "sha-512")));
    assert_eq!(outline(one), outline(&one.replace("AB:CD", "01:23").replace("frag:a", "frag:x")));
}
