//! The rows of what was offered, by whom and to whom. They are compared alone.

use super::{TALKING, Table};
use crate::facts::Stage::{Dtls, Http, Ice, Sctp, Sdp};
use crate::facts::outcome::RobotFacts;
use crate::facts::{DriverFacts, OfferFacts};
use crate::text::phrase::{Phrase, phrase};

pub(super) fn offer(table: &mut Table<'_>, offer: &OfferFacts) {
    table
        .keep("fingerprints", &offer.fingerprints)
        .exactly(phrase!("offered fingerprints", "offer 的 fingerprint"), &[Dtls, Sctp])
        .blamed_by(&["G2-ENV-AIORTC-FPS"]);
    let label = phrase!("ICE credentials shared by all sections", "各 m 區段共用 ICE 憑證資訊");
    table
        .keep("credentials_shared", offer.credentials_shared)
        .exactly(label, &[Ice])
        .blamed_by(&["G2-ENV-PATCH-MISSING", "G2-ICE-CREDS"]);
    let label = phrase!("ICE credentials at session level alone", "ICE 憑證資訊只在 session 層級");
    table
        .keep("credentials_session_only", offer.credentials_session_only)
        .exactly(label, &[Sdp, Ice])
        .blamed_by(&["G2-SDP-CREDS-SESSION"]);
    table
        .keep("fingerprints_upper_case", offer.fingerprints_upper_case)
        .exactly(phrase!("fingerprints in upper case", "fingerprint 為大寫"), &[Dtls, Sctp])
        .blamed_by(&["G2-SDP-FPCASE"]);
    table
        .keep("sections", &offer.sections)
        .exactly(phrase!("offered sections", "offer 的 m 區段"), &[Sdp, Ice, Sctp])
        .blamed_by(&["G2-SDP-NOAPP", "G2-SDP-MLINE"]);
    table
        .keep("setup", &offer.setup)
        .exactly(phrase!("offered DTLS role", "offer 的 DTLS 角色"), &[Dtls])
        .blamed_by(&["G2-SDP-SETUP"]);
}

pub(super) fn robot(table: &mut Table<'_>, robot: &RobotFacts) {
    table
        .keep("signalling", robot.signalling)
        .exactly(phrase!("signalling", "信令方式"), &[Http, Sdp])
        .blamed_by(&["G2-HTTP-LEGACY-ONLY"]);
    table.keep("data2", robot.data2).exactly(Phrase::same("data2"), &[Sdp]).blamed_by(&[
        "G2-SIG-AES-REQUIRED",
        "G2-SIG-AES-REJECTED",
        "G2-SIG-DATA2-2",
    ]);
    table.keep("address", robot.address).exactly(phrase!("robot's address", "機器人位址"), TALKING);
}

pub(super) fn client(table: &mut Table<'_>, name: Option<&str>, driver: &DriverFacts) {
    table.keep("name", name).exactly(phrase!("client", "用戶端"), TALKING);
    table
        .keep("aiortc", &driver.aiortc)
        .exactly(Phrase::same("aiortc"), &[Sdp, Ice, Dtls, Sctp])
        .blamed_by(&["G2-ENV-AIORTC-FPS"]);
    table.keep("aioice", &driver.aioice).exactly(Phrase::same("aioice"), &[Ice]);
    table
        .keep("unitree_webrtc_connect", &driver.unitree_webrtc_connect)
        .exactly(Phrase::same("unitree_webrtc_connect"), TALKING);
    let python = driver.python.as_ref().and_then(|python| python.version.as_ref());
    table.keep("python", python).exactly(Phrase::same("Python"), &[]);
    table.keep("numpy", &driver.numpy).exactly(Phrase::same("numpy"), &[]);
}
