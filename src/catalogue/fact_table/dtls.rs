use super::Table;
use super::shown::{Shown, after, known, sorted};
use crate::facts::Stage::Dtls;
use crate::facts::{
    AlertEvidence, CertificateEvidence, CheckCounts, ClientHelloEvidence, DtlsEvidence, DtlsTimings,
};
use crate::text::format::json_name;
use crate::text::phrase::{Phrase, phrase};

pub(super) fn rows(table: &mut Table<'_>, timings: &DtlsTimings, evidence: &DtlsEvidence) {
    let seen = evidence.client_hellos_received.is_some() || timings.first_flight_in_ms.is_some();
    let first_record = seen.then(|| after(timings.first_flight_in_ms));
    table.tell("first_flight_in_ms", phrase!("first record", "第一個封包"), first_record);
    table.tell("handshake_ms", phrase!("handshake", "握手"), [after(timings.handshake_ms)]);
    let received = evidence.client_hellos_received;
    let hellos = known([
        received.map(|number| phrase!("{} received", "收到 {}", number)),
        evidence.client_hellos_sent.map(|number| phrase!("{} sent", "送出 {}", number)),
    ]);
    table
        .tell("client_hellos_received", Phrase::same("ClientHello"), hellos)
        .value(received)
        .zero_or_not_where_broken(phrase!("ClientHellos received", "收到的 ClientHello"));
    // What was agreed on stands below; what was offered is of use where nothing was.
    offered(table, evidence.client_hello.as_ref().filter(|_| evidence.cipher.is_none()));
    let alerts = evidence.alerts.as_deref();
    table
        .tell("alerts", Phrase::same("alert"), alerts.unwrap_or_default().iter().map(alert))
        .value(alerts.map(grave))
        .where_broken(phrase!("alerts", "alert"), &[]);
    table
        .add(
            "fingerprint_match",
            phrase!("matches the answer", "與 answer 相符"),
            &evidence.fingerprint_match,
        )
        .exactly(phrase!("certificate is the announced one", "憑證與 answer 相符"), &[]);
    certificate(table, evidence.peer_certificate.as_ref());
    table
        .add(
            "client_fingerprint_match",
            phrase!("matches the offer", "與 offer 相符"),
            &evidence.client_fingerprint_match,
        )
        .exactly(
            phrase!("driver's certificate is the offered one", "驅動程式的憑證與 offer 相符"),
            &[],
        );
    let drivers = evidence.client_certificate.as_ref().map(|it| it.sha256.shown());
    table.tell("client_certificate.sha256", phrase!("driver's", "驅動程式的"), drivers);
    table
        .add("role", phrase!("our role", "我方角色"), &evidence.role)
        .exactly(phrase!("our DTLS role", "我方 DTLS 角色"), &[Dtls]);
    table
        .add("version", phrase!("version", "版本"), &evidence.version)
        .exactly(phrase!("DTLS version", "DTLS 版本"), &[]);
    table
        .add("cipher", phrase!("cipher", "加密套件"), &evidence.cipher)
        .exactly(phrase!("cipher suite", "加密套件"), &[]);
    table
        .add("srtp_profile", Phrase::same("SRTP"), &evidence.srtp_profile)
        .exactly(Phrase::same("SRTP profile"), &[]);
    table.add("retransmits", phrase!("flights repeated", "重送"), &evidence.retransmits);
    let largest = evidence.largest_flight_bytes;
    let largest = largest.map(|bytes| phrase!("{} bytes", "{} 位元組", bytes));
    table.tell("largest_flight_bytes", phrase!("largest datagram", "最大封包"), largest);
    let checks = evidence.checks.map(|CheckCounts { sent, answered, received, .. }| {
        phrase!(
            "{} sent, {} answered, {} received",
            "送出 {}，回應 {}，收到 {}",
            sent,
            answered,
            received
        )
    });
    table.tell("checks", phrase!("checks meanwhile", "同時的檢查"), checks);
}

fn offered(table: &mut Table<'_>, hello: Option<&ClientHelloEvidence>) {
    let version = hello.map(|hello| hello.version.shown());
    table.tell("client_hello.version", phrase!("it offers", "它提出"), version);
    let ciphers = hello.map(|hello| hello.cipher_suites.shown());
    table.tell("client_hello.cipher_suites", phrase!("ciphers", "加密套件"), ciphers);
    let profiles = hello.and_then(|hello| hello.srtp_profiles.as_ref()).map(Shown::shown);
    table.tell("client_hello.srtp_profiles", Phrase::same("SRTP"), profiles);
}

fn certificate(table: &mut Table<'_>, certificate: Option<&CertificateEvidence>) {
    let name = certificate.map(|certificate| {
        let name = certificate.subject_cn.as_ref().map(Shown::shown);
        let key = certificate.key.as_ref().map(Shown::shown);
        let name = name.unwrap_or_else(|| phrase!("no name", "沒有名稱"));
        let key = key.unwrap_or_else(|| phrase!("unknown key", "金鑰種類不明"));
        phrase!("{}, {}", "{}, {}", name, key)
    });
    table
        .tell("peer_certificate.subject_cn", phrase!("certificate", "憑證"), name)
        .normal(Phrase::same("KVS-WebRTC-Client"));
    let hash = certificate.map(|certificate| certificate.sha256.shown());
    table.tell("peer_certificate.sha256", Phrase::same("sha-256"), hash);
    let signature = certificate.and_then(|certificate| certificate.signature.clone());
    table
        .add("peer_certificate.signature", phrase!("signed by", "簽章"), &signature)
        .exactly(phrase!("certificate signed by", "憑證簽章"), &[Dtls]);
}

fn alert(alert: &AlertEvidence) -> Phrase {
    let from = alert.direction.shown();
    phrase!("{} {} from {}", "{} {}，來自{}", alert.level, alert.description, from)
}

/// The alerts as `in fatal handshake_failure`. That a side says goodbye is no difference.
fn grave(alerts: &[AlertEvidence]) -> Vec<String> {
    let grave = alerts.iter().filter(|alert| alert.description != "close_notify");
    sorted(grave.map(|alert| {
        format!("{} {} {}", json_name(alert.direction), alert.level, alert.description)
    }))
}
