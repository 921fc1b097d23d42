//! The tracks of a connection, as far as they were asked for, and which packet is of which.

use std::time::Instant;

use super::audio::AudioTrack;
use super::plan::MediaPlan;
use super::track::Codec;
use super::video::VideoTrack;
use crate::facts::MediaTrack;
use crate::stack::sdp::SessionDescription;
use crate::stack::sdp_section::MediaDirection;
use crate::stack::srtp::Media;
use crate::text::redact::printable;

/// A hostile answer may name any number, and with any name.
const MAX_CODECS: usize = 16;
const MAX_NAME: usize = 24;

pub(crate) struct MediaBook {
    pub(super) video: Option<VideoTrack>,
    pub(super) audio: Option<AudioTrack>,
}

impl MediaBook {
    /// By the robot's answer.
    pub(in crate::stages) fn new(plan: &MediaPlan, answer: &str) -> Self {
        let answer = SessionDescription::parse(answer).unwrap_or_default();
        let video = || VideoTrack::new(promised(&answer, "video"), plan.picture.clone());
        let audio = || AudioTrack::new(promised(&answer, "audio"));
        Self { video: plan.video.then(video), audio: plan.audio.then(audio) }
    }

    pub(in crate::stages) fn take(&mut self, at: Instant, media: &Media) {
        let Media::Rtp(packet) = media else { return };
        let video = self.video.as_mut().is_some_and(|track| track.take(at, packet));
        if let (false, Some(audio)) = (video, &mut self.audio) {
            audio.take(at, packet);
        }
    }

    /// See [`VideoTrack::look`].
    pub(in crate::stages) fn look(&mut self, now: Instant) -> Option<u32> {
        self.video.as_mut()?.look(now)
    }

    /// See [`VideoTrack::end`].
    pub(in crate::stages) fn end(&mut self) {
        self.video.iter_mut().for_each(VideoTrack::end);
    }

    /// Whether a packet of any track came.
    pub(super) fn came(&self) -> bool {
        self.video.as_ref().is_some_and(VideoTrack::came)
            || self.audio.as_ref().is_some_and(AudioTrack::came)
    }

    pub(super) fn is_settled(&self, now: Instant) -> bool {
        self.video.as_ref().is_none_or(|track| track.is_settled(now))
            && self.audio.as_ref().is_none_or(|track| track.is_settled(now))
    }

    pub(super) fn facts(&self, started: Option<Instant>, refused: Option<u64>) -> Vec<MediaTrack> {
        let video = self.video.as_ref().map(|track| track.facts(started, refused));
        let audio = self.audio.as_ref().map(|track| track.facts(started, refused));
        video.into_iter().chain(audio).collect()
    }
}

/// The codecs by which the answer promises to send that kind; none where it does not.
fn promised(answer: &SessionDescription, kind: &str) -> Vec<Codec> {
    let sends = [MediaDirection::SendOnly, MediaDirection::SendRecv];
    let sections = answer.sections.iter().filter(|section| {
        let direction = section.direction.unwrap_or(MediaDirection::SendRecv);
        section.kind == kind && section.port != Some(0) && sends.contains(&direction)
    });
    let codecs = sections.flat_map(|section| {
        section.formats.iter().filter_map(|format| {
            let rtpmap = section.format_attribute("rtpmap", format)?;
            let name = rtpmap.split('/').next().filter(|name| !name.is_empty())?;
            let payload_type = format.parse().ok().filter(|number| *number < 128)?;
            Some(Codec { payload_type, name: printable(name, MAX_NAME) })
        })
    });
    codecs.take(MAX_CODECS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = include_str!("../../../tests/fixtures/robot-answer.sdp");

    fn promised_by(answer: &str, kind: &str) -> Vec<(u8, String)> {
        let answer = SessionDescription::parse(answer).expect("an answer");
        promised(&answer, kind).into_iter().map(|it| (it.payload_type, it.name)).collect()
    }

    #[test]
    fn the_robots_answer_promises_picture_and_sound() {
        assert_eq!(promised_by(ANSWER, "video"), [(102, "H264".to_owned())]);
        assert_eq!(promised_by(ANSWER, "audio"), [(111, "opus".to_owned())]);
        assert_eq!(promised_by(&ANSWER.replace("sendonly", "inactive"), "video"), []);
    }

    #[test]
    fn a_hostile_answer_promises_a_bounded_number_of_bounded_names() {
        let types: Vec<String> = (96..126).map(|it| format!("{it}")).collect();
        let maps =
            types.iter().map(|it| format!("a=rtpmap:{it} {}/90000\n", "\u{1b}[2J".repeat(99)));
        let answer = format!("v=0\nm=video 9 X {}\n{}", types.join(" "), maps.collect::<String>());
        let promised = promised_by(&answer, "video");
        assert_eq!(promised.len(), MAX_CODECS);
        assert!(promised.iter().all(|(_, name)| name.len() <= 200 && !name.contains('\u{1b}')));
    }
}
