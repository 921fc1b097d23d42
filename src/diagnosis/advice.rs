//! What to make of a run that did not pass: what was seen, whose side it is on,
//! why it may be so, and the one command to run next.

mod channel;
mod dtls;
mod http;
mod ice;
mod ping;
mod sctp;
mod sdp;
mod stock;

use super::finding::Side;
use super::invocation::{Invocation, shell_quoted};
use super::verdict::failed_stage;
use crate::evidence::{Stage, StageFacts};
use crate::stages::outcome::{Client, RunOutcome, StageOutcome, Status};

/// Advice on the stage that a run ended at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What was seen beyond the stage's summary, the most telling first.
    pub seen: Vec<String>,
    /// Whose side it is on, as far as the measurements say.
    pub side: Side,
    /// What it may come from, in one or two sentences.
    pub why: String,
    /// The one command to run next.
    pub next: String,
}

/// The run that advice is given on, and how the user called us.
pub struct Case<'a> {
    run: &'a RunOutcome,
    invocation: &'a Invocation,
}

/// Advice on the first stage that did not pass; `None` when all that ran did.
pub fn advise(run: &RunOutcome, invocation: &Invocation) -> Option<Advice> {
    let stage = blamed(run)?;
    let case = Case { run, invocation };
    Some(match stage.status {
        Status::Crash => case.crashed(stage),
        Status::Inconclusive => case.not_judged(stage),
        _ => case.failed(stage),
    })
}

/// The stage that the run ended at: the failed one, else the one that was not judged.
pub fn blamed(run: &RunOutcome) -> Option<&StageOutcome> {
    let failed = failed_stage(&run.stages);
    let by_status = |status| run.stages.iter().find(move |stage| stage.status == status);
    run.stages
        .iter()
        .find(|stage| Some(stage.stage()) == failed)
        .or_else(|| by_status(Status::Inconclusive))
        .or_else(|| by_status(Status::Fail))
}

impl Case<'_> {
    fn failed(&self, stage: &StageOutcome) -> Advice {
        if self.run.client == Client::Stock && stage.remark.is_some() {
            return stock::advise(self, stage);
        }
        match &stage.facts {
            StageFacts::Host { .. } => host_advice(self),
            StageFacts::Ping { evidence, .. } => ping::advise(self, evidence),
            StageFacts::Http { timings, evidence } => http::advise(self, timings, evidence),
            StageFacts::Sdp { evidence, .. } => sdp::advise(self, evidence),
            StageFacts::Ice { evidence, .. } => ice::advise(self, evidence),
            StageFacts::Dtls { evidence, .. } => dtls::advise(self, evidence),
            StageFacts::Sctp { timings, evidence } => sctp::advise(self, timings, evidence),
            StageFacts::Validation { timings, evidence } => {
                channel::advise_validation(self, timings, evidence)
            }
            StageFacts::Flow { timings, evidence } => channel::advise_flow(self, timings, evidence),
        }
    }

    fn crashed(&self, stage: &StageOutcome) -> Advice {
        let command = command_of(stage.stage());
        Advice {
            seen: Vec::new(),
            side: Side::ClientLimit,
            why: "this is a defect in go2doctor, not in the robot; please report it with the \
                  output of the command below"
                .into(),
            next: self.own(&format!("{command} -vv")),
        }
    }

    fn not_judged(&self, stage: &StageOutcome) -> Advice {
        let (why, next) = if self.run.interrupted {
            (
                "the run was interrupted before this stage came to a result",
                self.own(&self.run.command),
            )
        } else {
            let command = command_of(stage.stage());
            (
                "go2doctor could not measure enough to judge this stage",
                self.own(&format!("{command} -vv")),
            )
        };
        Advice { seen: Vec::new(), side: Side::ClientLimit, why: why.into(), next }
    }

    /// `go2doctor COMMAND` with the user's own options.
    fn own(&self, command: &str) -> String {
        self.invocation.command(command)
    }

    /// The same with the offer that asks for nothing but the data channel; with
    /// the usual one where that was it.
    fn other_offer(&self, command: &str) -> String {
        let other = if self.run.offer == "data-only" { "go2doctor" } else { "data-only" };
        self.invocation.command_with_offer(command, other)
    }

    /// The same once the robot has had time to give up a stale client: its peer
    /// is `disconnected` after 30 s and `failed` 15 s later.
    fn after_the_slot_is_free(&self, command: &str) -> String {
        format!("sleep 45 && {}", self.own(command))
    }

    /// The robot's address, else its name, as one word of a shell.
    fn host(&self) -> String {
        let address = self.run.robot.address.map(|address| address.to_string());
        shell_quoted(&address.unwrap_or_else(|| self.run.robot.host.clone()))
    }

    /// Whether the robot's host answered `ping`, as far as it was measured.
    fn ping_answered(&self) -> Option<bool> {
        let ping = self.run.stages.iter().find(|stage| stage.stage() == Stage::Ping)?;
        match ping.status {
            Status::Pass | Status::Warn => Some(true),
            Status::Fail => Some(false),
            Status::Skip | Status::Inconclusive | Status::Crash => None,
        }
    }

    /// Shows which way packets to the robot take.
    fn show_route(&self) -> String {
        let host = self.host();
        if cfg!(target_os = "macos") {
            format!("route -n get {host}")
        } else {
            format!("ip route get {host}")
        }
    }

    /// Shows which hardware address answers for the robot's.
    fn show_neighbour(&self) -> String {
        let host = self.host();
        if cfg!(target_os = "macos") {
            format!("arp -n {host}")
        } else {
            format!("ip neigh show {host}")
        }
    }

    /// Tells whether datagrams of the size of a DTLS flight arrive unbroken.
    fn ping_large(&self) -> String {
        let host = self.host();
        if cfg!(target_os = "macos") {
            format!("ping -c 4 -D -s 1372 {host}")
        } else {
            format!("ping -c 4 -M do -s 1372 {host}")
        }
    }
}

/// Advice where no address of this machine can reach the robot.
fn host_advice(case: &Case<'_>) -> Advice {
    Advice {
        seen: Vec::new(),
        side: Side::Host,
        why: "no address of this machine can reach the robot".into(),
        next: case.show_route(),
    }
}

/// The subcommand that shows a stage in full detail.
pub fn command_of(stage: Stage) -> &'static str {
    match stage {
        Stage::Http => "probe-http",
        Stage::Validation => "validate",
        other => other.name(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::Parser;

    use super::*;
    use crate::cli::{Cli, Command};
    use crate::report::fixtures;
    use crate::settings;

    fn default_invocation() -> Invocation {
        invocation(&["go2doctor", "check"])
    }

    fn invocation(words: &[&str]) -> Invocation {
        match Cli::try_parse_from(words).expect("a sound command line").command {
            Command::Check(options) => settings::invocation(&options.robot),
            other => panic!("not check: {other:?}"),
        }
    }

    #[test]
    fn every_failure_has_an_entry_of_its_own() {
        let mut whys = BTreeSet::new();
        for (name, run) in fixtures::failures() {
            let advice = advise(&run, &default_invocation()).expect("it failed");
            assert!(!advice.why.is_empty(), "{name}");
            whys.insert(format!("{} {}", advice.why, advice.next));
        }
        // "http not-base64" and "not-json" say the same; so do a missing and a rejected key's commands.
        assert!(whys.len() + 3 >= fixtures::failures().len(), "{whys:#?}");
    }

    #[test]
    fn every_next_step_is_one_command_line() {
        for (name, run) in fixtures::failures() {
            let next = advise(&run, &default_invocation()).expect("it failed").next;
            assert!(
                !next.contains('\n') && !next.contains("  ") && !next.contains('…'),
                "{name}: {next}"
            );
            for call in next.split(" && ").filter(|call| call.starts_with("go2doctor ")) {
                let parsed = Cli::try_parse_from(call.split(' '));
                assert!(parsed.is_ok(), "{name}: {call}: {:?}", parsed.err());
            }
        }
    }

    #[test]
    fn our_own_next_command_keeps_the_options_that_name_the_robot() {
        let typed = [
            "go2doctor",
            "check",
            "--robot",
            "10.0.0.7",
            "--signal-port",
            "9992",
            "--aes-key",
            "0011",
        ];
        let busy = fixtures::failures().into_iter().find(|(name, _)| name == "sdp Busy");
        let next =
            advise(&busy.expect("it is there").1, &invocation(&typed)).expect("it failed").next;
        assert_eq!(
            next,
            "go2doctor sdp --retry-busy --robot 10.0.0.7 --signal-port 9992 --aes-key HEX32"
        );
    }

    #[test]
    fn a_run_that_passed_needs_no_advice() {
        assert_eq!(advise(&fixtures::healthy(), &default_invocation()), None);
    }

    #[test]
    fn an_interrupted_run_is_to_be_repeated() {
        let mut run = fixtures::healthy();
        run.interrupted = true;
        fixtures::stage_mut(&mut run, Stage::Ice).status = Status::Inconclusive;
        let advice = advise(&run, &default_invocation()).expect("it did not finish");
        assert_eq!(advice.next, "go2doctor check");
        assert!(advice.why.contains("interrupted"));
    }

    #[test]
    fn the_unknown_cause_of_a_silent_sctp_stays_unknown() {
        let advice =
            advise(&fixtures::sctp_silent("check"), &default_invocation()).expect("it failed");
        assert_eq!(advice.side, Side::Unknown);
        assert!(advice.why.contains("unknown"), "{}", advice.why);
    }
}
