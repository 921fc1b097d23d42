//! Who sent what when: the messages of one stage between this machine and the robot, one arrow a
//! flight.

use super::look::Look;
use crate::facts::timeline::{Layer, Timeline, WireEvent};
use crate::facts::{Direction, Stage};
use crate::text::format::{duration, printable};
use crate::text::layout::{columns_of, padded, wrapped};
use crate::text::phrase::phrase;

const INDENT: usize = 4;
/// `99.9 ms`, and for a span `0.0 ms to 27.0 s`.
const TIME: usize = 10;
const NARROWEST_LANE: usize = 34;
const WIDEST_LANE: usize = 78;
/// Messages of one direction that follow each other this closely are one flight.
const WITHIN_US: u64 = 20_000;
/// Of a connection that begins again and again the first flights tell enough.
const MOST_FLIGHTS: usize = 24;

/// The lines of the stage's picture; none where nothing of it was seen.
pub(super) fn lines(look: &Look, timeline: &Timeline, stage: Stage) -> Vec<String> {
    let flights = flights(timeline.events.iter().filter(|event| is_of(event, stage)));
    let Some(first) = flights.first() else { return Vec::new() };
    let begin = first.from_us;
    let lane = look.prose_columns().saturating_sub(INDENT + TIME + 2);
    let lane = lane.clamp(NARROWEST_LANE, WIDEST_LANE);
    let mut lines = vec![ends(look, lane)];
    for flight in flights.iter().take(MOST_FLIGHTS) {
        let at = duration((flight.from_us - begin) as f64 / 1000.0);
        let words = flight.words(look, begin);
        for (number, line) in arrow(look, flight.direction, &words, lane).into_iter().enumerate() {
            let at = if number == 0 { &at } else { "" };
            lines.push(format!("{:INDENT$}{}  {line}", "", look.dim(&format!("{at:>TIME$}"))));
        }
    }
    let left_out = flights.len().saturating_sub(MOST_FLIGHTS);
    if left_out > 0 {
        let more = look.text(phrase!("{} more", "還有 {} 次", left_out));
        lines.push(format!("{:1$}{more}", "", INDENT + TIME + 2));
    }
    lines
}

fn is_of(event: &WireEvent, stage: Stage) -> bool {
    let is_part = |detail: &String| detail.starts_with("bytes ") && !detail.starts_with("bytes 0 ");
    match (stage, event.layer) {
        // A message that came in parts is told once.
        (Stage::Dtls, Layer::Dtls) => !event.detail.as_ref().is_some_and(is_part),
        (Stage::Sctp, Layer::Dcep) => true,
        (Stage::Sctp, Layer::Sctp) => {
            !["DATA", "SACK", "HEARTBEAT", "HEARTBEAT-ACK"].contains(&event.name.as_str())
        }
        _ => false,
    }
}

struct Flight<'a> {
    from_us: u64,
    to_us: u64,
    direction: Direction,
    repeated: bool,
    /// Each name with how often it went by.
    names: Vec<(&'a str, u64)>,
}

fn flights<'a>(events: impl Iterator<Item = &'a WireEvent>) -> Vec<Flight<'a>> {
    let mut flights: Vec<Flight<'_>> = Vec::new();
    for event in events {
        let to_us = event.last_us.unwrap_or(event.at_us);
        let (name, count) = (event.name.as_str(), event.count);
        if let Some(last) = flights
            .last_mut()
            .filter(|last| last.direction == event.direction && last.repeated == event.repeated)
        {
            let alike = last.names.len() == 1 && last.names[0].0 == name;
            let soon = event.at_us.saturating_sub(last.to_us) <= WITHIN_US;
            // An alert is no part of a flight.
            if alike || (soon && !event.name.starts_with("alert")) {
                match last.names.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, times)) => *times += count,
                    None => last.names.push((name, count)),
                }
                last.to_us = last.to_us.max(to_us);
                continue;
            }
        }
        flights.push(Flight {
            from_us: event.at_us,
            to_us,
            direction: event.direction,
            repeated: event.repeated,
            names: vec![(name, count)],
        });
    }
    flights
}

impl Flight<'_> {
    fn words(&self, look: &Look, begin_us: u64) -> String {
        let sign = if look.symbols { "×" } else { "x" };
        let named = |(name, times): &(&str, u64)| match times {
            1 => printable(name),
            _ => format!("{} {sign}{times}", printable(name)),
        };
        let names: Vec<_> = self.names.iter().map(named).collect();
        let names = names.join(", ");
        let until = duration((self.to_us - begin_us) as f64 / 1000.0);
        let spans = self.to_us > self.from_us + WITHIN_US;
        look.text(match (self.repeated, spans, &self.names[..]) {
            (false, false, _) => return names,
            (true, true, [(name, times)]) => phrase!(
                "{} again, {} times until {}",
                "{} 重複 {} 次，至 {}",
                printable(name),
                times,
                until
            ),
            (true, false, _) => phrase!("{} again", "{}（重複）", names),
            (false, true, _) => phrase!("{} until {}", "{}，至 {}", names, until),
            (true, true, _) => phrase!("{} again, until {}", "{}（重複），至 {}", names, until),
        })
    }
}

/// The names of both ends above their sides.
fn ends(look: &Look, lane: usize) -> String {
    let ours = look.text(phrase!("this machine", "這台電腦"));
    let robot = look.text(phrase!("robot", "機器人"));
    let between = lane.saturating_sub(columns_of(&robot));
    let line = format!("{:1$}{2}{robot}", "", INDENT + TIME + 2, padded(&ours, between));
    look.dim(&line)
}

/// A message's arrow as long as the lane, and below it what did not fit into it.
fn arrow(look: &Look, direction: Direction, words: &str, lane: usize) -> Vec<String> {
    let (line, left, right) = match (direction, look.symbols) {
        (Direction::Out, true) => ("─", "──", "▶"),
        (Direction::In, true) => ("─", "◀─", "─"),
        (Direction::Out, false) => ("-", "--", ">"),
        (Direction::In, false) => ("-", "<-", "-"),
    };
    let mut texts = wrapped(words, lane.saturating_sub(6)).into_iter();
    let first = texts.next().unwrap_or_default();
    let fill = lane.saturating_sub(columns_of(&first) + 5);
    let mut lines = vec![format!("{left} {first} {}{right}", line.repeat(fill))];
    lines.extend(texts.map(|text| format!("   {text}")));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::language::Language;

    fn event(at_us: u64, direction: Direction, layer: Layer, name: &str) -> WireEvent {
        WireEvent {
            at_us,
            last_us: None,
            direction,
            layer,
            local: None,
            remote: None,
            bytes: 100,
            name: name.into(),
            detail: None,
            repeated: false,
            count: 1,
        }
    }

    fn handshake() -> Timeline {
        use Direction::{In, Out};
        let of = |at, way, name| event(at, way, Layer::Dtls, name);
        let mut part = of(311_150, Out, "Certificate");
        part.detail = Some("bytes 200 to 300 of 300".into());
        let events = vec![
            of(300_000, In, "ClientHello"),
            of(300_400, Out, "HelloVerifyRequest"),
            of(310_000, In, "ClientHello"),
            of(311_000, Out, "ServerHello"),
            of(311_100, Out, "Certificate"),
            part,
            of(311_200, Out, "ServerKeyExchange"),
            of(311_300, Out, "CertificateRequest"),
            of(311_400, Out, "ServerHelloDone"),
            event(312_000, In, Layer::Stun, "Binding request"),
        ];
        Timeline { events, dropped: 0 }
    }

    fn inits() -> Timeline {
        let init = event(5_000, Direction::Out, Layer::Sctp, "INIT");
        let again =
            |second: u64| WireEvent { at_us: second * 1_000_000, repeated: true, ..init.clone() };
        let events = std::iter::once(init.clone()).chain((1..9).map(again)).collect();
        Timeline { events, dropped: 0 }
    }

    #[test]
    fn a_handshake_is_an_arrow_a_flight() {
        let look = Look { columns: Some(60), symbols: true, ..Look::PLAIN };
        insta::assert_snapshot!(lines(&look, &handshake(), Stage::Dtls).join("\n"));
    }

    #[test]
    fn without_symbols_it_is_ascii_and_repetitions_are_one_arrow() {
        let lines = lines(&Look::PLAIN, &inits(), Stage::Sctp);
        assert!(lines.iter().all(|line| line.is_ascii()), "{lines:?}");
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for language in Language::ALL {
            for columns in [60, 80, 200] {
                let look = Look { columns: Some(columns), symbols: true, language, ..Look::PLAIN };
                for line in lines(&look, &handshake(), Stage::Dtls) {
                    assert!(columns_of(&line) <= columns, "{columns}: {line}");
                }
            }
        }
    }

    #[test]
    fn what_was_not_seen_has_no_picture() {
        assert!(lines(&Look::PLAIN, &handshake(), Stage::Sctp).is_empty());
        assert!(lines(&Look::PLAIN, &Timeline::default(), Stage::Dtls).is_empty());
    }
}
