//! The profiles that imitate real clients, held against offers those clients make.

use std::process::Command;

use go2doctor::robot::offer::{Credentials, OfferValues, profile};
use go2doctor::text::redact::Secret;

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
    let credentials = ["one", "two", "three"].map(|ufrag| Credentials {
        ufrag,
        pwd: Secret::new(match ufrag {
            "one" => "password-1",
            "two" => "password-2",
            _ => "password-3",
        }),
    });
    profile(name)
        .unwrap()
        .render(&OfferValues {
            credentials: &credentials,
            fingerprints: &[("sha-256", &sha256), ("sha-384", &sha384), ("sha-512", &sha512)],
            address: "127.0.0.1:40001".parse().unwrap(),
            candidates: &["1 1 udp 2130706431 127.0.0.1 40001 typ host".into()],
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

#[test]
fn the_outline_keeps_what_matters() {
    let one = "a=ice-ufrag:a\na=ice-ufrag:a\na=fingerprint:sha-256 AB:CD\n";
    let other = "a=ice-ufrag:a\na=ice-ufrag:b\na=fingerprint:sha-256 AB:CD\n";
    assert_ne!(outline(one), outline(other));
    assert_ne!(outline(one), outline(&one.replace("sha-256", "sha-512")));
    assert_eq!(outline(one), outline(&one.replace("AB:CD", "01:23").replace("frag:a", "frag:x")));
}
