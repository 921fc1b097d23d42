//! The faults of the DTLS handshake: what the robot shows, and what becomes of its datagrams.

use crate::stack::certificate::Prepared;
use crate::stack::demux::{self, Kind};
use crate::stack::driver::{Driver, Incoming};
use crate::stack::record::{ALERT, Alert, CLIENT_HELLO, HANDSHAKE};
use crate::stack::{DtlsOptions, client_hello};

use tokio::sync::mpsc;

use super::fault::Fault;
use super::fault_setting::Faults;
use super::hostile_faults;
use super::key::PEM as RSA_KEY;

/// Length of a record's header (RFC 6347, section 4.1).
const RECORD_HEADER: usize = 13;
/// Length of a handshake message's header (RFC 6347, section 4.2.2).
const MESSAGE_HEADER: usize = 12;
const CERTIFICATE: u8 = 11;
const CERTIFICATE_VERIFY: u8 = 15;
/// What the robot's library was measured to put into one fragment, bytes.
const FRAGMENT_AT: usize = 231;
/// Larger datagrams are lost by `dtls-large-lost`: our certificate's flight is, and no other packet
/// of a handshake.
const SMALL: usize = 600;
const VERSION_1_0: [u8; 2] = [0xfe, 0xff];
/// Cipher suites without forward secrecy, which no WebRTC client takes.
const OLD_SUITES: [u16; 2] = [0x002f, 0x0035];
/// SRTP without encryption, which no WebRTC client takes.
const NULL_PROFILES: [u16; 2] = [0x0005, 0x0006];
/// SHA-1 with ECDSA (RFC 5246, section 7.4.1.4.1).
const SHA1_ECDSA: [u8; 2] = [2, 3];

/// Certificates that a robot may show instead of one made for the connection, and their keys.
///
/// The robot's library signs its own with SHA-1, which no tool of ours can make, so these were made
/// beforehand and are committed with their keys, which are public on purpose:
///
/// ```text
/// openssl req -x509 -new -key KEY -sha1 -days 36500 -outform DER \
///     -subj /O=KVS-WebRTC-Client/CN=KVS-WebRTC-Client
/// ```
const CERTIFICATES: [(Fault, &[u8], &str); 3] = [
    (Fault::DtlsCertificateRsa, include_bytes!("certificates/rsa_sha256.der"), RSA_KEY),
    (Fault::DtlsCertificateRsaSha1, include_bytes!("certificates/rsa_sha1.der"), RSA_KEY),
    (Fault::DtlsCertificateEcdsaSha1, include_bytes!("certificates/ecdsa_sha1.der"), EC_KEY),
];
const EC_KEY: &str = include_str!("certificates/ec_key.pem");

type Rewrite = fn(u8, &mut [u8]);

/// What is written over each handshake message, given its type and its body.
const REWRITES: [(Fault, Rewrite); 4] = [
    (Fault::DtlsVersion, hello_of_dtls_1_0),
    (Fault::DtlsCiphers, hello_with_old_suites),
    (Fault::DtlsSrtp, hello_with_null_srtp),
    (Fault::DtlsVerifySha1, verify_with_sha1),
];

/// How the robot's DTLS differs from the ordinary one.
pub(super) fn options(faults: &Faults, ordinary: DtlsOptions) -> DtlsOptions {
    let shown = CERTIFICATES.iter().find(|(fault, ..)| faults.has(*fault));
    DtlsOptions {
        certificate: shown
            .map(|&(_, certificate, key)| Prepared { certificate, key })
            .or_else(|| hostile_faults::certificate(faults)),
        without_srtp: faults.has(Fault::DtlsNoSrtp),
        fragment_at: faults
            .any_of(&[Fault::DtlsFragments, Fault::HostileCertificate])
            .then_some(FRAGMENT_AT),
        ..ordinary
    }
}

/// Puts the faults over the datagrams of the handshake; the alerts that they send are told.
pub(super) fn put_gates(faults: &Faults, driver: &mut Driver) -> mpsc::Receiver<Alert> {
    let (tell, alerts) = mpsc::channel(1);
    if faults.has(Fault::DtlsLargeLost) {
        driver.add_incoming_gate(Box::new(|_, _, datagram| match datagram.len() > SMALL {
            true => Incoming::Swallowed,
            false => Incoming::Taken,
        }));
    }
    for (_, rewrite) in REWRITES.into_iter().filter(|(fault, _)| faults.has(*fault)) {
        driver.add_outgoing_gate(Box::new(move |datagram| {
            each_message(datagram, rewrite);
            true
        }));
    }
    if faults.has(Fault::DtlsHelloOnce) {
        let mut said = false;
        driver.add_outgoing_gate(Box::new(move |datagram| {
            demux::kind(datagram) != Kind::Dtls || !std::mem::replace(&mut said, true)
        }));
    }
    let closes = faults.has(Fault::DtlsClosed);
    let closes = closes.then_some(Alert { level: 1, description: Alert::CLOSE_NOTIFY });
    let fatal = |fault| {
        let description = u8::try_from(faults.code(fault)?).ok()?;
        Some(Alert { level: Alert::FATAL, description })
    };
    let (alert, refusal) = (fatal(Fault::DtlsAlert), fatal(Fault::DtlsRefused));
    for (alert, message) in [(closes, CLIENT_HELLO), (alert, CLIENT_HELLO), (refusal, CERTIFICATE)]
    {
        let Some(alert) = alert else { continue };
        let tell = tell.clone();
        driver.add_outgoing_gate(Box::new(move |datagram| {
            if replace(datagram, message, alert) {
                // Of several the first counts.
                let _ = tell.try_send(alert);
            }
            true
        }));
    }
    alerts
}

/// Hands on the type and the body of each handshake message that begins in a record in clear.
fn each_message(datagram: &mut [u8], mut rewrite: impl FnMut(u8, &mut [u8])) {
    if demux::kind(datagram) != Kind::Dtls {
        return;
    }
    let mut rest = datagram;
    while let Some(header) = rest.first_chunk::<RECORD_HEADER>() {
        let end = RECORD_HEADER + usize::from(u16::from_be_bytes([header[11], header[12]]));
        let is_handshake = header[0] == HANDSHAKE && header[3..5] == [0, 0];
        let Some((record, others)) = rest.split_at_mut_checked(end) else { return };
        let message = record.split_at_mut(RECORD_HEADER).1;
        if let (true, Some((header, body))) =
            (is_handshake, message.split_at_mut_checked(MESSAGE_HEADER))
            && header[6..9] == [0, 0, 0]
        {
            rewrite(header[0], body);
        }
        rest = others;
    }
}

/// Replaces a datagram in which such a message begins by an alert in clear; whether one did.
fn replace(datagram: &mut Vec<u8>, kind: u8, alert: Alert) -> bool {
    let mut found = false;
    each_message(datagram, |message, _| found |= message == kind);
    if found {
        // The number of the record stays: the peer drops one that it saw.
        datagram.truncate(RECORD_HEADER);
        datagram[0] = ALERT;
        datagram[11..].copy_from_slice(&[0, 2]);
        datagram.extend([alert.level, alert.description]);
    }
    found
}

fn hello_of_dtls_1_0(kind: u8, body: &mut [u8]) {
    if let (CLIENT_HELLO, Some(version)) = (kind, body.get_mut(..2)) {
        version.copy_from_slice(&VERSION_1_0);
    }
}

fn hello_with_old_suites(kind: u8, body: &mut [u8]) {
    let Some(parts) = client_hello::parts(body).filter(|_| kind == CLIENT_HELLO) else { return };
    fill(&mut body[parts.cipher_suites], OLD_SUITES);
}

fn fill(list: &mut [u8], numbers: [u16; 2]) {
    for (place, number) in list.chunks_exact_mut(2).zip(numbers.iter().cycle()) {
        place.copy_from_slice(&number.to_be_bytes());
    }
}

fn hello_with_null_srtp(kind: u8, body: &mut [u8]) {
    let parts = client_hello::parts(body).filter(|_| kind == CLIENT_HELLO);
    let Some(profiles) = parts.and_then(|parts| parts.srtp_profiles) else { return };
    fill(&mut body[profiles], NULL_PROFILES);
}

fn verify_with_sha1(kind: u8, body: &mut [u8]) {
    if let (CERTIFICATE_VERIFY, Some(algorithm)) = (kind, body.get_mut(..2)) {
        algorithm.copy_from_slice(&SHA1_ECDSA);
    }
}

#[cfg(test)]
mod tests {
    use crate::stack::client_hello::Reader;
    use crate::stack::record::records;
    use crate::test_support::corrupted;

    use super::*;

    /// A record of epoch 0 with one whole message.
    fn record(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = (body.len() as u32).to_be_bytes();
        let mut message = vec![kind];
        message.extend(&length[1..]);
        message.extend([0, 0, 0, 0, 0]);
        message.extend(&length[1..]);
        message.extend(body);
        let mut record = vec![HANDSHAKE, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9];
        record.extend((message.len() as u16).to_be_bytes());
        record.extend(message);
        record
    }

    /// A ClientHello with two suites and two SRTP profiles.
    fn hello() -> Vec<u8> {
        let mut body = vec![0xfe, 0xfd];
        body.extend([7; 32]);
        body.extend([0, 0, 0, 4, 0xc0, 0x2b, 0xcc, 0xa9, 1, 0]);
        body.extend([0, 11, 0, 14, 0, 7, 0, 4, 0, 1, 0, 2, 0]);
        record(CLIENT_HELLO, &body)
    }

    fn offered(datagram: &[u8]) -> client_hello::ClientHello {
        let mut reader = Reader::default();
        let hello = records(datagram).find_map(|record| reader.take(&record));
        hello.expect("a ClientHello")
    }

    #[test]
    fn each_rewriting_changes_its_own_part_of_the_hello_alone() {
        let before = offered(&hello());
        let after = |rewrite: fn(u8, &mut [u8])| {
            let mut datagram = hello();
            each_message(&mut datagram, rewrite);
            offered(&datagram)
        };
        let expected = client_hello::ClientHello { version: 0xfeff, ..before.clone() };
        assert_eq!(after(hello_of_dtls_1_0), expected);
        let cipher_suites = OLD_SUITES.to_vec();
        let expected = client_hello::ClientHello { cipher_suites, ..before.clone() };
        assert_eq!(after(hello_with_old_suites), expected);
        let srtp_profiles = Some(NULL_PROFILES.to_vec());
        let expected = client_hello::ClientHello { srtp_profiles, ..before.clone() };
        assert_eq!(after(hello_with_null_srtp), expected);
        assert_eq!(after(verify_with_sha1), before);
    }

    #[test]
    fn an_alert_takes_the_place_and_the_number_of_what_it_replaces() {
        let refusal = Alert { level: Alert::FATAL, description: 42 };
        let mut datagram = record(CERTIFICATE, &[0; 50]);
        replace(&mut datagram, CLIENT_HELLO, refusal);
        assert_eq!(datagram, record(CERTIFICATE, &[0; 50]), "another message is let pass");
        replace(&mut datagram, CERTIFICATE, refusal);
        let alerts: Vec<_> = records(&datagram).filter_map(|record| record.plain_alert()).collect();
        assert_eq!(alerts, [refusal]);
        assert_eq!(datagram[5..11], [0, 0, 0, 0, 0, 9]);
    }

    #[test]
    fn corrupted_datagrams_never_panic() {
        let mut rng = fastrand::Rng::with_seed(41);
        for _ in 0..2000 {
            let mut datagram = corrupted(&hello(), &mut rng);
            let all =
                [hello_of_dtls_1_0, hello_with_old_suites, hello_with_null_srtp, verify_with_sha1];
            all.into_iter().for_each(|rewrite| each_message(&mut datagram, rewrite));
            replace(&mut datagram, CLIENT_HELLO, Alert { level: 2, description: 10 });
        }
    }
}
