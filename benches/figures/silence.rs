//! How far past its deadline a stage goes when the robot falls silent.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use crate::Measured;
use crate::doctor::{Timed, doctor};
use crate::robot::Robot;
use crate::samples::{Samples, ms};
use crate::table::Row;

const RUNS: usize = 3;
const DEADLINE: Duration = Duration::from_secs(2);
/// How far past the deadline a stage may go, ms.
const AIM: f64 = 300.0;

/// A stage, the command that ends there, and the fault that silences it.
#[derive(Clone, Copy)]
struct Silence {
    stage: &'static str,
    command: &'static str,
    fault: Option<&'static str>,
}

const fn silence_of(stage: &'static str, command: &'static str, fault: &'static str) -> Silence {
    Silence { stage, command, fault: Some(fault) }
}

const SILENCES: [Silence; 8] = [
    silence_of("http", "probe-http", "con-notify-silent"),
    // The simulated robot always answers an offer; a listener in front of it does not.
    Silence { stage: "sdp", command: "sdp", fault: None },
    silence_of("ice", "ice", "ice-black-hole"),
    silence_of("dtls", "dtls", "dtls-silent"),
    silence_of("sctp", "sctp", "sctp-silent"),
    silence_of("sctp", "sctp", "open-unanswered"),
    silence_of("validation", "validate", "validation-silent"),
    silence_of("flow", "flow", "no-data"),
];

/// Every silence, all at the same time: they only wait.
pub(crate) fn silence() -> Measured<Vec<Row>> {
    let threads = SILENCES.map(|silence| {
        thread::spawn(move || -> Result<Vec<(f64, f64)>, String> {
            let runs = (0..RUNS).map(|_| overshoot(silence).map_err(|error| error.to_string()));
            runs.collect()
        })
    });
    SILENCES
        .iter()
        .zip(threads)
        .map(|(silence, thread)| {
            let runs = thread.join().map_err(|_| "a measurement panicked")?;
            let name =
                format!("silence in {} ({})", silence.stage, silence.fault.unwrap_or("con_ing"));
            Ok(match runs {
                Ok(runs) => row(name, &runs),
                Err(why) => {
                    Row::not_measured(name, Box::<dyn std::error::Error>::from(why).as_ref())
                }
            })
        })
        .collect()
}

fn row(name: String, runs: &[(f64, f64)]) -> Row {
    let past = Samples::new(runs.iter().map(|(past, _)| *past)).max();
    let rest = Samples::new(runs.iter().map(|(_, rest)| *rest)).median();
    let measured =
        format!("{past:.0} ms past the deadline at most ({RUNS} runs), exit {rest:.0} ms later");
    Row::aimed(name, measured, format!("<= {AIM:.0} ms"), past <= AIM)
}

/// How far past the deadline the stage's end was told, and how long the
/// process then took to end, ms: where an answer was accepted it goes on for
/// as long as 2 s, to give the slot back.
fn overshoot(silence: Silence) -> Measured<(f64, f64)> {
    let mut command = doctor(&[silence.command, "--format", "jsonl"]);
    command.args(["--timeout", &DEADLINE.as_secs().to_string()]);
    let robot;
    match silence.fault {
        Some(fault) => {
            command.args(["--robot", &format!("sim:{fault}")]);
        }
        None => {
            robot = Robot::on_loopback(&[])?;
            let port = swallow_offers(robot.signal_port())?;
            command.args(["--robot", "127.0.0.1", "--signal-port", &port.to_string()]);
        }
    }
    let run = Timed::run(command)?;
    let (started, _) = run.event("stage_started", Some(silence.stage))?;
    let finished = run.finished(silence.stage, "fail")?;
    Ok((ms(finished - started) - ms(DEADLINE), ms(run.ended - finished)))
}

/// Stands before a robot: passes con_notify on, never answers an offer.
fn swallow_offers(signal_port: u16) -> Measured<u16> {
    let robot = SocketAddr::from(([127, 0, 0, 1], signal_port));
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        let mut swallowed = Vec::new();
        for mut client in listener.incoming().map_while(Result::ok) {
            let mut head = [0; 4096];
            let Ok(length) = client.read(&mut head) else { continue };
            if head[..length].starts_with(b"POST /con_notify") {
                let _ = pass_on(&head[..length], &mut client, robot);
            } else if length > 0 {
                swallowed.push(client);
            }
        }
    });
    Ok(port)
}

/// con_notify has no body: what was read is all of the request.
fn pass_on(request: &[u8], client: &mut TcpStream, robot: SocketAddr) -> std::io::Result<()> {
    let mut robot = TcpStream::connect(robot)?;
    robot.write_all(request)?;
    std::io::copy(&mut robot, client)?;
    client.shutdown(Shutdown::Both)
}
