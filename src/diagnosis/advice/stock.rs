//! Advice where the stock client gets no further: whether our own does is the next question.

use super::{Advice, Case, command_of};
use crate::diagnosis::finding::Side;
use crate::evidence::Stage;
use crate::stages::outcome::StageOutcome;

pub(super) fn advise(case: &Case<'_>, stage: &StageOutcome) -> Advice {
    let (side, why) = match stage.stage() {
        Stage::Sctp => (
            Side::ClientLimit,
            "likely: this robot never acknowledges the OPEN of a channel (DCEP ACK), and a stock \
             stack sends and delivers nothing before it; a driver must not wait for it",
        ),
        _ => (
            Side::Unknown,
            "a stock stack does not say what it missed; go2doctor's own shows every packet",
        ),
    };
    Advice {
        seen: Vec::new(),
        side,
        why: why.into(),
        next: case.invocation.command_with_our_client(command_of(stage.stage())),
    }
}
