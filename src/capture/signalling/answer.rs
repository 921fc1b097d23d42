//! What an answer says, as far as it is readable from outside.
//!
//! con_notify's is in clear but for its blob. Offer and answer of `/con_ing_…` are encrypted for the
//! two alone: their lengths are all there is. Those of `/offer` are in clear.

use std::time::Instant;

use super::exchange::{Exchange, Path};
use super::stream::KEPT;
use crate::facts::{BrokenAnswer, HttpReason, SdpReason};
use crate::net::head::{self, Framing, Head};
use crate::robot::con_ing::AnswerError;
use crate::robot::con_notify::{ConNotify, NotifyError};
use crate::robot::firmware::{FirmwareRange, Signals};
use crate::robot::legacy;
use crate::stack::sdp::SessionDescription;

/// An encrypted answer with a session description is longer, and one that only says `reject` is
/// shorter: a description has more than a KiB (observed), and `reject` makes one block of 64 bytes.
const DESCRIPTION_BYTES: usize = 400;

/// The body of a whole answer, or why there is none.
#[derive(Debug)]
pub(in crate::capture) enum Body {
    Whole(u16, Vec<u8>),
    /// Status 200 came, and not all of the body.
    Broken(BrokenAnswer),
    /// Nothing came, and the robot closed the connection.
    Closed,
    /// Nothing came, or not all of it yet.
    Waiting,
    /// What there was is not all in the capture.
    Unreadable(u16),
}

/// What one exchange came to.
#[derive(Debug, Default)]
pub(in crate::capture) struct Read {
    pub status: Option<u16>,
    pub http: Option<HttpReason>,
    pub sdp: Option<SdpReason>,
    pub broken: Option<BrokenAnswer>,
    pub data2: Option<u8>,
    pub firmware: Option<FirmwareRange>,
    /// Nothing came, and the robot closed the connection.
    pub closed: bool,
    /// Whether it is what the next rung needs.
    pub good: bool,
    pub body_bytes: Option<usize>,
    pub answer: Option<SessionDescription>,
}

fn body(exchange: &Exchange) -> Body {
    let bytes = &exchange.answered.bytes;
    if bytes.is_empty() {
        // A robot that closes after the driver gave up has not closed on its request.
        let gave_up = exchange.closed_by_driver;
        let closed =
            exchange.closed_by_robot.filter(|at| gave_up.is_none_or(|gave_up| *at <= gave_up));
        return match closed.filter(|_| exchange.request.is_some()) {
            Some(_) => Body::Closed,
            None => Body::Waiting,
        };
    }
    let Head { status, framing, length } = match head::parse(bytes) {
        Ok(Some(head)) => head,
        Ok(None) if exchange.closed_by_robot.is_none() => return Body::Waiting,
        _ => return Body::Broken(BrokenAnswer::NotHttp),
    };
    let rest = &bytes[length..];
    let ended = exchange.closed_by_robot.is_some();
    if exchange.answered.has_gap() || exchange.answered.length() > KEPT as u64 {
        return Body::Unreadable(status);
    }
    let whole = match framing {
        Framing::Length(wanted) => {
            usize::try_from(wanted).ok().and_then(|wanted| rest.get(..wanted)).map(<[u8]>::to_vec)
        }
        Framing::Chunked => match head::unchunked(rest) {
            Ok(whole) => whole,
            Err(_) => return Body::Broken(BrokenAnswer::BadChunks),
        },
        Framing::Close => ended.then(|| rest.to_vec()),
    };
    match whole {
        Some(whole) => Body::Whole(status, whole),
        None if ended => Body::Broken(BrokenAnswer::CutShort),
        None => Body::Waiting,
    }
}

/// Reads an exchange; one that nobody answered by `end`, long after its request, was not answered.
pub(in crate::capture) fn read(exchange: &Exchange, end: Instant, deadline_s: f64) -> Read {
    let silent = exchange.request.is_some_and(|asked| {
        end.saturating_duration_since(asked).as_secs_f64() >= deadline_s
            || exchange.closed_by_driver.is_some()
    });
    let failed = |http, sdp| Read { http: Some(http), sdp: Some(sdp), ..Read::default() };
    let (status, body) = match body(exchange) {
        Body::Whole(200, body) => (200, body),
        Body::Whole(status, _) => {
            let read = failed(HttpReason::HttpStatus, SdpReason::HttpStatus);
            return Read { status: Some(status), ..read };
        }
        Body::Unreadable(status) => {
            return Read { status: Some(status), good: status == 200, ..Read::default() };
        }
        Body::Broken(broken) => {
            return Read { broken: Some(broken), ..failed(broken.reason(), SdpReason::NoAnswer) };
        }
        Body::Closed => {
            let read = failed(HttpReason::ClosedWithoutAnswer, SdpReason::NoAnswer);
            return Read { closed: true, ..read };
        }
        Body::Waiting if silent => return failed(HttpReason::NoResponse, SdpReason::NoAnswer),
        Body::Waiting => return Read::default(),
    };
    let whole = Read { status: Some(status), body_bytes: Some(body.len()), ..Read::default() };
    match exchange.path() {
        Some(Path::ConNotify) => con_notify(&body, whole),
        Some(Path::ConIng) => con_ing(&body, whole),
        Some(Path::Offer) => legacy_answer(&body, whole),
        Some(Path::Other) | None => whole,
    }
}

fn con_notify(body: &[u8], read: Read) -> Read {
    match ConNotify::parse(body) {
        Ok(notify) => Read {
            good: true,
            data2: Some(notify.data2.number()),
            firmware: Some(FirmwareRange::of(Signals::ConNotify(notify.data2))),
            ..read
        },
        Err(error) => {
            let reason = match error {
                NotifyError::NotBase64 => HttpReason::NotBase64,
                NotifyError::NotJson => HttpReason::NotJson,
                NotifyError::UnknownData2(_) => HttpReason::UnknownData2,
            };
            Read { http: Some(reason), ..read }
        }
    }
}

fn con_ing(body: &[u8], read: Read) -> Read {
    let sdp = match body.trim_ascii().len() {
        0 => Some(SdpReason::AnswerEmpty),
        1..DESCRIPTION_BYTES => Some(SdpReason::Busy),
        _ => None,
    };
    Read { sdp, good: sdp.is_none(), ..read }
}

fn legacy_answer(body: &[u8], read: Read) -> Read {
    let read = Read { firmware: Some(FirmwareRange::of(Signals::Legacy)), ..read };
    match legacy::read_answer(body) {
        Ok(answer) => match SessionDescription::parse(&answer.sdp) {
            Ok(answer) => Read { good: true, answer: Some(answer), ..read },
            Err(_) => Read { sdp: Some(SdpReason::AnswerUnusable), ..read },
        },
        Err(error) => {
            let reason = match error {
                AnswerError::Busy => SdpReason::Busy,
                AnswerError::Empty => SdpReason::AnswerEmpty,
                AnswerError::NotJson | AnswerError::Undecipherable => SdpReason::AnswerNotJson,
            };
            Read { sdp: Some(reason), ..read }
        }
    }
}

/// The offer of an exchange of older firmware, which is in clear.
pub(in crate::capture) fn offer_of(exchange: &Exchange) -> Option<SessionDescription> {
    let bytes = &exchange.asked.bytes;
    let body = bytes.windows(4).position(|end| end == b"\r\n\r\n").map(|at| &bytes[at + 4..])?;
    SessionDescription::parse(&legacy::read_request(body)?.sdp).ok()
}
