//! From the start of the process to `Validation Ok.`, on loopback.

use std::time::Instant;

use go2doctor::robot::private_key::PrivateKey;
use rsa::pkcs8::DecodePublicKey;
use rsa::rand_core::OsRng;
use rsa::{Pkcs1v15Encrypt, RsaPublicKey};

use crate::Measured;
use crate::doctor::{Timed, doctor};
use crate::robot::Robot;
use crate::samples::{Samples, ms};
use crate::table::Row;

const RUNS: usize = 40;

/// How far the robot's pauses are shortened to see the rest. The times for which the slot is held
/// shrink too, so that it must not be much less.
pub(crate) const SHORTENED: f64 = 0.01;

/// What is left of them then, ms: the simulated robot waits 100 ms before its ClientHello, and up to
/// 50 ms for the tick that finds the pair, which is not taken off.
const LEFT: f64 = 1.0;

/// The start with the robot's pauses as they are, and with hardly any.
pub(crate) fn start() -> Measured<Vec<Row>> {
    let (mut full, mut short, mut exits) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (validated, ended) = validate(1.0)?;
        full.push(validated);
        exits.push(ended - validated);
        short.push(validate(SHORTENED)?.0 - LEFT);
    }
    let (full, short, exits) = (Samples::new(full), Samples::new(short), Samples::new(exits));
    let rsa = decryption()?;
    let ours = short.median() - rsa.median();
    Ok(vec![
        Row::shown("start to `Validation Ok.`, loopback", full.describe()),
        Row::shown("- the robot's pauses shortened to a hundredth", short.describe()),
        Row::shown("- of that, the robot's RSA decryption of our key", rsa.describe()),
        Row::aimed("- ours: the difference", format!("{ours:.1} ms"), "< 10 ms", ours < 10.0),
        Row::shown("- then to the end of the process, slot released", exits.describe()),
    ])
}

/// What the simulated robot does once in each start, with its own key, ms.
fn decryption() -> Measured<Samples> {
    let key = PrivateKey::from_pem(include_str!("../../src/simulator/robot_key.pem"))?;
    let public = RsaPublicKey::from_public_key_der(&key.public_der()?);
    let encrypted = public.map(|key| key.encrypt(&mut OsRng, Pkcs1v15Encrypt, &[7; 32]));
    let block = encrypted.map_err(|why| why.to_string())?.map_err(|why| why.to_string())?;
    let mut taken = Vec::new();
    for _ in 0..RUNS {
        let started = Instant::now();
        key.decrypt(&block).ok_or("the key does not decrypt what it encrypted")?;
        taken.push(ms(started.elapsed()));
    }
    Ok(Samples::new(taken))
}

/// One start against a robot just started: until `Validation Ok.`, and until
/// the process ended, ms.
pub(crate) fn validate(time_scale: f64) -> Measured<(f64, f64)> {
    let robot = Robot::on_loopback(&["--time-scale", &time_scale.to_string()])?;
    let mut command = doctor(&["validate", "--robot", "127.0.0.1", "--format", "jsonl"]);
    command.args(["--signal-port", &robot.signal_port().to_string()]);
    let run = Timed::run(command)?;
    Ok((ms(run.finished("validation", "pass")?), ms(run.ended)))
}
