//! What a connection pays for passing the relay of `proxy`.
//!
//! `cargo bench --bench relay` relays between two sockets on the loopback: the round trip with the
//! relay and without, in turn, the processor time of the relay's thread while a robot sends video at
//! 30 Mbit/s, and the memory after an hour of that in virtual time. Nothing is asserted.

#[path = "figures/samples.rs"]
#[expect(dead_code, reason = "it is shared with the other figures")]
mod samples;
#[path = "figures/table.rs"]
#[expect(dead_code, reason = "it is shared with the other figures")]
mod table;

use std::error::Error;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use go2doctor::capture::observe::Observed;
use go2doctor::proxy::relay::session::Prepared;
use go2doctor::proxy::relay::switch::{Seat, Switch};
use go2doctor::stack::Way;
use go2doctor::stack::sdp::SessionDescription;
use go2doctor::text::redact::Secret;
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_REQUEST, Message, TransactionId};
use samples::Samples;
use table::{Row, Table};

/// A measurement, or why there is none.
type Measured<T> = Result<T, Box<dyn Error>>;

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const DRIVERS: &str = "the-drivers-own-password";
const ROBOTS: &str = "the-robots-own-password-";

/// A video packet of the robot's, bytes.
const PACKET: usize = 1200;
/// Of 30 Mbit/s.
const PACKETS_A_SECOND: u64 = 30_000_000 / 8 / PACKET as u64;
const ROUND_TRIPS: usize = 20_000;
const VIDEO: Duration = Duration::from_secs(20);
/// Each side checks so often (RFC 7675, section 5.1, and measured on the robot).
const CHECKS_A_SECOND: u64 = 2;

fn main() -> Measured<()> {
    let mut table = Table::default();
    let lab = Lab::open()?;
    eprintln!("round trips ...");
    table.extend(lab.round_trips()?);
    eprintln!("video ...");
    table.extend(lab.video()?);
    drop(lab);
    eprintln!("an hour ...");
    table.extend(hour()?);
    print!("{table}");
    Ok(())
}

/// A driver's socket and a robot's, and a relay between them in a thread of its own.
struct Lab {
    driver: UdpSocket,
    robot: UdpSocket,
    /// What stands for the robot to the driver, and for the driver to the robot.
    for_robot: SocketAddr,
    for_driver: SocketAddr,
    ask: tokio::sync::mpsc::UnboundedSender<mpsc::Sender<u64>>,
}

impl Lab {
    fn open() -> Measured<Self> {
        let [driver, robot] = [UdpSocket::bind((LOOPBACK, 0))?, UdpSocket::bind((LOOPBACK, 0))?];
        for socket in [&driver, &robot] {
            socket.set_read_timeout(Some(Duration::from_secs(5)))?;
        }
        let offer = description(driver.local_addr()?, DRIVERS);
        let answer = description(robot.local_addr()?, ROBOTS);
        let (ready, opened) = mpsc::channel();
        let (ask, mut asked) = tokio::sync::mpsc::unbounded_channel::<mpsc::Sender<u64>>();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let parsed = SessionDescription::parse(&offer).expect("it is ours");
                let prepared = Prepared::bind(None, LOOPBACK, LOOPBACK, parsed, None).await;
                let prepared = prepared.expect("sockets");
                let to_robot = prepared.offer(&offer);
                let (_relayed, to_driver) = prepared.answered(&answer).await.expect("sockets");
                let _ = ready.send((candidate(&to_driver), candidate(&to_robot)));
                while let Some(reply) = asked.recv().await {
                    let _ = reply.send(processor_ns());
                }
            });
        });
        let (for_robot, for_driver) = opened.recv()?;
        let lab = Self { driver, robot, for_robot, for_driver, ask };
        let mut buffer = [0; 2048];
        lab.driver.send_to(&check(ROBOTS), for_robot)?;
        lab.robot.recv_from(&mut buffer)?;
        lab.robot.send_to(&check(DRIVERS), for_driver)?;
        lab.driver.recv_from(&mut buffer)?;
        Ok(lab)
    }

    fn round_trips(&self) -> Measured<Vec<Row>> {
        let echo = self.robot.try_clone()?;
        let echoing = thread::spawn(move || {
            let mut buffer = [0; 2048];
            for _ in 0..2 * ROUND_TRIPS {
                let Ok((length, from)) = echo.recv_from(&mut buffer) else { return };
                let _ = echo.send_to(&buffer[..length], from);
            }
        });
        let direct = self.robot.local_addr()?;
        let (mut without, mut with) = (Vec::new(), Vec::new());
        let mut buffer = [0; 2048];
        for _ in 0..ROUND_TRIPS {
            for (to, times) in [(direct, &mut without), (self.for_robot, &mut with)] {
                let began = Instant::now();
                self.driver.send_to(&media(), to)?;
                self.driver.recv_from(&mut buffer)?;
                times.push(began.elapsed().as_secs_f64() * 1e6);
            }
        }
        let _ = echoing.join();
        let (without, with) = (Samples::new(without), Samples::new(with));
        Ok(vec![
            Row::shown(
                "round trip without the relay",
                format!("{:.0} µs median", without.median()),
            ),
            Row::shown("round trip through it", format!("{:.0} µs median", with.median())),
            Row::shown("added", format!("{:.0} µs", with.median() - without.median())),
        ])
    }

    fn video(&self) -> Measured<Vec<Row>> {
        let driver = self.driver.try_clone()?;
        driver.set_read_timeout(Some(Duration::from_millis(500)))?;
        let receiving = thread::spawn(move || {
            let (mut buffer, mut received) = ([0; 2048], 0_u64);
            while driver.recv_from(&mut buffer).is_ok() {
                received += 1;
            }
            received
        });
        let (before, began, packet) = (self.processor()?, Instant::now(), media());
        let mut sent = 0;
        while began.elapsed() < VIDEO {
            let due = (began.elapsed().as_secs_f64() * PACKETS_A_SECOND as f64) as u64;
            for _ in sent..due {
                self.robot.send_to(&packet, self.for_driver)?;
            }
            sent = due;
            thread::sleep(Duration::from_millis(1));
        }
        let (took, after) = (began.elapsed(), self.processor()?);
        let received = receiving.join().map_err(|_| "the receiver ended")?;
        let share = (after - before) as f64 / took.as_nanos() as f64 * 100.0;
        let each = (after - before) as f64 / sent as f64 / 1e3;
        Ok(vec![
            Row::shown(
                "processor time at 30 Mbit/s",
                format!("{share:.1} % of one core, {each:.1} µs a packet"),
            ),
            Row::shown("packets lost by it", format!("{} of {sent}", sent - received.min(sent))),
        ])
    }

    /// Of the relay's thread, ns.
    fn processor(&self) -> Measured<u64> {
        let (reply, told) = mpsc::channel();
        self.ask.send(reply)?;
        Ok(told.recv()?)
    }
}

/// An hour of video and checks, as fast as it goes.
fn hour() -> Measured<Vec<Row>> {
    let (driver, robot) = (SocketAddr::new(LOOPBACK, 4000), SocketAddr::new(LOOPBACK, 5000));
    let seat = |port, stands_for| vec![Seat::of(SocketAddr::new(LOOPBACK, port), stands_for)];
    let password = |text: &str| vec![Secret::new(text.to_owned())];
    let mut switch = Switch::with_passwords(
        LOOPBACK,
        (seat(1000, robot), password(DRIVERS)),
        (seat(2000, driver), password(ROBOTS)),
    );
    let (mut observed, start, packet) = (Observed::default(), Instant::now(), media());
    let checks = [(Way::Out, driver, check(ROBOTS)), (Way::In, robot, check(DRIVERS))];
    let mut pass = |now, way, from, bytes: &[u8]| {
        if let Some(passed) = switch.take(way, 0, from, bytes) {
            observed.datagram(now, way, passed.pair, bytes);
        }
    };
    let mut memory = Vec::new();
    for second in 0..3600_u64 {
        let now = start + Duration::from_secs(second);
        for _ in 0..CHECKS_A_SECOND {
            checks.iter().for_each(|(way, from, bytes)| pass(now, *way, *from, bytes));
        }
        for _ in 0..PACKETS_A_SECOND {
            pass(now, Way::In, robot, &packet);
        }
        if [60, 3599].contains(&second) {
            memory.push(resident_kb()?);
        }
    }
    let grown = memory[1].saturating_sub(memory[0]);
    Ok(vec![Row::shown(
        "memory of the process, after a minute and after an hour",
        format!("{} kB, {grown} kB more", memory[0]),
    )])
}

fn description(at: SocketAddr, password: &str) -> String {
    format!(
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
         m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n\
         a=ice-ufrag:frag\r\na=ice-pwd:{password}\r\n\
         a=candidate:1 1 udp 2130706431 {} {} typ host\r\n",
        at.ip(),
        at.port()
    )
}

/// Where the one candidate of a description is.
fn candidate(text: &str) -> SocketAddr {
    let description = SessionDescription::parse(text).expect("it is ours");
    let candidates = description.candidates();
    let first = candidates.first().expect("a candidate");
    SocketAddr::new(first.ip.expect("an address"), first.port)
}

fn check(receivers: &str) -> Vec<u8> {
    let crypto = rtc_crypto::default_provider().expect("a provider");
    let integrity =
        MessageIntegrity::new_short_term_integrity_with_provider(receivers.into(), crypto.crypto());
    let mut message = Message::new();
    message
        .build(&[
            Box::new(BINDING_REQUEST),
            Box::new(TransactionId([7; 12])),
            Box::new(integrity),
            Box::new(FINGERPRINT),
        ])
        .expect("it is short");
    message.raw
}

/// As SRTP looks.
fn media() -> Vec<u8> {
    let mut packet = vec![0; PACKET];
    packet[..2].copy_from_slice(&[0x80, 96]);
    packet
}

/// What this thread has had of the processor, ns (proc_pid_schedstat(5)).
fn processor_ns() -> u64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or_default()
}

fn resident_kb() -> Measured<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kb = line.and_then(|line| line.split_ascii_whitespace().next()).ok_or("no VmRSS")?;
    Ok(kb.parse()?)
}
