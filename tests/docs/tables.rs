//! Tables that are made from the code: between `<!-- generated: NAME -->` and `<!-- end -->`.

use std::collections::HashSet;

use go2doctor::catalogue::catalogue;
use go2doctor::catalogue::entry::{Entry, Found};
use go2doctor::facts::Stage;
use go2doctor::facts::deadlines::Deadlines;
use go2doctor::report::json::schema;
use go2doctor::robot::dialect::{DIALECTS, Dialect};
use go2doctor::robot::offer::PROFILES;
use go2doctor::simulator::fault_table::{FaultSpec, Seconds};
use go2doctor::stack::sdp_lint::{Lint, Weight};
use go2doctor::text::language::Language;
use serde_json::Value;

use crate::expected::{Expected, all, ending};
use crate::floors::{FLOORS, Floor};
use crate::logs::{LogExpected, expected_of_logs, told_otherwise};
use crate::pages::{alone, between, blessing, pages};
use crate::pasted;
use crate::stacks::{StackRow, stacks};

/// The lines of the table of that name.
fn table(name: &str, schema: &Value) -> Vec<String> {
    match name.split_once(' ') {
        None if name == "faults" => faults(),
        None if name == "lints" => lints(),
        None if name == "corpus" => corpus(),
        None if name == "corpus-in-short" => corpus_in_short(),
        None if name == "deadlines" => deadlines(),
        None if name == "dialects" => dialects(),
        None if name == "floors" => floors(),
        None if name == "offers" => offers(),
        None if name == "reports" => pasted::table(),
        None if name == "stacks" => other_stacks(),
        None if name == "undetected" => undetected(),
        Some(("counts", "of findings")) => counts_of_findings(),
        Some(("findings", stage)) => findings(stage),
        Some(("fields", "Report")) => fields(schema),
        Some(("fields", of)) => fields(definition(schema, of)),
        Some(("words", of)) => words(definition(schema, of)),
        _ => panic!("there is no table called {name:?}"),
    }
}

fn faults() -> Vec<String> {
    let row = |(spec, expected): (&FaultSpec, Expected)| {
        let (_, status) = ending(spec);
        let seconds = match spec.seconds {
            Seconds::None => "",
            Seconds::Delay | Seconds::Lasting | Seconds::AfterValidation => "[:SECS]",
        };
        let word = |word: Option<String>| word.map(code).unwrap_or_default();
        let side = expected.side.map(|side| serde_json::to_value(side).expect("it is a word"));
        [
            code(format!("{}{seconds}", spec.name)),
            spec.summary.get(Language::English).to_owned(),
            word(spec.stage.map(|stage| stage.name().to_owned())),
            word(expected.reason.clone()),
            status.to_string(),
            word(expected.given().map(str::to_owned)),
            side.and_then(|side| side.as_str().map(str::to_owned)).unwrap_or_default(),
        ]
    };
    let heads = ["fault", "the robot", "blamed", "reason", "exit", "first finding", "side"];
    rows(heads, all().into_iter().map(row))
}

/// The faults that a log tells otherwise than a check.
fn corpus() -> Vec<String> {
    let row = |(fault, told, note): (String, LogExpected, String)| {
        let side = told.side.map(|side| serde_json::to_value(side).expect("it is a word"));
        [
            code(fault),
            told.rung.map(|rung| code(rung.name())).unwrap_or_default(),
            told.first.map(code).unwrap_or_default(),
            side.and_then(|side| side.as_str().map(str::to_owned)).unwrap_or_default(),
            if told.umbrella { "one of several" } else { "" }.to_owned(),
            note,
        ]
    };
    let heads = ["fault", "breaks at", "first finding", "side", "", "why"];
    rows(heads, told_otherwise().into_iter().map(row))
}

/// What the logs of drivers on other stacks must be read as.
fn other_stacks() -> Vec<String> {
    let row = |row: StackRow| {
        let or = |words: &[String]| words.iter().map(code).collect::<Vec<_>>().join(" or ");
        let less = if row.less { ", or less" } else { "" };
        [
            row.stacks.join(", "),
            row.robot.iter().map(code).collect::<Vec<_>>().join(" "),
            row.rung.map(|rung| code(rung.name())).unwrap_or_default(),
            format!("{}{less}", or(&row.first)),
            row.own.unwrap_or_default(),
        ]
    };
    let heads = ["driver on", "robot", "breaks at", "first finding", "why not as a check"];
    rows(heads, stacks().into_iter().map(row))
}

/// How many logs the corpus has, and how sharply they must be told.
fn corpus_in_short() -> Vec<String> {
    let logs = expected_of_logs();
    let umbrellas = logs.iter().filter(|(_, told)| told.umbrella).count();
    let heads = ["logs", "told by what is wrong", "told as one of several that look alike"];
    let counts = [logs.len(), logs.len() - umbrellas, umbrellas];
    rows(heads, [counts.map(|count| count.to_string())].into_iter())
}

fn dialects() -> Vec<String> {
    let row = |each: &Dialect| {
        let factor = each.factor.as_ref().map(|factor| factor.get(Language::English).to_owned());
        let other = each.differs_from.as_ref().map(code).unwrap_or_default();
        [code(&each.name), code(&each.offer), other, factor.unwrap_or_default()]
    };
    rows(["dialect", "its offer", "differs from", "in"], DIALECTS.iter().map(row))
}

fn lints() -> Vec<String> {
    let row = |lint: &Lint| {
        let then = match lint.weight() {
            Weight::Noted => "noted",
            Weight::Disturbing => "a warning: other clients may fail",
            Weight::OurLimit => "inconclusive: go2doctor compares SHA-256 alone",
            Weight::Fatal => "the answer is unusable",
        };
        [code(lint.code()), then.into()]
    };
    rows(["code", "then"], Lint::ALL.iter().map(row))
}

fn deadlines() -> Vec<String> {
    let deadlines = Deadlines::default();
    let row = |stage| [code(stage), format!("{} s", deadlines.of(stage).as_secs_f64())];
    rows(["stage", "at most"], Stage::ALL.into_iter().map(row))
}

fn floors() -> Vec<String> {
    let rooms = (1..).zip(FLOORS).flat_map(|(floor, rooms): (usize, &Floor)| {
        rooms.iter().map(move |(room, holds)| [floor.to_string(), code(room), (*holds).to_owned()])
    });
    rows(["floor", "room", "holds"], rooms)
}

fn offers() -> Vec<String> {
    let row = |profile: &go2doctor::robot::offer::Profile| {
        [code(profile.name), profile.summary.to_owned()]
    };
    rows(["profile", "what it offers"], PROFILES.iter().map(row))
}

/// The name of an entry's stage in the names of tables.
fn place(entry: &Entry) -> &'static str {
    entry.stage.map_or(NO_STAGE, Stage::name)
}

/// In the place of a stage's name.
const NO_STAGE: &str = "none";

/// Every place of [`place`].
fn places() -> impl Iterator<Item = &'static str> {
    Stage::ALL.into_iter().map(Stage::name).chain([NO_STAGE])
}

/// The entries of a stage.
fn findings(stage: &str) -> Vec<String> {
    assert!(places().any(|place| place == stage), "{stage:?} is no stage");
    let row = |entry: &Entry| {
        let ways: Vec<_> = entry.found.iter().map(|way| code(command(*way))).collect();
        let explained = || "*explained only*".to_owned();
        [
            code(&entry.code),
            word(&entry.severity),
            word(&entry.side),
            if ways.is_empty() { explained() } else { ways.join(", ") },
            entry.title.get(Language::English).replace('|', "\\|"),
        ]
    };
    let here = catalogue().entries().iter().filter(|entry| place(entry) == stage);
    rows(["code", "severity", "side", "found by", "what it says"], here.map(row))
}

/// How many there are, by stage and by what finds them.
fn counts_of_findings() -> Vec<String> {
    let all = || catalogue().entries().iter();
    let row = |name: String, here: Vec<&Entry>| {
        let by = |way| here.iter().filter(|entry| entry.found.contains(&way)).count();
        let explained = here.iter().filter(|entry| entry.found.is_empty()).count();
        let ways = [Found::Live, Found::Env, Found::Logs, Found::Discover, Found::Dds].map(by);
        let [live, env, logs, discover, dds] = ways.map(|count| count.to_string());
        [name, here.len().to_string(), live, env, logs, discover, dds, explained.to_string()]
    };
    let by_place =
        places().map(|name| row(code(name), all().filter(|it| place(it) == name).collect()));
    let sum = row("**all**".into(), all().collect());
    let heads = [
        "stage",
        "findings",
        "`check`",
        "`env`",
        "`logs`",
        "`discover`",
        "`dds`",
        "*explained only*",
    ];
    rows(heads, by_place.chain([sum]))
}

/// What is only explained, and why.
fn undetected() -> Vec<String> {
    let explained = catalogue().entries().iter().filter(|entry| entry.found.is_empty());
    let row = |entry: &Entry| {
        let why = entry.undetected.as_ref().expect("a test holds that there is a reason");
        [code(&entry.code), why.get(Language::English).to_owned()]
    };
    rows(["code", "why go2doctor does not find it"], explained.map(row))
}

/// The command that finds it so.
fn command(way: Found) -> &'static str {
    match way {
        Found::Live => "check",
        Found::Env => "env",
        Found::Logs => "logs",
        Found::Discover => "discover",
        Found::Dds => "dds",
    }
}

/// A value that reports write as a word.
fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).expect("it is a word");
    code(value.as_str().expect("it is a word"))
}

/// Every field of an object of the report, with its type and meaning.
fn fields(object: &Value) -> Vec<String> {
    let required = object["required"].as_array().expect("the schema is that of what is written");
    let row = |name: &Value| {
        let name = name.as_str().expect("a field has a name");
        let field = &object["properties"][name];
        [code(name), kind(field), sentence(field)]
    };
    rows(["field", "is", "meaning"], required.iter().map(row))
}

/// Every value of an enumeration of words.
fn words(object: &Value) -> Vec<String> {
    let values = object["oneOf"].as_array().expect("an enumeration");
    let word = |value: &Value| code(value["const"].as_str().expect("a word"));
    rows(["word", "meaning"], values.iter().map(|value| [word(value), sentence(value)]))
}

fn definition<'a>(schema: &'a Value, name: &str) -> &'a Value {
    schema["$defs"].get(name).unwrap_or_else(|| panic!("the schema has no {name:?}"))
}

/// The type of a field, in JSON's words.
fn kind(field: &Value) -> String {
    if let Some(reference) = field["$ref"].as_str() {
        return named(reference);
    }
    let several = field["anyOf"].as_array().map(|all| all.iter().map(kind).collect::<Vec<_>>());
    let types = several.unwrap_or_else(|| match &field["type"] {
        Value::Array(types) => types.iter().map(|kind| kind_of(kind, field)).collect(),
        one => vec![kind_of(one, field)],
    });
    types.join(" or ")
}

fn kind_of(kind: &Value, field: &Value) -> String {
    match kind.as_str().expect("a type is a word") {
        "array" => format!("array of {}", self::kind(&field["items"])),
        other => other.to_owned(),
    }
}

/// The name of a definition that a field refers to.
fn named(reference: &str) -> String {
    let name = reference.rsplit('/').next().unwrap_or(reference);
    format!("`{name}`")
}

/// The first paragraph of a description on one line, without the links of rustdoc.
fn sentence(described: &Value) -> String {
    let text = described["description"].as_str().unwrap_or_default();
    let first = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    first.replace("[`", "`").replace("`]", "`").replace('|', "\\|")
}

fn code(text: impl std::fmt::Display) -> String {
    format!("`{text}`")
}

fn rows<const N: usize>(heads: [&str; N], rows: impl Iterator<Item = [String; N]>) -> Vec<String> {
    let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let mut lines = vec![line(&heads.map(str::to_owned)), format!("|{}", "---|".repeat(N))];
    lines.extend(rows.map(|row| line(&row)));
    lines
}

#[test]
fn tables_are_those_of_the_code() {
    let _alone = alone();
    let schema: Value = serde_json::from_str(&schema()).expect("it is JSON");
    let (mut drifted, mut seen) = (Vec::new(), HashSet::new());
    for page in pages() {
        let mut lines = page.lines();
        let opens = |line: &str| {
            let name = line.strip_prefix("<!-- generated: ")?.strip_suffix(" -->")?;
            Some(name.to_owned())
        };
        for (name, range) in between(&lines, opens, |line| line == "<!-- end -->").into_iter().rev()
        {
            let made = table(&name, &schema);
            if lines[range.clone()] != made {
                drifted.push(format!("{}: {name}", page.name()));
                lines.splice(range, made);
            }
            seen.insert(name);
        }
        if blessing() {
            page.rewrite(&lines);
        }
    }
    assert!(blessing() || drifted.is_empty(), "{drifted:#?}\nGO2DOCTOR_BLESS=1 rewrites them");
    for name in schema["$defs"].as_object().expect("the schema has definitions").keys() {
        let documented = !name.ends_with("Evidence") || seen.contains(&format!("fields {name}"));
        assert!(documented, "{name} is not documented");
    }
    assert!(seen.contains("faults"), "the faults are not documented");
    for place in places() {
        assert!(seen.contains(&format!("findings {place}")), "no findings of {place}");
    }
}
