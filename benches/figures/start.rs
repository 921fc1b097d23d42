//! From the start of the process to `Validation Ok.`, on loopback.

use crate::Measured;
use crate::doctor::{Timed, doctor};
use crate::robot::Robot;
use crate::samples::{Samples, ms};
use crate::table::Row;

const RUNS: usize = 40;

/// The start, and how much of it the robot takes: it decrypts our key, and pauses before its
/// ClientHello.
pub(crate) fn start() -> Measured<Vec<Row>> {
    let (mut whole, mut answers, mut pauses, mut ours, mut exits) =
        (vec![], vec![], vec![], vec![], vec![]);
    for _ in 0..RUNS {
        let start = validate(1.0)?;
        whole.push(start.validated);
        answers.push(start.answer);
        pauses.push(start.client_hello);
        ours.push(start.validated - start.answer - start.client_hello);
        exits.push(start.ended - start.validated);
    }
    let [whole, answers, pauses, ours, exits] =
        [whole, answers, pauses, ours, exits].map(Samples::new);
    let met = ours.median() < 10.0;
    Ok(vec![
        Row::shown("start to `Validation Ok.`, loopback", whole.describe()),
        Row::shown("- of that, until the robot answers the offer", answers.describe()),
        Row::shown("- of that, the robot's pause before its ClientHello", pauses.describe()),
        Row::aimed("- ours: the rest", ours.describe(), "< 10 ms", met),
        Row::shown("- then to the end of the process, slot released", exits.describe()),
    ])
}

/// One start of ours, ms from just before the process was created.
pub(crate) struct Start {
    pub validated: f64,
    /// The process has ended.
    pub ended: f64,
    /// How long it waited for the answer to its offer, and for the robot's ClientHello, as it
    /// measured that itself.
    answer: f64,
    client_hello: f64,
}

/// Starts ours against a robot just started, its pauses multiplied by `time_scale`.
pub(crate) fn validate(time_scale: f64) -> Measured<Start> {
    let robot = Robot::on_loopback(&["--time-scale", &time_scale.to_string()])?;
    let mut command = doctor(&["validate", "--robot", "127.0.0.1", "--format", "jsonl"]);
    command.args(["--signal-port", &robot.signal_port().to_string()]);
    let run = Timed::run(command)?;
    let waited = |stage, timing: &str| -> Measured<f64> {
        let waited = &run.stage(stage)?["timings"][timing];
        Ok(waited.as_f64().ok_or_else(|| format!("{stage} has no {timing}"))?)
    };
    Ok(Start {
        validated: ms(run.finished("validation", "pass")?),
        ended: ms(run.ended),
        answer: waited("sdp", "con_ing_ms")?,
        client_hello: waited("dtls", "first_flight_in_ms")?,
    })
}
