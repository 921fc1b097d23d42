//! The decisive facts of `validation` and `flow`.

use super::media;
use crate::catalogue::fact_table::access_point_changed;
use crate::facts::{
    FlowEvidence, FlowTimings, LinkState, TopicEvidence, ValidationEvidence, ValidationTimings,
};
use crate::text::format::{duration, printable};
use crate::text::phrase::{Phrase, phrase};

/// The topic that tells whether the robot's state arrives.
const LOWSTATE: &str = "rt/lf/lowstate";

pub(super) fn validation(timings: &ValidationTimings, evidence: &ValidationEvidence) -> Phrase {
    if let Some(ms) = timings.ok_ms {
        return phrase!("Validation Ok. after {}", "{} 後收到 Validation Ok.", duration(ms));
    }
    if timings.challenge_ms.is_none() && evidence.ended.is_some() {
        return phrase!(
            "no challenge, and the robot ended the connection",
            "沒有驗證挑戰，且機器人結束了連線"
        );
    }
    if timings.challenge_ms.is_none() {
        return phrase!("the robot sent no challenge", "機器人沒有送出驗證挑戰");
    }
    let answered = match evidence.answers_sent.filter(|sent| *sent > 0) {
        Some(sent) => {
            let times = Phrase::times(sent.into());
            phrase!("challenge answered {}", "驗證挑戰已回答 {}", times)
        }
        None => phrase!("challenge not answered", "驗證挑戰未回答"),
    };
    if evidence.ended.is_some() {
        return phrase!(
            "{}, then the robot ended the connection",
            "{}，接著機器人結束了連線",
            answered
        );
    }
    match &evidence.last_error {
        Some(error) => phrase!("{}, refused: {}", "{}，被拒絕：{}", answered, printable(error)),
        None => phrase!("{}, no Validation Ok.", "{}，沒有收到 Validation Ok.", answered),
    }
}

pub(super) fn flow(timings: &FlowTimings, evidence: &FlowEvidence) -> Phrase {
    let tracks = evidence.media.iter().flatten();
    let tracks = tracks
        .filter(|track| evidence.misses_media() || !track.condition().is_absence())
        .map(media::track);
    let roamed = evidence.wifi.as_ref().and_then(|wifi| wifi.roamed.as_ref());
    let roamed = roamed.filter(|all| !all.is_empty()).map(|all| access_point_changed(all.len()));
    Phrase::listed(std::iter::once(topics(timings, evidence)).chain(tracks).chain(roamed))
}

fn topics(timings: &FlowTimings, evidence: &FlowEvidence) -> Phrase {
    let within = evidence.window_s;
    let watched = within.map(|seconds| phrase!(" within {:.1} s", "{:.1} s 內", seconds));
    let watched = watched.unwrap_or_default();
    match evidence.link {
        Some(LinkState::ConsentLost) => {
            return phrase!(
                "the link died{}: STUN is no longer answered",
                "{}連線中斷：STUN 不再有回應",
                watched
            );
        }
        Some(LinkState::ClosedByPeer) => {
            return phrase!("the robot closed the link{}", "{}機器人關閉了連線", watched);
        }
        Some(LinkState::Silent) if timings.first_message_ms.is_some() => {
            return phrase!(
                "data stopped{}; STUN still answered",
                "{}資料停止；STUN 仍有回應",
                watched
            );
        }
        Some(LinkState::Silent) => {
            return phrase!("no message{}; STUN is answered", "{}沒有訊息；STUN 有回應", watched);
        }
        Some(LinkState::Up) | None => {}
    }
    let lowstate = evidence.topics.iter().flatten().find(|topic| topic.name == LOWSTATE);
    match lowstate {
        Some(topic) if topic.messages > 0 => {
            let rate = rate(topic);
            match evidence.request.as_ref().map(|request| request.answer_ms) {
                Some(Some(ms)) => phrase!(
                    "{}, request answered in {}",
                    "{}，請求於 {} 內回應",
                    rate,
                    duration(ms)
                ),
                Some(None) => phrase!("{}, request not answered", "{}，請求沒有回應", rate),
                None => rate,
            }
        }
        _ if timings.first_message_ms.is_some() => {
            phrase!("messages, but no lowstate{}", "{}有訊息，但沒有 lowstate", watched)
        }
        _ if within.is_some() => phrase!("no message{}", "{}沒有訊息", watched),
        _ => phrase!("nothing was watched", "沒有監看任何資料"),
    }
}

fn rate(topic: &TopicEvidence) -> Phrase {
    match topic.rate_hz {
        Some(rate) if topic.messages == 2 => {
            let apart = duration(1e3 / rate);
            phrase!("2 lowstates, {apart} apart", "收到 2 則 lowstate，相隔 {apart}")
        }
        Some(rate) => phrase!("lowstate at {:.1} Hz", "lowstate {:.1} Hz", rate),
        None => phrase!("lowstate arrives", "收到 lowstate"),
    }
}
