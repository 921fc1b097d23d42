//! What `dialects` measured, for programs: one JSON object, documented in docs/dialects.md.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::connection::ConnectionReport;
use super::json::schema_of;
use super::model::{Made, timestamp};
use crate::diagnosis::verdict::Verdict;
use crate::facts::Stage;
use crate::facts::dialects::{Taken, TriedDialect};
use crate::facts::invocation::Invocation;
use crate::facts::outcome::RobotFacts;
use crate::robot::dialect::{DIALECTS, dialect};
use crate::text::language::Language;

/// Dialects put to one robot.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "go2doctor dialects")]
pub struct DialectsReport {
    #[serde(flatten)]
    made: Made,
    /// `dialects`.
    command: &'static str,
    /// When it started.
    started_at: Option<String>,
    /// What is known about the robot.
    robot: RobotFacts,
    /// `pass` where each dialect was judged, whatever the robot makes of it; `fail` where it does not
    /// even take go2doctor's own.
    pub verdict: Verdict,
    /// Whether it was interrupted.
    pub interrupted: bool,
    /// How often each dialect was to be tried.
    pub repeat: u32,
    /// Each dialect that was tried, in order.
    pub dialects: Vec<DialectReport>,
    /// The pairs of dialects that differ in one thing, of which the robot takes one alone.
    pub factors: Vec<FactorReport>,
    /// What is otherwise than in the file of --save; null where there was none.
    pub since: Option<SinceReport>,
    /// The one command to run next; null where nothing is left to do.
    pub next: Option<String>,
}

/// A dialect, and what the robot made of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DialectReport {
    /// Its name.
    pub name: String,
    /// What it is, for people.
    pub summary: String,
    /// Whether the robot took it up to validation.
    pub taken: Taken,
    /// The stage at which it failed, the earliest where it failed several times.
    pub failed_stage: Option<Stage>,
    /// Each connection.
    pub tries: Vec<ConnectionReport>,
}

/// Two dialects that differ in one thing.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FactorReport {
    /// What differs, for people.
    pub factor: String,
    /// The dialect that the robot takes.
    pub opens: String,
    /// The one that it does not take.
    pub fails: String,
    /// The stage at which that one fails.
    pub failed_stage: Option<Stage>,
}

/// A comparison with an earlier run.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SinceReport {
    /// When that run started.
    pub started_at: Option<String>,
    /// The robot's data2 then, where it is another one now: its firmware was changed.
    pub data2_was: Option<u8>,
    /// The dialects of which the robot makes something else now.
    pub changes: Vec<ChangeReport>,
}

/// A dialect of which the robot makes something else now.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ChangeReport {
    /// The dialect.
    pub name: String,
    /// What the robot made of it then.
    pub was: Taken,
    /// What it makes of it now.
    pub is: Taken,
}

/// What is read of an earlier report.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SavedDialects {
    schema_version: u32,
    command: String,
    started_at: Option<String>,
    robot: SavedRobot,
    dialects: Vec<SavedDialect>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct SavedRobot {
    data2: Option<u8>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct SavedDialect {
    name: String,
    taken: Taken,
}

impl SavedDialects {
    /// `None` for anything that is not a report of this command and version.
    pub fn read(text: &[u8]) -> Option<Self> {
        let saved: Self = serde_json::from_slice(text).ok()?;
        (saved.schema_version == 1 && saved.command == "dialects").then_some(saved)
    }
}

/// What was asked for, and whether it was interrupted.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub repeat: u32,
    pub dialects: usize,
    pub interrupted: bool,
}

impl DialectsReport {
    pub fn of(
        asked: Asked,
        tried: &[TriedDialect],
        earlier: Option<&SavedDialects>,
        invocation: &Invocation,
        language: Language,
    ) -> Self {
        let first = tried.first().and_then(|first| first.runs.first());
        let robot = first.map(|run| run.robot.clone()).unwrap_or_default();
        let dialects: Vec<_> = tried.iter().map(|each| row(each, language)).collect();
        let ours = dialects.first().map(|first| first.taken);
        let unknown = dialects.iter().any(|each| each.taken == Taken::Unknown);
        let verdict = match ours {
            Some(Taken::Never) => Verdict::Fail,
            // Where the first could not even be tried, its stages say why.
            Some(Taken::Unknown) => dialects[0]
                .tries
                .iter()
                .map(|each| each.verdict)
                .max()
                .unwrap_or(Verdict::Inconclusive),
            Some(Taken::Sometimes) => Verdict::Warn,
            _ if unknown || tried.len() < asked.dialects => Verdict::Inconclusive,
            _ => Verdict::Pass,
        };
        let fails = dialects.iter().any(|each| each.taken == Taken::Never);
        let next = match ours {
            _ if asked.interrupted => None,
            Some(Taken::Never | Taken::Unknown) => Some(invocation.command("check")),
            _ if fails => Some(invocation.command("check --prove")),
            _ => None,
        };
        Self {
            made: Made::in_form(1),
            command: "dialects",
            started_at: first.map(|run| timestamp(run.started_at)),
            since: earlier.map(|earlier| since(earlier, &robot, &dialects)),
            robot,
            verdict,
            interrupted: asked.interrupted,
            repeat: asked.repeat,
            factors: factors(&dialects, language),
            dialects,
            next,
        }
    }
}

fn row(each: &TriedDialect, language: Language) -> DialectReport {
    let tries: Vec<_> = each.runs.iter().map(ConnectionReport::of).collect();
    let summary = dialect(&each.name).map(|known| known.summary.get(language).to_owned());
    DialectReport {
        name: each.name.clone(),
        summary: summary.unwrap_or_default(),
        taken: each.taken(),
        failed_stage: tries.iter().filter_map(|one| one.failed_stage).min(),
        tries,
    }
}

fn factors(dialects: &[DialectReport], language: Language) -> Vec<FactorReport> {
    let tried = |name: &str| dialects.iter().find(|each| each.name == name);
    let pair = |known: &crate::robot::dialect::Dialect| {
        let (one, other) = (tried(&known.name)?, tried(known.differs_from.as_deref()?)?);
        let (opens, fails) = match (one.taken, other.taken) {
            (Taken::Always, Taken::Never) => (one, other),
            (Taken::Never, Taken::Always) => (other, one),
            _ => return None,
        };
        Some(FactorReport {
            factor: known.factor.as_ref()?.get(language).to_owned(),
            opens: opens.name.clone(),
            fails: fails.name.clone(),
            failed_stage: fails.failed_stage,
        })
    };
    DIALECTS.iter().filter_map(pair).collect()
}

fn since(earlier: &SavedDialects, robot: &RobotFacts, now: &[DialectReport]) -> SinceReport {
    let known = |taken: Taken| taken != Taken::Unknown;
    let changed = |was: &SavedDialect| {
        let is = now.iter().find(|each| each.name == was.name)?.taken;
        (is != was.taken && known(is) && known(was.taken)).then(|| ChangeReport {
            name: was.name.clone(),
            was: was.taken,
            is,
        })
    };
    let other = robot.data2.is_some() && earlier.robot.data2 != robot.data2;
    SinceReport {
        started_at: earlier.started_at.clone(),
        data2_was: earlier.robot.data2.filter(|_| other),
        changes: earlier.dialects.iter().filter_map(changed).collect(),
    }
}

pub fn schema() -> String {
    schema_of::<DialectsReport>()
}

/// What `--list` tells of one of them.
#[derive(Debug, Serialize)]
pub struct ListedDialect {
    pub name: &'static str,
    pub differs_from: Option<&'static str>,
    pub summary: &'static str,
}

impl ListedDialect {
    pub fn all(language: Language) -> Vec<Self> {
        let row = |each: &'static crate::robot::dialect::Dialect| Self {
            name: &each.name,
            differs_from: each.differs_from.as_deref(),
            summary: each.summary.get(language),
        };
        DIALECTS.iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::{healthy, sctp_silent};

    fn tried(name: &str, opens: bool) -> TriedDialect {
        let run = if opens { healthy() } else { sctp_silent("dialects") };
        TriedDialect { name: name.into(), runs: vec![run] }
    }

    fn report(tried: &[TriedDialect], earlier: Option<&SavedDialects>) -> DialectsReport {
        let asked = Asked { repeat: 1, dialects: tried.len(), interrupted: false };
        DialectsReport::of(asked, tried, earlier, &Invocation::default(), Language::English)
    }

    #[test]
    fn a_factor_is_named_only_where_its_two_dialects_part() {
        let all = [
            tried("go2doctor", true),
            tried("three-fingerprints", false),
            tried("sha-256-last", true),
            tried("lower-case", false),
            tried("data-alone", true),
            tried("aiortc-1.14", false),
        ];
        let told = report(&all, None);
        let pairs: Vec<_> =
            told.factors.iter().map(|it| (it.opens.as_str(), it.fails.as_str())).collect();
        let expected = [
            ("go2doctor", "three-fingerprints"),
            ("sha-256-last", "three-fingerprints"),
            ("go2doctor", "lower-case"),
        ];
        assert_eq!(pairs, expected);
        assert_eq!(told.verdict, Verdict::Pass, "a dialect that fails is a result");
        let none = report(&[tried("go2doctor", false)], None);
        assert!(none.factors.is_empty() && none.verdict == Verdict::Fail);
        assert_eq!(none.next.as_deref(), Some("go2doctor check"));
    }

    #[test]
    fn a_later_run_says_what_changed() {
        let before = report(&[tried("go2doctor", true), tried("lower-case", false)], None);
        let text = serde_json::to_vec(&before).expect("it is plain data");
        let mut saved = SavedDialects::read(&text).expect("it is ours");
        let same = report(&[tried("go2doctor", true), tried("lower-case", false)], Some(&saved));
        assert_eq!(same.since.map(|since| since.changes), Some(Vec::new()));
        saved.robot.data2 = Some(3);
        let now = report(&[tried("go2doctor", true), tried("lower-case", true)], Some(&saved));
        let since = now.since.expect("there was a file");
        assert_eq!(since.data2_was, Some(3));
        let (was, is) = (Taken::Never, Taken::Always);
        assert_eq!(since.changes, [ChangeReport { name: "lower-case".into(), was, is }]);
        for other in ["", "{}", "[1]", r#"{"schema_version":1,"command":"reconnect"}"#] {
            assert_eq!(SavedDialects::read(other.as_bytes()), None, "{other}");
        }
    }
}
