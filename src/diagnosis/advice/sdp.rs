//! Advice where the exchange of offer and answer breaks.

use super::{Advice, Case};
use crate::diagnosis::finding::Side;
use crate::evidence::{SdpEvidence, SdpReason};

/// Fetches the robot's own key from the account it is bound to (part of the
/// Python driver `unitree_webrtc_connect`).
const FETCH_KEY: &str =
    "unitree-fetch-aes-key --email YOU@EXAMPLE.COM --sn SERIAL --device-type Go2 --region global";

pub(super) fn advise(case: &Case<'_>, evidence: &SdpEvidence) -> Advice {
    let advice = |side, why: &str, next| Advice { seen: Vec::new(), side, why: why.into(), next };
    let Some(reason) = evidence.reason else {
        return advice(Side::Unknown, "no reason was measured", case.own("sdp -vv"));
    };
    match reason {
        SdpReason::AesKeyMissing => Advice {
            seen: vec!["firmware 1.1.15 and later encrypts its blob with a key of its own".into()],
            side: Side::Host,
            why: "fetch the key once with the account that the robot is bound to, then \
                  export UNITREE_AES_128_KEY=… and run go2doctor again"
                .into(),
            next: FETCH_KEY.into(),
        },
        SdpReason::AesKeyRejected => Advice {
            seen: vec!["the key was tested on the blob itself: its GCM tag does not fit".into()],
            side: Side::Host,
            why: "likely another robot's key, or a typing error; fetch it again for this serial \
                  number"
                .into(),
            next: FETCH_KEY.into(),
        },
        SdpReason::BlobUndecipherable => advice(
            Side::ClientLimit,
            "possible: a firmware newer than this program with another static key, or something \
             else than a robot that answers",
            case.own("probe-http --format json"),
        ),
        SdpReason::RsaKeyBad => advice(
            Side::Robot,
            "possible: the blob decrypts to another form than the known firmware's",
            case.own("probe-http --format json"),
        ),
        SdpReason::PathBad => advice(
            Side::Robot,
            "possible: a firmware that encodes the path with other letters than A to J",
            case.own("probe-http --format json"),
        ),
        SdpReason::NoAnswer => Advice {
            seen: vec![
                "con_notify answers, so the service runs; it gave no answer to the offer".into(),
            ],
            side: Side::Robot,
            why: "possible: it hangs (restart the robot), it still holds an old client, or it \
                  cannot read this offer: try the smallest one"
                .into(),
            next: case.other_offer("sdp"),
        },
        SdpReason::HttpStatus => advice(
            Side::Robot,
            "possible: the robot changed its path between the two requests; a second try computes \
             it anew",
            case.own("sdp"),
        ),
        SdpReason::AnswerUndecipherable => advice(
            Side::Robot,
            "possible: the robot answered in plain text, or with another key than the one sent",
            case.own("sdp -vv"),
        ),
        SdpReason::AnswerNotJson => advice(
            Side::Robot,
            "possible: a firmware whose answer has another form",
            case.own("sdp --format json"),
        ),
        SdpReason::AnswerEmpty => advice(
            Side::Robot,
            "possible: the robot could not make an answer to this offer: try the smallest one",
            case.other_offer("sdp"),
        ),
        SdpReason::Busy => Advice {
            seen: vec!["the robot serves one client at a time, and has one".into()],
            side: Side::Robot,
            why: "close the phone app (in the background too) and other drivers; a client that \
                  crashed holds the slot for up to 45 s"
                .into(),
            next: case.after_the_slot_is_free("sdp"),
        },
        SdpReason::AnswerUnusable => advice(
            Side::Robot,
            "possible: the robot could not serve this offer: try the smallest one",
            case.other_offer("sdp"),
        ),
    }
}
