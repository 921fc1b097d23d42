//! `report CAPTURE`: the attempts in it, and the one that is told in full.

use std::io::{self, Read, Write};
use std::net::IpAddr;
use std::time::SystemTime;

use crate::capture::{CaptureError, Options, read};
use crate::cli::{Format, ReportOptions};
use crate::exit::ExpectedError;
use crate::facts::CaptureRun;
use crate::facts::capture_reading::{CaptureReading, CapturedAttempt};
use crate::facts::outcome::RunOutcome;
use crate::report::human::capture;
use crate::report::human::look::Look;
use crate::text::format::printable;
use crate::text::phrase::{Phrase, phrase};

/// Reads the capture and makes the run of its last attempt, with the list of all of them for people.
pub(super) fn outcome(
    typed: &ReportOptions,
    file: impl Read,
    look: &Look,
) -> Result<(RunOutcome, Vec<String>), ExpectedError> {
    let Told { reading, earlier, last } =
        told(&typed.file.display().to_string(), typed.robot, file)?;
    if typed.format == Format::Human {
        let runs: Vec<_> = earlier.into_iter().chain([last.clone()]).collect();
        return Ok((last, capture::overview(look, &reading, &runs)));
    }
    if !look.verbose && several_robots(&reading) {
        let robots = Phrase::names(robots(&reading));
        let host = &last.robot.host;
        let told = phrase!(
            "attempts with {} are in it; told is the last one, with {host}: choose with --robot",
            "其中有與 {} 的連線嘗試；呈現的是最後一次（{host}）：以 --robot 選擇",
            robots
        );
        let _ = writeln!(io::stderr(), "{}", told.get(look.language));
    }
    Ok((last, Vec::new()))
}

/// A capture that was read, with at least one attempt in it.
pub(super) struct Told {
    reading: CaptureReading,
    earlier: Vec<RunOutcome>,
    pub(super) last: RunOutcome,
}

/// Reads the capture and makes a run of each attempt, with this robot alone where one is given.
pub(super) fn told(
    name: &str,
    robot: Option<IpAddr>,
    file: impl Read,
) -> Result<Told, ExpectedError> {
    let shown = printable(name);
    let wrong =
        |problem: Phrase| ExpectedError::usage(phrase!("{shown}: {}", "{shown}：{}", problem));
    let reading = read(file, Options { robot }).map_err(|error| match error {
        CaptureError::NotACapture => wrong(phrase!(
            "its header is damaged.\n  Save the capture again, as pcap or pcapng.",
            "檔頭已損壞。\n  請重新儲存封包擷取（pcap 或 pcapng）。"
        )),
        CaptureError::Unreadable(error) => wrong(phrase!("{}", "{}", error)),
    })?;
    let numbered = reading.attempts.iter().zip(1..);
    let mut earlier: Vec<_> =
        numbered.map(|(attempt, number)| run(name, &reading, number, attempt)).collect();
    match earlier.pop() {
        Some(last) => Ok(Told { reading, earlier, last }),
        None => Err(wrong(nothing(robot, &reading))),
    }
}

fn robots(reading: &CaptureReading) -> Vec<String> {
    let mut all: Vec<_> = reading.attempts.iter().map(|it| it.robot.host.clone()).collect();
    all.sort();
    all.dedup();
    all
}

fn several_robots(reading: &CaptureReading) -> bool {
    robots(reading).len() > 1
}

fn nothing(robot: Option<IpAddr>, reading: &CaptureReading) -> Phrase {
    let packets = reading.totals.packets;
    if let Some(robot) = robot {
        return phrase!(
            "no attempt to connect to {robot} is in its {packets} packets.\n  Leave out --robot to see those that are.",
            "{packets} 個封包中沒有與 {robot} 的連線嘗試。\n  不加 --robot 可列出其中所有的嘗試。"
        );
    }
    let foreign = reading.totals.foreign;
    if foreign > 0 {
        return phrase!(
            "{foreign} of its {packets} packets are of a link type that go2doctor does not read.\n  Capture again with tcpdump -i any.",
            "{packets} 個封包中有 {foreign} 個屬於 go2doctor 不讀取的連結類型。\n  請以 tcpdump -i any 重新擷取。"
        );
    }
    phrase!(
        "no attempt to connect to a robot is in its {packets} packets.\n  \
         Start the capture before the driver: tcpdump -i any -w FILE host ROBOT",
        "{packets} 個封包中沒有連線到機器人的嘗試。\n  \
         請在啟動驅動程式之前開始擷取：tcpdump -i any -w FILE host ROBOT"
    )
}

fn run(name: &str, reading: &CaptureReading, number: u64, attempt: &CapturedAttempt) -> RunOutcome {
    let totals = reading.totals;
    let started_at = attempt.started_at.unwrap_or(SystemTime::UNIX_EPOCH);
    RunOutcome {
        duration_ms: attempt.duration_ms,
        robot: attempt.robot.clone(),
        offer_facts: attempt.offer.clone(),
        timeline: attempt.timeline.clone(),
        capture: Some(Box::new(CaptureRun {
            name: name.to_owned(),
            packets: totals.packets,
            cut: totals.cut,
            damaged: totals.damaged,
            driver: attempt.driver.clone(),
            attempt: number + reading.dropped,
            attempts: reading.attempts.len() as u64 + reading.dropped,
            seen: attempt.facts.clone(),
        })),
        ..RunOutcome::new("report", started_at, attempt.outcomes.clone())
    }
}
