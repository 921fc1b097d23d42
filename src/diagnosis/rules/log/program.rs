//! Signs of what is wrong with the driver or the program around it.

use super::rated_by;
use crate::diagnosis::case::Case;
use crate::diagnosis::conclusion::Conclusion;
use crate::facts::{LogMark, Stage};

/// A decoder that begins between two key frames complains for so long, ms.
const START_UP_MS: f64 = 5000.0;

pub(super) fn event_loop_closed(_: &Case<'_>, _: &LogMark) -> Option<Conclusion> {
    Some(Conclusion::likely("G2-ENV-ASYNCIO-CLOSED"))
}

pub(super) fn sent_from_thread(_: &Case<'_>, _: &LogMark) -> Option<Conclusion> {
    Some(Conclusion::likely("G2-CTL-THREAD"))
}

pub(super) fn api_not_in_mode(_: &Case<'_>, _: &LogMark) -> Option<Conclusion> {
    Some(Conclusion::likely("G2-CTL-MODE3203"))
}

/// Errors of the first seconds are harmless; a log without stamps does not tell them apart.
pub(super) fn decoder_errors(_: &Case<'_>, mark: &LogMark) -> Option<Conclusion> {
    let lasted = mark.last_at_ms.zip(mark.at_ms).map(|(last, first)| last - first);
    match lasted {
        Some(lasted) if lasted > START_UP_MS => Some(Conclusion::likely("G2-DATA-H264")),
        Some(_) => None,
        None if mark.count > 1 => Some(Conclusion::possible("G2-DATA-H264")),
        None => None,
    }
}

pub(super) fn tab_error(case: &Case<'_>, _: &LogMark) -> Option<Conclusion> {
    Some(rated_by(case, &[Stage::Host], Conclusion::likely("G2-ENV-TABERROR")))
}

/// The search was given up, or only one interface could not take part in it.
pub(super) fn no_device_found(case: &Case<'_>, _: &LogMark) -> Option<Conclusion> {
    Some(rated_by(case, &[Stage::Host], Conclusion::likely("G2-DISC-NOREPLY")))
}
