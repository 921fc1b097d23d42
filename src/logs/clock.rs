//! Time stamps: many forms, or none.
//!
//! Only differences are ever told, so a stamp is read as it stands, without
//! its time zone. Two stamps of different forms have no difference.

use std::ops::Range;

/// How far into a line a stamp may begin: launchers, journald and docker write before it.
const SEARCHED: usize = 64;
/// How far behind such a one the logger's own may begin: names of hosts and nodes are long.
const BEHIND: usize = 120;
const DAY_MS: f64 = 86_400_000.0;

/// What kind of stamp it was. The order is that of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// `(14:04:33)` at the end of a status line: whole seconds of the day.
    Trailing,
    /// `14:04:33.123` at the beginning: time of the day.
    TimeOfDay,
    /// `Nov 22 14:04:33`: date without a year.
    Syslog,
    /// `[1763456789.123456789]`: seconds since 1970, as ROS writes them.
    Epoch,
    /// `2026-11-22T14:04:32.486Z` (RFC 3339): docker and kubectl write it before each line, in
    /// UTC, while the logger behind it keeps local time. Kept apart, they are never mixed.
    Rfc3339,
    /// `2026-11-22 14:04:32.486`, or with `,`.
    DateTime,
}

/// A stamp: ms on the clock of its form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stamp {
    form: Form,
    ms: f64,
}

impl Stamp {
    /// The time of day as the log has it, whole seconds: `14:04:32`.
    pub fn time_of_day(self) -> String {
        let seconds = (self.ms.rem_euclid(DAY_MS) / 1000.0) as u64;
        format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    }

    pub fn is_better_than(self, other: Stamp) -> bool {
        self.form > other.form
    }

    /// Milliseconds since an earlier stamp; `None` where the two cannot be compared.
    pub fn since(self, earlier: Stamp) -> Option<f64> {
        if self.form != earlier.form {
            return None;
        }
        let mut difference = self.ms - earlier.ms;
        if matches!(self.form, Form::Trailing | Form::TimeOfDay) && difference < -DAY_MS / 2.0 {
            difference += DAY_MS;
        }
        // The clock was set back, or lines of several processes are mixed.
        // Microseconds are what is left of a date and time in a float.
        (difference >= 0.0).then_some((difference * 1000.0).round() / 1000.0)
    }
}

/// Reads stamps, and keeps to the best form that the log has shown.
///
/// A log may hold several: a logger's own and that of the driver's status
/// lines. Mixed, they would make differences of nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Clock {
    best: Option<Form>,
}

impl Clock {
    /// The line's stamp, unless it is of a poorer form than was seen before.
    pub(super) fn read(&mut self, line: &[u8]) -> Option<Stamp> {
        let stamp = stamp(line)?;
        if self.best.is_some_and(|best| stamp.form < best) {
            return None;
        }
        self.best = Some(stamp.form);
        Some(stamp)
    }
}

/// The best stamp of a line: of that of a launcher and the logger's own behind it, the latter is
/// nearer to what happened.
fn stamp(line: &[u8]) -> Option<Stamp> {
    let searched = line.len().min(SEARCHED);
    let Some((at, outer)) = first_stamp(line, 0..searched) else { return trailing(line) };
    if outer.form == Form::DateTime {
        return Some(outer);
    }
    let behind = at + 1..line.len().min(at + 1 + BEHIND);
    let inner = behind.filter(|at| follows_prefix(line, *at));
    let inner = inner.filter_map(|at| date_time(&line[at..]));
    // Of equals the first: further on the message itself may speak of a date.
    Some(inner.fold(outer, |best, stamp| if stamp.form > best.form { stamp } else { best }))
}

/// Whether what comes here may be a logger's own line: behind `driver-1  | `, `[node-1] `,
/// `proc[123]: ` or another stamp, and not in the midst of a sentence.
fn follows_prefix(line: &[u8], at: usize) -> bool {
    let before = line[..at].strip_suffix(b" ").map(<[u8]>::trim_ascii_end);
    before.and_then(<[u8]>::last).is_some_and(|b| matches!(b, b'|' | b']' | b':' | b'Z'))
}

fn first_stamp(line: &[u8], mut places: Range<usize>) -> Option<(usize, Stamp)> {
    // A digit, or a month's capital, that no word goes on with.
    let begins = |at: &usize| {
        matches!(line[*at], b'0'..=b'9' | b'A'..=b'S')
            && !at.checked_sub(1).is_some_and(|before| line[before].is_ascii_alphanumeric())
    };
    let time_of_day = (0..places.end.min(2)).filter(begins).find_map(|at| {
        let (ms, _) = clock_time(&line[at..])?;
        Some((at, Stamp { form: Form::TimeOfDay, ms }))
    });
    let dated = places.by_ref().filter(begins).find_map(|at| {
        let text = &line[at..line.len().min(at + 40)];
        let bracketed = at > 0 && line[at - 1] == b'[';
        let stamp = date_time(text).or_else(|| epoch(text, bracketed)).or_else(|| syslog(text));
        stamp.map(|stamp| (at, stamp))
    });
    dated.or(time_of_day)
}

/// `2026-11-22 14:04:32.486`
fn date_time(text: &[u8]) -> Option<Stamp> {
    if text.get(4) != Some(&b'-') || text.get(7) != Some(&b'-') {
        return None;
    }
    let year = number(text, 0, 4)?;
    let (month, day) = (number(text, 5, 2)?, number(text, 8, 2)?);
    let form = match text.get(10) {
        Some(b' ') => Form::DateTime,
        Some(b'T') => Form::Rfc3339,
        _ => return None,
    };
    if !(1.0..=12.0).contains(&month) {
        return None;
    }
    let (ms, _) = clock_time(&text[11..])?;
    Some(Stamp { form, ms: days(year, month, day) * DAY_MS + ms })
}

/// `1763456789.123456789]`
fn epoch(text: &[u8], bracketed: bool) -> Option<Stamp> {
    if !bracketed || text.get(10) != Some(&b'.') {
        return None;
    }
    let seconds = number(text, 0, 10)?;
    let (fraction, used) = fraction(&text[11..]);
    let closed = text.get(11 + used) == Some(&b']');
    closed.then_some(Stamp { form: Form::Epoch, ms: seconds * 1000.0 + fraction })
}

/// `Nov 22 14:04:33`
fn syslog(text: &[u8]) -> Option<Stamp> {
    const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    if text.get(3) != Some(&b' ') || text.get(6) != Some(&b' ') {
        return None;
    }
    let name = text.get(..3)?;
    let month = MONTHS.chunks_exact(3).position(|month| month == name)?;
    let day = number(text, 4, 2).or_else(|| number(text, 5, 1))?;
    let (ms, _) = clock_time(&text[7..])?;
    // Any leap year will do: only differences are told.
    let days = days(2024.0, (month + 1) as f64, day);
    Some(Stamp { form: Form::Syslog, ms: days * DAY_MS + ms })
}

/// `(14:04:33)` at the end
fn trailing(line: &[u8]) -> Option<Stamp> {
    let line = line.trim_ascii_end();
    let start = line.len().checked_sub(10)?;
    if line[start] != b'(' || line.last() != Some(&b')') {
        return None;
    }
    let (ms, used) = clock_time(&line[start + 1..])?;
    (used == 8).then_some(Stamp { form: Form::Trailing, ms })
}

/// `14:04:33` with or without a fraction: ms of the day, and how many bytes it took.
fn clock_time(text: &[u8]) -> Option<(f64, usize)> {
    let (hour, minute, second) = (number(text, 0, 2)?, number(text, 3, 2)?, number(text, 6, 2)?);
    let colons = text[2] == b':' && text[5] == b':';
    if !colons || hour > 23.0 || minute > 59.0 || second > 60.0 {
        return None;
    }
    let whole = ((hour * 60.0 + minute) * 60.0 + second) * 1000.0;
    match text.get(8) {
        Some(b'.' | b',') => {
            let (fraction, used) = fraction(&text[9..]);
            Some((whole + fraction, 9 + used))
        }
        _ => Some((whole, 8)),
    }
}

/// The digits after a decimal point, up to nine: ms, and how many there are.
fn fraction(text: &[u8]) -> (f64, usize) {
    let used = text.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
    let mut ms = 0.0;
    let mut unit = 100.0;
    for byte in &text[..used] {
        ms += f64::from(byte - b'0') * unit;
        unit /= 10.0;
    }
    (ms, used)
}

fn number(text: &[u8], at: usize, digits: usize) -> Option<f64> {
    let text = text.get(at..at + digits)?;
    text.iter().try_fold(0.0, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10.0 + f64::from(byte - b'0'))
    })
}

/// Days of the civil calendar, from a beginning of no meaning: months counted
/// from March, so that the leap day is the last of its year.
fn days(year: f64, month: f64, day: f64) -> f64 {
    let (year, month) = if month > 2.0 { (year, month - 3.0) } else { (year - 1.0, month + 9.0) };
    let leap_days = (year / 4.0).floor() - (year / 100.0).floor() + (year / 400.0).floor();
    year * 365.0 + leap_days + ((153.0 * month + 2.0) / 5.0).floor() + day
}

#[cfg(test)]
mod tests;
