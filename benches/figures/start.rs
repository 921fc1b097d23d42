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

/// The start, and how much of it the robot takes: its pause before its ClientHello, and its RSA.
pub(crate) fn start() -> Measured<Vec<Row>> {
    let rsa = decryption()?;
    let (mut whole, mut waited, mut ours, mut exits) = (vec![], vec![], vec![], vec![]);
    for _ in 0..RUNS {
        let start = validate(1.0)?;
        whole.push(start.validated);
        waited.push(start.client_hello);
        ours.push(start.validated - start.client_hello - rsa.median());
        exits.push(start.ended - start.validated);
    }
    let [whole, waited, ours, exits] = [whole, waited, ours, exits].map(Samples::new);
    let met = ours.median() < 10.0;
    Ok(vec![
        Row::shown("start to `Validation Ok.`, loopback", whole.describe()),
        Row::shown("- of that, the robot's pause before its ClientHello", waited.describe()),
        Row::shown("- of that, the robot's RSA decryption of our key", rsa.describe()),
        Row::aimed("- ours: the rest", ours.describe(), "< 10 ms", met),
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

/// One start of ours, ms from just before the process was created.
pub(crate) struct Start {
    pub validated: f64,
    /// The process has ended.
    pub ended: f64,
    /// How long it waited for the robot's ClientHello, as it measured that itself.
    client_hello: f64,
}

/// Starts ours against a robot just started, its pauses multiplied by `time_scale`.
pub(crate) fn validate(time_scale: f64) -> Measured<Start> {
    let robot = Robot::on_loopback(&["--time-scale", &time_scale.to_string()])?;
    let mut command = doctor(&["validate", "--robot", "127.0.0.1", "--format", "jsonl"]);
    command.args(["--signal-port", &robot.signal_port().to_string()]);
    let run = Timed::run(command)?;
    let waited = &run.stage("dtls")?["timings"]["first_flight_in_ms"];
    Ok(Start {
        validated: ms(run.finished("validation", "pass")?),
        ended: ms(run.ended),
        client_hello: waited.as_f64().ok_or("nobody waited for a ClientHello")?,
    })
}
