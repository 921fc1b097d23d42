//! Figures of the bare program: its size, its start, its quickest verdict.

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::Instant;

use socket2::{Domain, Socket, Type};

use crate::Measured;
use crate::doctor::{BINARY, doctor};
use crate::samples::{Samples, ms};
use crate::table::Row;

/// The program's size on disk.
pub(crate) fn size() -> Measured<Vec<Row>> {
    let megabytes = std::fs::metadata(BINARY)?.len() as f64 / 1e6;
    let measured = format!("{megabytes:.2} MB");
    Ok(vec![Row::aimed("release binary", measured, "< 25 MB", megabytes < 25.0)])
}

/// How long the program takes to do nothing.
pub(crate) fn version() -> Measured<Vec<Row>> {
    let samples = (0..50).map(|_| wall_time(doctor(&["--version"])));
    let samples = Samples::new(samples.collect::<Measured<Vec<f64>>>()?);
    let met = samples.median() < 10.0;
    Ok(vec![Row::aimed("--version", samples.describe(), "< 10 ms", met)])
}

/// How long a whole check of a healthy robot takes, the slot released.
pub(crate) fn check() -> Measured<Vec<Row>> {
    let samples = (0..10).map(|_| wall_time(doctor(&["check", "--robot", "sim"])));
    let samples = Samples::new(samples.collect::<Measured<Vec<f64>>>()?);
    let met = samples.median() < 1200.0;
    let figure = "`check --robot sim`, the whole process";
    Ok(vec![Row::aimed(figure, samples.describe(), "< 1200 ms", met)])
}

/// How long a refused connection takes to be told.
pub(crate) fn refused() -> Measured<Vec<Row>> {
    // Bound and not listening: refused by the kernel, and nobody else's meanwhile.
    let (_signal, signal_port) = closed_port()?;
    let (_legacy, legacy_port) = closed_port()?;
    let (signal_port, legacy_port) = (signal_port.to_string(), legacy_port.to_string());
    let samples = (0..20).map(|_| {
        let mut command = doctor(&["probe-http", "--robot", "127.0.0.1"]);
        command.args(["--signal-port", &signal_port, "--legacy-port", &legacy_port]);
        wall_time(command)
    });
    let samples = Samples::new(samples.collect::<Measured<Vec<f64>>>()?);
    let met = samples.max() <= 150.0;
    let figure = "a refused port is reported (probe-http, the whole process)";
    Ok(vec![Row::aimed(figure, samples.describe(), "<= 150 ms", met)])
}

fn closed_port() -> Measured<(Socket, u16)> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into())?;
    let address = socket.local_addr()?.as_socket().ok_or("no port")?;
    Ok((socket, address.port()))
}

fn wall_time(mut command: Command) -> Measured<f64> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    command.status()?;
    Ok(ms(started.elapsed()))
}
