//! Small pieces of text that are the same in every language: durations, and what came from outside.

use std::time::{Duration, Instant};

use serde::Serialize;

use crate::text::redact;

/// Milliseconds, to the microsecond: no clock here is better than that.
pub fn ms(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

/// Milliseconds from one moment to another, where both are known.
pub fn ms_between(from: Option<Instant>, to: Option<Instant>) -> Option<f64> {
    Some(ms(to?.saturating_duration_since(from?)))
}

/// Two lower-case digits a byte.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the reports call a value without fields.
pub fn json_name(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// A duration of `ms` milliseconds for people: `0.4 ms`, `18.2 ms`, `812 ms`, `9.2 s`.
pub fn duration(ms: f64) -> String {
    if ms < 99.95 {
        format!("{ms:.1} ms")
    } else if ms < 999.5 {
        format!("{ms:.0} ms")
    } else if ms < 99_950.0 {
        format!("{:.1} s", ms / 1000.0)
    } else {
        format!("{:.0} s", ms / 1000.0)
    }
}

/// The longest text from the wire that is shown, in characters.
const LONGEST: usize = 240;

/// A text from outside, bounded, with everything that could steer a terminal escaped.
pub fn printable(text: &str) -> String {
    redact::printable(text, LONGEST)
}

/// The known name that a mistyped one most likely stands for; `None` where none is near.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let likeness = |name: &str| strsim::jaro_winkler(typed, name);
    let near = known.into_iter().map(|name| (likeness(name), name));
    let best = near.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(likeness, _)| *likeness > 0.8).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_keep_three_figures() {
        let shown: Vec<_> = [0.04, 0.44, 18.24, 99.96, 812.4, 999.6, 9210.0, 27_000.0, 120_000.0]
            .map(duration)
            .into();
        let expected = [
            "0.0 ms", "0.4 ms", "18.2 ms", "100 ms", "812 ms", "1.0 s", "9.2 s", "27.0 s", "120 s",
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn words_from_the_wire_cannot_steer_a_terminal() {
        assert!(
            !printable("a\x1b[31mb\r\n\u{202e}")
                .contains(|c: char| c.is_control() || c == '\u{202e}')
        );
        assert_eq!(printable("階段"), "階段");
        let long = printable(&"x".repeat(500));
        assert_eq!(long.chars().count(), LONGEST);
    }
}
