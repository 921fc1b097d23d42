//! Round trips from the start of the process to `Validation Ok.`
//!
//! The same run over a path of 0 ms and one of 50 ms, alternately: what the second takes longer,
//! divided by the round trip, is how often something was waited for from the other side.

use crate::Measured;
use crate::doctor::{BINARY, Timed, defaults};
use crate::path::{FAR, Path};
use crate::robot::Robot;
use crate::samples::{Samples, ms};
use crate::table::Row;

const PAIRS: usize = 10;

/// One way, ms.
const DELAY: u32 = 25;

/// Timers and the machine's own hesitation may add so much of a round trip, in
/// all and in each stage.
const TOLERANCE: f64 = 0.5;

/// The round trips that the protocols need, stage by stage.
const NEEDED: [(&str, u8, &str); 6] = [
    ("http", 2, "TCP connect, which is the port probe, and con_notify"),
    ("sdp", 2, "TCP connect and con_ing"),
    ("ice", 2, "check; nomination"),
    // The robot's ClientHello travels with its answer to the nomination.
    ("dtls", 2, "HelloVerifyRequest; ServerHello to the client's Finished"),
    ("sctp", 3, "INIT; COOKIE-ECHO; OPEN to the challenge"),
    ("validation", 1, "answer to `Validation Ok.`"),
];

/// One run over the path, ms.
struct Climb {
    validated: f64,
    stages: [f64; NEEDED.len()],
}

/// Round trips in all and stage by stage.
pub(crate) fn round_trips() -> Measured<Vec<Row>> {
    let mut path = Path::new()?;
    let (mut near, mut far) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        path.delay(0)?;
        near.push(climb(&path)?);
        path.delay(DELAY)?;
        far.push(climb(&path)?);
    }
    let longer = |of: &dyn Fn(&Climb) -> f64| {
        Samples::new(far.iter().map(of)).median() - Samples::new(near.iter().map(of)).median()
    };
    let row = |name: String, longer: f64, needed: u8| {
        let used = longer / f64::from(2 * DELAY);
        let met = used <= f64::from(needed) + TOLERANCE;
        Row::aimed(name, format!("{used:.1}"), needed.to_string(), met)
    };
    let whole = Samples::new(far.iter().map(|climb| climb.validated));
    let mut rows = vec![
        Row::shown(
            format!("start to `Validation Ok.` over a round trip of {} ms", 2 * DELAY),
            whole.describe(),
        ),
        row(
            "round trips used, start to `Validation Ok.`".into(),
            longer(&|climb| climb.validated),
            NEEDED.iter().map(|(_, needed, _)| needed).sum(),
        ),
    ];
    for (index, (stage, needed, what)) in NEEDED.into_iter().enumerate() {
        let longer = longer(&|climb| climb.stages[index]);
        rows.push(row(format!("- {stage}: {what}"), longer, needed));
    }
    Ok(rows)
}

fn climb(path: &Path) -> Measured<Climb> {
    let mut robot = path.far(BINARY);
    robot.args(["simulate", "--listen", &format!("{FAR}:9991")]);
    // A pause of 5 ms instead of 100. Held times shrink too: a client without ICE still keeps the
    // slot for 0.5 s, which is more than ICE takes.
    robot.args(["--time-scale", "0.05"]);
    let _robot = Robot::start(robot)?;
    let mut doctor = path.near(BINARY);
    doctor.args(["validate", "--robot", FAR, "--format", "jsonl"]);
    defaults(&mut doctor);
    let run = Timed::run(doctor)?;
    let validated = ms(run.finished("validation", "pass")?);
    let mut stages = [0.0; NEEDED.len()];
    for (took, (stage, ..)) in stages.iter_mut().zip(NEEDED) {
        *took = run.stage(stage)?["duration_ms"].as_f64().ok_or("a stage did not run")?;
    }
    Ok(Climb { validated, stages })
}
