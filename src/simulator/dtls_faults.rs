//! The faults of the DTLS handshake: what the robot shows, and what becomes of its datagrams.

use crate::stack::demux::{self, Kind};
use crate::stack::driver::{Driver, Incoming};
use crate::stack::record::{ALERT, Alert, CLIENT_HELLO, HANDSHAKE};
use crate::stack::{DtlsOptions, client_hello};

use super::certificates;
use super::fault::Fault;
use super::fault_setting::Faults;

/// Length of a record's header (RFC 6347, section 4.1).
const RECORD_HEADER: usize = 13;
/// Length of a handshake message's header (RFC 6347, section 4.2.2).
const MESSAGE_HEADER: usize = 12;
/// Handshake type of a Certificate.
const CERTIFICATE: u8 = 11;
/// Handshake type of a CertificateVerify.
const CERTIFICATE_VERIFY: u8 = 15;
/// What the robot's library was measured to put into one record, with the headers.
const FRAGMENT_AT: usize = 231;
/// Larger datagrams are lost by `dtls-large-lost`: our certificate's flight is, and no other
/// packet of a handshake.
const SMALL: usize = 600;
/// DTLS 1.0.
const VERSION_1_0: [u8; 2] = [0xfe, 0xff];
/// Cipher suites without forward secrecy, which no WebRTC client takes.
const OLD_SUITES: [u16; 2] = [0x002f, 0x0035];
/// SRTP without encryption, which no WebRTC client takes.
const NULL_PROFILE: u16 = 0x0005;
/// SHA-1 with ECDSA (RFC 5246, section 7.4.1.4.1).
const SHA1_ECDSA: [u8; 2] = [2, 3];

/// How the robot's DTLS differs from the ordinary one.
pub(super) fn options(faults: &Faults) -> DtlsOptions {
    DtlsOptions {
        certificate: certificates::shown(faults),
        without_srtp: faults.has(Fault::DtlsNoSrtp),
        fragment_at: faults.has(Fault::DtlsFragments).then_some(FRAGMENT_AT),
    }
}

/// Puts the faults over the datagrams of the handshake.
pub(super) fn put_gates(faults: &Faults, driver: &mut Driver) {
    if faults.has(Fault::DtlsLargeLost) {
        driver.add_incoming_gate(Box::new(|_, _, datagram| match datagram.len() > SMALL {
            true => Incoming::Swallowed,
            false => Incoming::Taken,
        }));
    }
    let mut rewrite = |rewrite: fn(u8, &mut [u8])| {
        driver.add_outgoing_gate(Box::new(move |datagram| {
            each_message(datagram, rewrite);
            true
        }));
    };
    if faults.has(Fault::DtlsVersion) {
        rewrite(hello_of_dtls_1_0);
    }
    if faults.has(Fault::DtlsCiphers) {
        rewrite(hello_with_old_suites);
    }
    if faults.has(Fault::DtlsSrtp) {
        rewrite(hello_with_null_srtp);
    }
    if faults.has(Fault::DtlsVerifySha1) {
        rewrite(verify_with_sha1);
    }
    if faults.has(Fault::DtlsHelloOnce) {
        let mut said = false;
        driver.add_outgoing_gate(Box::new(move |datagram| {
            demux::kind(datagram) != Kind::Dtls || !std::mem::replace(&mut said, true)
        }));
    }
    if faults.has(Fault::DtlsClosed) {
        let closes = Alert { level: 1, description: Alert::CLOSE_NOTIFY };
        driver.add_outgoing_gate(Box::new(move |datagram| {
            replace(datagram, CLIENT_HELLO, closes);
            true
        }));
    }
    if let Some(Ok(description)) = faults.code(Fault::DtlsRefused).map(u8::try_from) {
        let refusal = Alert { level: Alert::FATAL, description };
        driver.add_outgoing_gate(Box::new(move |datagram| {
            replace(datagram, CERTIFICATE, refusal);
            true
        }));
    }
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

/// Replaces a datagram in which such a message begins by an alert in clear.
fn replace(datagram: &mut Vec<u8>, kind: u8, alert: Alert) {
    let mut found = false;
    each_message(datagram, |message, _| found |= message == kind);
    if found {
        // The number of the record stays: the peer drops one that it saw.
        datagram.truncate(RECORD_HEADER);
        datagram[0] = ALERT;
        datagram[11..].copy_from_slice(&[0, 2]);
        datagram.extend([alert.level, alert.description]);
    }
}

fn hello_of_dtls_1_0(kind: u8, body: &mut [u8]) {
    if let (CLIENT_HELLO, Some(version)) = (kind, body.get_mut(..2)) {
        version.copy_from_slice(&VERSION_1_0);
    }
}

fn hello_with_old_suites(kind: u8, body: &mut [u8]) {
    let Some(parts) = client_hello::parts(body).filter(|_| kind == CLIENT_HELLO) else { return };
    for (suite, old) in body[parts.cipher_suites].chunks_exact_mut(2).zip(OLD_SUITES.iter().cycle())
    {
        suite.copy_from_slice(&old.to_be_bytes());
    }
}

fn hello_with_null_srtp(kind: u8, body: &mut [u8]) {
    let parts = client_hello::parts(body).filter(|_| kind == CLIENT_HELLO);
    let Some(profiles) = parts.and_then(|parts| parts.srtp_profiles) else { return };
    for profile in body[profiles].chunks_exact_mut(2) {
        profile.copy_from_slice(&NULL_PROFILE.to_be_bytes());
    }
}

fn verify_with_sha1(kind: u8, body: &mut [u8]) {
    if let (CERTIFICATE_VERIFY, Some(algorithm)) = (kind, body.get_mut(..2)) {
        algorithm.copy_from_slice(&SHA1_ECDSA);
    }
}
