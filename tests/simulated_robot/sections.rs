//! An offer whose m-sections have a socket and credentials each, as it looks on the wire.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use go2doctor::robot::offer::{OfferValues, PROFILES, Profile, TransportValues};
use go2doctor::simulator::{Simulator, SimulatorOptions, TimeScale};
use go2doctor::stack::config::ForeignChecks;
use go2doctor::stack::driver::{Driver, Incoming, Sockets};
use go2doctor::stack::{Endpoint, EndpointConfig};
use go2doctor::text::redact::Secret;

use crate::client::Client;

/// STUN message types and attributes (RFC 8489, sections 6 and 14).
const REQUEST: [u8; 2] = [0x00, 0x01];
const SUCCESS: [u8; 2] = [0x01, 0x01];
const ERROR: [u8; 2] = [0x01, 0x11];
const USERNAME: u16 = 0x0006;
const ERROR_CODE: u16 = 0x0009;

type Wire = Arc<Mutex<Vec<Vec<u8>>>>;

/// The STUN messages of that type, each with its transaction id.
fn of_type(wire: &Wire, kind: [u8; 2]) -> Vec<Vec<u8>> {
    let datagrams = wire.lock().unwrap();
    datagrams.iter().filter(|it| it.len() >= 20 && it[..2] == kind).cloned().collect()
}

fn attribute(message: &[u8], wanted: u16) -> Option<&[u8]> {
    let mut rest = message.get(20..)?;
    loop {
        let (header, value) = rest.split_at_checked(4)?;
        let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
        if u16::from_be_bytes([header[0], header[1]]) == wanted {
            return value.get(..length);
        }
        rest = value.get(length.next_multiple_of(4)..)?;
    }
}

async fn client_of(profile: &Profile) -> (Client, String) {
    let refused = profile.refuses_checks.expect("an offer with sections of their own refuses");
    let bind = || async { Sockets::bind(&["127.0.0.1".parse().unwrap()]).await.unwrap() };
    let config = |sockets: &Sockets| EndpointConfig {
        foreign_checks: ForeignChecks::Refused(refused),
        ..EndpointConfig::offerer(sockets.local_addrs())
    };
    let sockets = bind().await;
    let endpoint = Endpoint::new(Instant::now(), config(&sockets)).unwrap();
    let mut driver = Driver::new(sockets, endpoint);
    for _ in 1..profile.transports() {
        let sockets = bind().await;
        let endpoint = driver.endpoint.sibling(Instant::now(), config(&sockets)).unwrap();
        driver.add_section(sockets, endpoint);
    }
    let locals = driver.local();
    let transports = locals.iter().map(|local| TransportValues {
        ufrag: &local.ufrag,
        pwd: Secret::new(local.pwd.as_str()),
        address: local.addresses[0],
        candidates: &local.candidates,
    });
    let transports: Vec<_> = transports.collect();
    let longer = locals[0].longer_fingerprints.iter().map(|(name, hash)| (*name, hash.as_str()));
    let sha256 = ("sha-256", locals[0].fingerprint.as_str());
    let fingerprints: Vec<_> = std::iter::once(sha256).chain(longer).collect();
    let offer = profile.render(&OfferValues {
        transports: &transports,
        fingerprints: &fingerprints,
        session_id: 1,
    });
    let offer = offer.unwrap();
    (Client { driver }, offer)
}

/// The robot takes the credentials of the last section alone, and the client refuses its checks as
/// its aioice does: by 401 from 0.13 on, by 400 before. So the robot never gets through.
#[tokio::test]
async fn checks_to_a_socket_whose_credentials_are_not_the_last_sections_are_refused() {
    let apart: Vec<_> = PROFILES.iter().filter(|it| it.transports() > 1).collect();
    let names: Vec<_> = apart.iter().map(|it| it.name).collect();
    assert_eq!(names, ["aiortc-1.9", "aiortc-1.13", "aiortc-1.14", "unitree-2.0"]);
    for profile in apart {
        let options = SimulatorOptions {
            time_scale: TimeScale::new(0.2).unwrap(),
            ..SimulatorOptions::in_process(Vec::new())
        };
        let robot = Simulator::start(options).unwrap();
        let (mut client, offer) = client_of(profile).await;
        let answer = client.signal(&robot, &offer).await.unwrap();
        let (sent, received) = (Wire::default(), Wire::default());
        let noted = sent.clone();
        client.driver.add_outgoing_gate(Box::new(move |datagram| {
            noted.lock().unwrap().push(datagram.to_vec());
            true
        }));
        let noted = received.clone();
        client.driver.add_incoming_gate(Box::new(move |_, _, datagram| {
            noted.lock().unwrap().push(datagram.to_vec());
            Incoming::Taken
        }));
        let last = client.driver.local().last().unwrap().ufrag.clone();
        client.start(&answer);
        client.find(Duration::from_secs(1), |_| None::<()>).await;

        let checks = of_type(&received, REQUEST);
        assert!(!checks.is_empty(), "{}", profile.name);
        for check in &checks {
            let name = String::from_utf8_lossy(attribute(check, USERNAME).unwrap()).into_owned();
            assert!(name.starts_with(&format!("{last}:")), "{}: {name}", profile.name);
        }
        let refusals = of_type(&sent, ERROR);
        assert_eq!(refusals.len(), checks.len(), "{}", profile.name);
        let code = profile.refuses_checks.unwrap();
        for refusal in &refusals {
            let error = attribute(refusal, ERROR_CODE).unwrap();
            assert_eq!(u16::from(error[2]) * 100 + u16::from(error[3]), code, "{}", profile.name);
            assert!(checks.iter().any(|check| check[8..20] == refusal[8..20]), "{}", profile.name);
        }
        assert_eq!(of_type(&sent, SUCCESS), Vec::<Vec<u8>>::new(), "{}", profile.name);
        assert!(
            client.driver.endpoint.dtls().is_none_or(|it| it.counts().client_hellos_received == 0)
        );
    }
}
