//! The profiles that imitate real clients, held against offers those clients make.

use std::process::Command;
use std::sync::mpsc;

use go2doctor::net::http_server::{self as http, Reply};
use go2doctor::robot::offer::{OfferValues, TransportValues, profile};
use go2doctor::text::redact::Secret;

use go2doctor::simulator::{Simulator, SimulatorOptions, TimeScale};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime::Builder;

use crate::check::check;
use crate::node_drivers::DRIVERS;
use crate::venv::{self, Packages};

/// A client, the offer of it that lies in the fixtures, and the profile made of that.
struct Imitated {
    program: Program,
    captured: &'static str,
    profile: &'static str,
}

/// What makes the offer again.
enum Program {
    Aiortc(Packages),
    PublishedClient(Packages),
    NodeDatachannel,
    Chromium,
    /// `--client stock`.
    StockClient,
}

macro_rules! imitated {
    ($program:expr, $file:literal, $profile:literal) => {
        Imitated {
            program: $program,
            captured: include_str!(concat!("../fixtures/offers/", $file, ".sdp")),
            profile: $profile,
        }
    };
}

const IMITATED: [Imitated; 14] = [
    imitated!(Program::Aiortc(Packages::Aiortc19), "aiortc-1.9.0", "aiortc-1.9"),
    imitated!(Program::Aiortc(Packages::Aiortc113), "aiortc-1.13.0", "aiortc-1.13"),
    imitated!(Program::Aiortc(Packages::Aiortc113), "aiortc-1.13.0-data", "aiortc-1.13-data"),
    imitated!(Program::Aiortc(Packages::Aiortc114), "aiortc-1.14.0", "aiortc-1.14"),
    imitated!(Program::Aiortc(Packages::Aiortc115), "aiortc-1.15.0", "aiortc-1.15"),
    imitated!(Program::Aiortc(Packages::Aiortc115), "aiortc-1.15.0-data", "aiortc-1.15-data"),
    imitated!(Program::Aiortc(Packages::Aiortc116), "aiortc-1.16.0", "aiortc-1.16"),
    imitated!(
        Program::PublishedClient(Packages::Client20),
        "unitree_webrtc_connect-2.0.5",
        "unitree-2.0"
    ),
    imitated!(
        Program::PublishedClient(Packages::Client),
        "unitree_webrtc_connect-2.2.0",
        "unitree-2.2"
    ),
    imitated!(Program::Chromium, "chromium-156", "chromium-156"),
    imitated!(Program::Chromium, "chromium-156-data", "chromium-156-data"),
    imitated!(Program::NodeDatachannel, "node-datachannel-0.33.4", "node-datachannel-0.33"),
    imitated!(
        Program::NodeDatachannel,
        "node-datachannel-0.33.4-data",
        "node-datachannel-0.33-data"
    ),
    imitated!(Program::StockClient, "webrtc-0.21.1", "webrtc-0.21"),
];

impl Imitated {
    /// The offer that the program makes today; `None` where this machine does not have it.
    fn offer(&self) -> Option<String> {
        let mut command = match self.program {
            Program::Aiortc(packages) => python_offerer(packages, "aiortc")?,
            Program::PublishedClient(packages) => {
                python_offerer(packages, "unitree_webrtc_connect")?
            }
            Program::NodeDatachannel => node_offerer("libdatachannel")?,
            Program::Chromium => {
                let major = format!(" {CHROMIUM_MAJOR}.");
                let version = Command::new(CHROMIUM).arg("--version").output().ok()?.stdout;
                // Another version has other codecs; the profile is named after this one.
                String::from_utf8_lossy(&version).contains(&major).then_some(())?;
                node_offerer(CHROMIUM)?
            }
            Program::StockClient => return Some(stock_clients_offer()),
        };
        command.args(self.profile.ends_with("-data").then_some("--data-only"));
        let output = command.output().unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {complaint}", self.profile);
        Some(String::from_utf8(output.stdout).unwrap())
    }
}

const CHROMIUM: &str = "chromium";
const CHROMIUM_MAJOR: u32 = 156;

fn python_offerer(packages: Packages, library: &str) -> Option<Command> {
    let mut command = Command::new(venv::interpreter(packages)?);
    command.arg("-B").arg(venv::script("plain_offerer.py"));
    command.args(["--print-offer", "--library", library]);
    Some(command)
}

fn node_offerer(stack: &str) -> Option<Command> {
    let mut command = Command::new("node");
    command.arg("offer.mjs").arg(stack).current_dir(DRIVERS.folder()?);
    Some(command)
}

/// What `--client stock` posts to a robot of the time before con_notify, which takes it in clear.
fn stock_clients_offer() -> String {
    let (offers, posted) = mpsc::channel();
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    runtime.spawn(http::serve(listener, move |request, _ends| {
        if request.path == "/offer" {
            offers.send(request.body).unwrap();
        }
        async { Reply::Close }
    }));
    // Nothing listens at a port that was just let go.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    check(closed, &["--client", "stock", "--legacy-port", &port]).assert_failed_at("sdp");
    let envelope: Value = serde_json::from_slice(&posted.recv().unwrap()).unwrap();
    envelope["sdp"].as_str().unwrap().to_owned()
}

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
    let lines = offer.lines().map(str::trim_end).filter(|line| !line.is_empty());
    let mut outline: Vec<_> = lines.map(&mut line_outline).collect();
    // How many candidates there are is the machine's affair.
    outline.dedup_by(|line, before| line == "a=candidate:" && before == line);
    outline
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
        let Some(offer) = client.offer() else { continue };
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
    use Packages::{Aiortc19, Aiortc113, Aiortc114, Aiortc115, Aiortc116};
    for (packages, data_only, profile, rung) in [
        (Aiortc19, false, "aiortc-1.9", Some("dtls")),
        (Aiortc19, true, "aiortc-1.9-data", None),
        (Aiortc113, false, "aiortc-1.13", Some("dtls")),
        (Aiortc113, true, "aiortc-1.13-data", Some("sctp")),
        (Aiortc114, false, "aiortc-1.14", Some("dtls")),
        (Aiortc114, true, "aiortc-1.14-data", Some("sctp")),
        (Aiortc115, false, "aiortc-1.15", Some("sctp")),
        (Aiortc115, true, "aiortc-1.15-data", Some("sctp")),
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
