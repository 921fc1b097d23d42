//! The decisive fact of a stage, in a few words: the `summary` of every report.

mod channel;
mod connection;
mod signalling;

use super::text::printable;
use crate::evidence::{PortReason, StageFacts};
use crate::stages::outcome::{Slot, StageOutcome, Status};

/// The decisive fact of a stage.
pub fn summary(stage: &StageOutcome) -> String {
    let remark = stage.remark.as_deref().map(printable);
    match stage.status {
        Status::Skip => {
            let reason = stage.skip_reason.as_deref().map(printable);
            reason.map_or_else(|| "skipped".into(), |reason| format!("skipped: {reason}"))
        }
        Status::Crash => {
            format!("a defect in go2doctor itself: {}", remark.as_deref().unwrap_or("no trace"))
        }
        Status::Inconclusive => match remark {
            Some(remark) => remark,
            None => format!("not judged; so far: {}", measured(stage)),
        },
        Status::Warn => match remark {
            Some(remark) => format!("{}; {remark}", measured(stage)),
            None => measured(stage),
        },
        Status::Pass | Status::Fail => measured(stage),
    }
}

/// What is shown of the facts, whatever the status.
pub fn measured(stage: &StageOutcome) -> String {
    let passed = matches!(stage.status, Status::Pass | Status::Warn);
    match &stage.facts {
        StageFacts::Ping { evidence, .. } => signalling::ping(evidence),
        StageFacts::Http { evidence, .. } => signalling::http(evidence, passed),
        StageFacts::Sdp { timings, evidence } => signalling::sdp(timings, evidence, passed),
        StageFacts::Ice { timings, evidence } => connection::ice(timings, evidence),
        StageFacts::Dtls { timings, evidence } => connection::dtls(timings, evidence, passed),
        StageFacts::Sctp { timings, evidence } => connection::sctp(timings, evidence),
        StageFacts::Validation { timings, evidence } => channel::validation(timings, evidence),
        StageFacts::Flow { timings, evidence } => channel::flow(timings, evidence),
    }
}

/// What a run that could not release the robot's slot leaves behind.
pub fn slot_remark(slot: Slot) -> Option<&'static str> {
    match slot {
        Slot::Untouched | Slot::Released => None,
        Slot::HeldBriefly => Some("the robot's slot stays taken for about 10 s"),
        Slot::HeldUnknown => Some("the robot's slot may stay taken until it is restarted"),
    }
}

/// What a port said, in words.
pub fn port_words(reason: PortReason) -> &'static str {
    match reason {
        PortReason::Open => "open",
        PortReason::ConnRefused => "refused",
        PortReason::NoResponse => "silent",
        PortReason::HostUnreachable => "host unreachable",
        PortReason::NetUnreachable => "network unreachable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Stage;
    use crate::report::fixtures;

    #[test]
    fn a_healthy_run_in_one_line_a_stage() {
        let run = fixtures::healthy();
        let lines: Vec<_> = run
            .stages
            .iter()
            .map(|stage| format!("{}: {}", stage.stage(), summary(stage)))
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @"");
    }

    #[test]
    fn a_failure_in_one_line_whatever_the_stage() {
        let lines: Vec<_> = fixtures::failures()
            .iter()
            .map(|(name, run)| {
                let stage = run.stages.iter().find(|stage| stage.status == Status::Fail);
                format!("{name}: {}", summary(stage.expect("one stage failed")))
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @"");
    }

    #[test]
    fn nothing_measured_is_said_as_such() {
        for stage in Stage::ALL {
            let blank = StageOutcome {
                status: Status::Fail,
                skip_reason: None,
                ..StageOutcome::skipped(stage, "")
            };
            let text = summary(&blank);
            assert!(!text.is_empty() && !text.contains('0'), "{stage}: {text}");
        }
    }
}
