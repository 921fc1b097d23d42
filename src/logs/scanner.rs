//! The scanner: a driver's log, line by line.

use std::collections::VecDeque;

use memchr::memmem;

use crate::facts::log_reading::LogReading;
use crate::facts::outcome::Status;
use crate::facts::{DriverFacts, PythonFacts, Stage};
use crate::text::redact::printable;

use super::clock::{Clock, Stamp};
use super::event::Event;
use super::lines::{clean, lines_of};
use super::marks::Moment;
use super::matcher::Match;
use super::origin::Speakers;
use super::sdp_lines::{Collector, Kind, within_line};
use super::session::{Seen, Session};
use super::signatures::{BUILT_IN, Signatures};

/// Attempts before the last one that are kept: a driver that tries again every few seconds for
/// days makes many.
const MOST_EARLIER: usize = 99;

/// Reads a log as it comes; [`Scanner::reading`] says what is known so far.
#[derive(Debug, Clone)]
pub struct Scanner<'s> {
    signatures: &'s Signatures,
    clock: Clock,
    line: u64,
    files: Vec<u64>,
    attempts: u64,
    session: Session,
    earlier: VecDeque<Ended>,
    driver: DriverFacts,
    description: Option<(Collector, Moment)>,
    speakers: Speakers,
}

/// An attempt that is over. What it comes to is made out at the end, for the few that are kept.
#[derive(Debug, Clone)]
struct Ended {
    session: Session,
    driver: DriverFacts,
    attempts: u64,
    lines: u64,
    files: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The line, from 1.
    pub line: u64,
    /// Which attempt, from 1.
    pub attempt: u64,
    pub last: Option<Stamp>,
    /// What would be said of each stage if the log ended there, in ladder order.
    pub statuses: [Status; Stage::ALL.len()],
}

impl Default for Scanner<'_> {
    fn default() -> Self {
        Self::new(&BUILT_IN)
    }
}

impl<'s> Scanner<'s> {
    pub fn new(signatures: &'s Signatures) -> Self {
        Self {
            signatures,
            clock: Clock::default(),
            line: 0,
            files: Vec::new(),
            attempts: 1,
            session: Session::default(),
            earlier: VecDeque::new(),
            driver: DriverFacts::default(),
            description: None,
            speakers: Speakers::default(),
        }
    }

    /// The lines that follow lie in another file of the same log.
    pub fn file(&mut self) {
        self.files.push(self.line + 1);
    }

    /// Takes whole lines in, with their ends; the last one may lack it.
    pub fn block(&mut self, block: &[u8]) {
        lines_of(block).for_each(|line| self.line(line));
    }

    /// Takes the next line in, with or without its end. Any bytes may come.
    pub fn line(&mut self, raw: &[u8]) {
        self.line += 1;
        let raw = raw.strip_suffix(b"\n").unwrap_or(raw);
        let line = clean(raw);
        let foreign = self.description.as_ref().is_some_and(|(one, _)| one.is_foreign(&line));
        let mut collector = self.description.as_mut().map(|(one, _)| one).filter(|_| !foreign);
        if let Some(collector) = &mut collector
            && collector.take(&line)
        {
            // Of an offer's lines only these mean something by themselves.
            let telling = collector.is_announced_as(Kind::Offer)
                && memmem::find(&line, b"a=fingerprint:").is_some();
            self.session.line(self.line, None);
            if telling {
                self.offer_line(&line);
            }
            return;
        }
        self.session.marks.goes_on(&line);
        let matches = self.signatures.matches(&line);
        if collector.is_some_and(|one| !matches.is_empty() || one.is_ended()) {
            self.description_ends();
        }
        let at = Moment { line: self.line, stamp: self.clock.read(&line) };
        if matches.is_empty() {
            self.session.line(self.line, at.stamp);
        }
        let mut at = at;
        for (position, found) in matches.into_iter().enumerate() {
            at = self.recognised(found, &line, at, position == 0);
        }
    }

    fn offer_line(&mut self, line: &[u8]) {
        let at = Moment { line: self.line, stamp: None };
        for found in self.signatures.matches(line) {
            let signature = &self.signatures.all()[found.pattern];
            if signature.event == Some(Event::OfferLine) {
                self.session.note(found, signature, at, line);
            }
        }
    }

    /// Takes a recognised line in, and says when that was: each attempt has a clock of its own.
    fn recognised(&mut self, found: Match, line: &[u8], at: Moment, first: bool) -> Moment {
        let mut seen = Seen::new(self.signatures, found, line, at);
        let signature = seen.signature;
        if let Some(event) = signature.event
            && self.session.is_over(event, &seen)
        {
            self.attempt_ends();
            seen.at.stamp = self.clock.read(line);
        }
        let at = seen.at;
        if first {
            self.session.line(at.line, at.stamp);
        }
        let taken = signature.event.is_none_or(|event| self.event(event, &seen, line));
        if taken && signature.event.is_some_and(Event::is_of_a_connection) {
            self.speakers.heard(line);
        }
        // These are in nearly every line and mean nothing by themselves.
        let shown = !matches!(signature.event, Some(Event::SctpLine | Event::ReceiverLine));
        if taken && shown {
            self.session.note(found, signature, at, line);
        }
        at
    }

    /// The line that is being read belongs to the next attempt.
    fn attempt_ends(&mut self) {
        let next = self.session.next();
        let ended = std::mem::replace(&mut self.session, next);
        if self.earlier.len() == MOST_EARLIER {
            self.earlier.pop_front();
        }
        let driver = self.driver.clone();
        let (attempts, lines, files) = (self.attempts, self.line - 1, self.files.len());
        self.earlier.push_back(Ended { session: ended, driver, attempts, lines, files });
        self.attempts += 1;
        self.clock = Clock::default();
    }

    fn event(&mut self, event: Event, seen: &Seen<'_>, line: &[u8]) -> bool {
        match event {
            Event::Version => self.version(seen),
            Event::OfferFollows => self.description_begins(Some(Kind::Offer), seen.at, line),
            Event::AnswerFollows => self.description_begins(Some(Kind::Answer), seen.at, line),
            Event::DescriptionBegins => {
                self.description_begins(None, seen.at, line);
                if let Some((collector, _)) = &mut self.description {
                    collector.take(line);
                }
            }
            Event::Description => {
                if let Some(description) = within_line(line) {
                    self.session.description(description, seen.at);
                }
            }
            _ => {}
        }
        self.session.event(event, seen)
    }

    fn version(&mut self, seen: &Seen<'_>) {
        let told = |name: &str| seen.bytes(name).map(|text| printable(text, 32));
        let driver = &mut self.driver;
        driver.aiortc = told("aiortc").or(driver.aiortc.take());
        driver.aioice = told("aioice").or(driver.aioice.take());
        driver.numpy = told("numpy").or(driver.numpy.take());
        driver.unitree_webrtc_connect = told("client").or(driver.unitree_webrtc_connect.take());
        if let Some(version) = told("python") {
            driver.python = Some(PythonFacts { version: Some(version), ..PythonFacts::default() });
        }
    }

    fn description_begins(&mut self, kind: Option<Kind>, at: Moment, line: &[u8]) {
        self.description = Some((Collector::new(kind, line), at));
    }

    fn description_ends(&mut self) {
        let Some((collector, at)) = self.description.take() else { return };
        if let Some(description) = collector.finish() {
            self.session.description(description, at);
        }
    }

    /// What the log has told so far, of its last attempt to connect and those before it.
    pub fn reading(&self) -> LogReading {
        let earlier = self.earlier.iter().cloned().map(|ended| {
            let Ended { session, driver, attempts, lines, files } = ended;
            let files = self.files[..files].to_vec();
            session.into_reading(driver, attempts, lines, files, self.signatures)
        });
        LogReading { earlier: earlier.collect(), mixed: self.speakers.mixed(), ..self.attempt() }
    }

    /// What the log has told so far of its last attempt alone.
    pub fn attempt(&self) -> LogReading {
        let mut session = self.session.clone();
        match self.description.clone() {
            Some((collector, at)) if collector.is_whole() => {
                let whole = collector.finish();
                whole.into_iter().for_each(|it| session.description(it, at));
            }
            // What it would have held may stand in the lines that are missing.
            Some((collector, at)) if !collector.is_empty() => {
                let kind = collector.kind();
                kind.into_iter().for_each(|kind| session.description_cut(kind, at));
            }
            _ => {}
        }
        let (driver, files) = (self.driver.clone(), self.files.clone());
        session.into_reading(driver, self.attempts, self.line, files, self.signatures)
    }

    pub fn standing(&self) -> Standing {
        Standing {
            line: self.line,
            attempt: self.attempts,
            last: self.session.last,
            statuses: self.session.statuses(),
        }
    }
}
