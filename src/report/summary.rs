//! The decisive fact of a stage, in a few words: the `summary` of every report.

mod channel;
mod connection;
mod host;
mod media;
mod signalling;

use crate::facts::StageFacts;
use crate::facts::outcome::{Slot, StageOutcome, Status};
use crate::facts::remark::Remark;
use crate::facts::skip_reason::SkipReason;
use crate::robot::firmware::FirmwareRange;
use crate::text::format::printable;
use crate::text::phrase::{Phrase, phrase};

pub fn summary(stage: &StageOutcome) -> Phrase {
    let remark = stage.remark.as_ref().map(Remark::phrase);
    match stage.status {
        Status::Skip => match &stage.skip_reason {
            Some(reason) => phrase!("skipped: {}", "略過：{}", skip_phrase(reason)),
            None => phrase!("skipped", "略過"),
        },
        Status::Crash => {
            let trace = remark.unwrap_or_else(|| phrase!("no trace", "沒有線索"));
            defect(&trace)
        }
        Status::Inconclusive => match remark {
            Some(remark) => remark,
            None => phrase!("not judged; so far: {}", "未判定；目前：{}", measured(stage)),
        },
        Status::Warn => match remark {
            Some(remark) => phrase!("{}; {}", "{}；{}", measured(stage), remark),
            None => measured(stage),
        },
        // Where there is one, it says what the facts cannot.
        Status::Fail => remark.unwrap_or_else(|| measured(stage)),
        Status::Pass => measured(stage),
    }
}

pub(super) fn defect(trace: &Phrase) -> Phrase {
    phrase!("a defect in go2doctor itself: {}", "go2doctor 本身的缺陷：{}", *trace)
}

/// Why a stage was skipped, for people; a report's `skip_reason` is English whatever the language.
pub fn skip_phrase(reason: &SkipReason) -> Phrase {
    match reason {
        SkipReason::NotRequested => phrase!("{reason}", "未要求"),
        SkipReason::Failed(stage) => phrase!("{reason}", "{stage} 失敗"),
        SkipReason::Crashed(stage) => phrase!("{reason}", "{stage} 發生內部錯誤"),
        SkipReason::Inconclusive(stage) => phrase!("{reason}", "{stage} 無法判定"),
        SkipReason::NotSeen => phrase!("{reason}", "未見"),
        SkipReason::Other(text) => Phrase::same(printable(text)),
    }
}

pub fn firmware_phrase(range: FirmwareRange) -> Phrase {
    match range {
        FirmwareRange::Before(limit) => phrase!("{range}", "{limit} 以前"),
        FirmwareRange::Between(first, last) => phrase!("{range}", "{first} 到 {last}"),
        FirmwareRange::Since(first) => phrase!("{range}", "{first} 以後"),
    }
}

pub fn measured(stage: &StageOutcome) -> Phrase {
    let passed = stage.status.passed();
    // The log of a driver tells that a stage was passed, and often nothing else of it.
    if passed && stage.facts == StageFacts::unknown(stage.stage()) {
        return phrase!("no details known", "沒有更多資訊");
    }
    match &stage.facts {
        StageFacts::Host { evidence, .. } => host::host(evidence),
        StageFacts::Ping { evidence, .. } => signalling::ping(evidence),
        StageFacts::Http { evidence, .. } => signalling::http(evidence, passed),
        StageFacts::Sdp { timings, evidence } => signalling::sdp(timings, evidence, passed),
        StageFacts::Ice { timings, evidence } => connection::ice(timings, evidence),
        StageFacts::Dtls { timings, evidence } => connection::dtls(timings, evidence, passed),
        StageFacts::Sctp { timings, evidence } => connection::sctp(timings, evidence, passed),
        StageFacts::Validation { timings, evidence } => channel::validation(timings, evidence),
        StageFacts::Flow { timings, evidence } => channel::flow(timings, evidence),
    }
}

/// How the robot's slot was left, where the run did not release it.
pub fn slot_remark(slot: Slot) -> Option<Phrase> {
    match slot {
        Slot::Untouched | Slot::Released => None,
        Slot::HeldBriefly => Some(phrase!(
            "the robot's slot stays taken for about 10 s",
            "機器人的連線名額約 10 秒後才會釋出"
        )),
        Slot::EndedByRobot => Some(phrase!(
            "the robot ended this session itself and frees its slot within seconds",
            "機器人自行結束了這次連線，幾秒內就會釋出它的名額"
        )),
        Slot::HeldLong => Some(phrase!(
            "the robot's slot may stay taken for up to 46 s",
            "機器人的連線名額最長可能還會被佔用 46 秒"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::outcome::StageEnd;
    use crate::facts::{
        FlowEvidence, FlowTimings, LinkState, MediaKind, MediaTrack, Roaming, RtpEvidence, Stage,
        WifiWatched,
    };
    use crate::report::fixtures;
    use crate::robot::con_notify::Data2;
    use crate::robot::firmware::Signals;
    use crate::text::language::Language;

    #[test]
    fn a_healthy_run_in_one_line_a_stage() {
        let run = fixtures::healthy();
        let lines: Vec<_> = run
            .stages
            .iter()
            .map(|stage| format!("{}: {}", stage.stage(), summary(stage).get(Language::English)))
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @"
        host: aiortc 1.9.0, from 192.168.12.222 (wlan0)
        ping: 4 of 4 answered, 3.1 ms on average
        http: con_notify answered, data2 2 (static key)
        sdp: answered in 41.0 ms, setup active, 1 candidate
        ice: 192.168.12.222:50412 -> 192.168.12.1:41234
        dtls: DTLS 1.2, certificate matches (KVS-WebRTC-Client)
        sctp: association 3.1 ms, channel 1.5 ms (first message)
        validation: Validation Ok. after 2.3 ms
        flow: lowstate at 2.0 Hz, request answered in 2.4 ms
        ");
    }

    #[test]
    fn a_failure_in_one_line_whatever_the_stage() {
        let lines: Vec<_> = fixtures::failures()
            .iter()
            .map(|(name, run)| {
                let stage = run.stages.iter().find(|stage| stage.status == Status::Fail);
                format!(
                    "{name}: {}",
                    summary(stage.expect("one stage failed")).get(Language::English)
                )
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @"
        sctp silent: INIT sent 9 times, no answer
        http ConnRefused: port 9991 refused, port 8081 refused
        http NoResponse: port 9991 silent, port 8081 silent
        http HostUnreachable: no route to the host (host unreachable)
        http NetUnreachable: no route to the network (network unreachable)
        http NameNotResolved: the name has no address
        http ClosedWithoutAnswer: the connection was closed without an answer
        http HttpStatus: con_notify was answered with HTTP status 404
        http BodyTooLarge: the answer is larger than 1 MiB
        http NotBase64: the answer is not base64
        http NotJson: the answer is not the JSON of con_notify
        http UnknownData2: data2 is none of 1, 2 and 3
        sdp AesKeyMissing: data2 is 3: this robot's own AES key is needed
        sdp AesKeyRejected: the AES key does not open this robot's blob
        sdp BlobUndecipherable: the static key does not open the blob
        sdp RsaKeyBad: the blob holds no readable RSA key
        sdp PathBad: the path for the offer cannot be computed
        sdp NoAnswer: the offer was not answered
        sdp HttpStatus: the offer was answered with HTTP status 500
        sdp AnswerUndecipherable: the answer does not decrypt
        sdp AnswerNotJson: the answer is not the JSON of con_ing
        sdp AnswerEmpty: the answer contains no SDP
        sdp Busy: rejected: its one slot is taken
        sdp AnswerUnusable: unusable answer: application-rejected
        ice black hole: 97 checks sent, no answer
        ice refused: 97 checks sent, refused with 401
        ice one way: 97 checks sent, no answer
        ice not nominated: 97 checks sent, answered, none nominated
        ice no candidate: the answer has no candidate
        dtls silent: the robot sent no ClientHello
        dtls unfinished: 6 ClientHellos from the robot, handshake not finished
        dtls alert: the robot refused: alert protocol_version
        dtls fingerprint: the certificate is not the one that the answer announced
        sctp media only: INIT sent 9 times, no answer
        sctp own init: INIT sent 9 times, no answer but the robot's own INIT
        sctp abort: the robot aborted: User-Initiated Abort
        sctp cookie: INIT-ACK came, but the COOKIE-ECHO is not answered
        sctp open: association up, but the OPEN of the channel is not answered
        validation silent: the robot sent no challenge
        validation refused: challenge answered 3 times, refused: Validation Needed.
        validation unanswered: challenge answered 3 times, no Validation Ok.
        flow no data: no message within 5.0 s; STUN is answered
        flow silent: data stopped within 5.0 s; STUN still answered
        flow consent: the link died within 5.0 s: STUN is no longer answered
        flow closed: the robot closed the link within 5.0 s
        ping silent: 4 echo requests sent, no answer
        ");
    }

    #[test]
    fn a_stage_that_passed_unmeasured_is_not_described_as_a_failure() {
        for stage in Stage::ALL {
            let passed = StageOutcome {
                status: Status::Pass,
                ..StageOutcome::skipped(stage, SkipReason::NotRequested)
            };
            assert_eq!(summary(&passed).get(Language::English), "no details known", "{stage}");
        }
    }

    #[test]
    fn of_media_that_could_not_come_nothing_is_told() {
        let silent = MediaTrack {
            kind: MediaKind::Video,
            negotiated: Some(true),
            codec: Some("H264".into()),
            rtp: Some(RtpEvidence { refused: Some(0), ..RtpEvidence::default() }),
            video: None,
            audio: None,
            lidar: None,
        };
        for (link, window_s, is_told) in [
            (LinkState::Up, 15.0, true),
            (LinkState::Up, 2.0, false),
            (LinkState::ConsentLost, 15.0, false),
            (LinkState::ClosedByPeer, 0.0, false),
        ] {
            let evidence = FlowEvidence {
                link: Some(link),
                window_s: Some(window_s),
                media: Some(vec![silent.clone()]),
                ..FlowEvidence::default()
            };
            let facts = StageFacts::Flow { timings: FlowTimings::default(), evidence };
            let end = StageEnd { status: Status::Fail, remark: None };
            let told = summary(&StageOutcome::ended(end, 0.0, 0.0, facts));
            let told = told.get(Language::English);
            assert_eq!(told.contains("nothing came"), is_told, "{link:?} {window_s}: {told}");
        }
    }

    #[test]
    fn a_changed_access_point_stands_in_the_row_of_flow() {
        for (changes, told) in [(None, false), (Some(0), false), (Some(3), true)] {
            let change = Roaming { after_ms: 0.0, before_ms: 5000.0, other_network: None };
            let roamed = changes.map(|count| vec![change; count]);
            let wifi = Some(WifiWatched { readings: 4, roamed, ..WifiWatched::default() });
            let evidence = FlowEvidence { wifi, ..fixtures::flow() };
            let facts = StageFacts::Flow { timings: FlowTimings::default(), evidence };
            let told_of = summary(&StageOutcome::ended(StageEnd::pass(), 0.0, 0.0, facts));
            let text = told_of.get(Language::English);
            assert_eq!(text.contains("access point changed 3 times"), told, "{text}");
        }
    }

    #[test]
    fn every_summary_is_in_the_language_that_was_asked_for() {
        let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        for (name, run) in fixtures::failures() {
            let stage = run.stages.iter().find(|stage| stage.status == Status::Fail);
            let stage = stage.expect("one stage failed");
            let summary = summary(stage);
            let text = summary.get(Language::Taiwan);
            assert!(chinese(text), "{name}: {text}");
            let text = summary.get(Language::English);
            assert!(text.is_ascii(), "{name}: {text}");
        }
    }

    #[test]
    fn a_skip_reason_of_the_contract_is_read_to_people_in_their_language() {
        let cases = [
            ("sctp failed", "sctp 失敗"),
            ("ice was inconclusive", "ice 無法判定"),
            ("dtls crashed", "dtls 發生內部錯誤"),
            ("not requested", "未要求"),
            ("something\u{1b}else", "something\\u{1b}else"),
        ];
        for (reason, expected) in cases {
            let phrase = skip_phrase(&SkipReason::from(reason.to_owned()));
            assert_eq!(phrase.get(Language::Taiwan), expected);
            assert_eq!(phrase.get(Language::English), printable(reason));
        }
    }

    #[test]
    fn the_range_of_firmware_is_said_in_both_languages() {
        let words = [
            (Signals::Legacy, "before 1.1.1", "1.1.1 以前"),
            (Signals::ConNotify(Data2::Plain), "1.1.1 to 1.1.7", "1.1.1 到 1.1.7"),
            (Signals::ConNotify(Data2::DeviceKey), "1.1.15 or later", "1.1.15 以後"),
        ];
        for (signals, english, taiwan) in words {
            let range = firmware_phrase(FirmwareRange::of(signals));
            assert_eq!(
                (range.get(Language::English), range.get(Language::Taiwan)),
                (english, taiwan)
            );
        }
    }

    #[test]
    fn nothing_measured_is_said_as_such() {
        for stage in Stage::ALL {
            let blank = StageOutcome {
                status: Status::Fail,
                skip_reason: None,
                ..StageOutcome::skipped(stage, SkipReason::NotRequested)
            };
            let summary = summary(&blank);
            for language in Language::ALL {
                let text = summary.get(language);
                assert!(!text.is_empty() && !text.contains('0'), "{stage}: {text}");
            }
        }
    }
}
