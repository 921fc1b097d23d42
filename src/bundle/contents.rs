//! What goes into a bundle: everything is masked before it is written, and searched afterwards.

use std::io;

use serde_json::Value;

use super::archive::{Entry, Form, MANIFEST, manifest};
use super::capture::{Capture, in_bundle};
use super::issue;
use super::kind::Kind;
use super::mask::{Counts, Masks, SHORTEST};
use crate::report::document::Document;
use crate::report::html::html;
use crate::report::markdown::markdown;
use crate::report::model::{Report, Tool};
use crate::report::reader::Reader;
use crate::report::saved_run::Retold;
use crate::text::language::Language;

/// What a bundle is made of, as it was found.
#[derive(Debug)]
pub struct Material {
    pub report: Report,
    /// Names and contents of the chosen logs.
    pub logs: Vec<(String, String)>,
    pub capture: Option<Capture>,
    /// Variables of the environment that bear on a connection.
    pub environment: Vec<(String, String)>,
    /// Values that are secret whatever their form.
    pub secrets: Vec<(Kind, String)>,
}

/// Why there is no bundle.
#[derive(Debug)]
pub enum BundleError {
    /// A value that had to be masked is still in this file.
    Left {
        file: String,
        kinds: Vec<Kind>,
    },
    /// The report could not be read again after masking.
    Report(serde_json::Error),
    Capture(io::Error),
}

/// The files of the bundle, the manifest aside.
///
/// A name that is a word of every report, of a user called `robot` for instance, tells nothing and
/// would be everywhere: it is found in what is left, and stays.
pub fn contents(material: &Material, language: Language) -> Result<Vec<Entry>, BundleError> {
    let report = serde_json::to_value(&material.report).map_err(BundleError::Report)?;
    let mut masks = masks(material, &report);
    loop {
        let words = match entries(material, &masks, report.clone(), language) {
            Ok(entries) => match words_of_ours(left(&masks, &entries))? {
                words if words.is_empty() => return Ok(entries),
                words => words,
            },
            Err(error) => match names_that_stand_alone(&masks, &report) {
                words if words.is_empty() => return Err(error),
                words => words,
            },
        };
        masks.forget(&words);
    }
}

fn entries(
    material: &Material,
    masks: &Masks,
    mut report: Value,
    language: Language,
) -> Result<Vec<Entry>, BundleError> {
    let mut of_report = Counts::new();
    masks.masked_value(&mut report, &mut of_report);
    let entry = |name: &str, text: String| Entry {
        name: name.into(),
        bytes: text.into_bytes(),
        masked: of_report.clone(),
        form: Form::Told,
    };
    let report: Report = serde_json::from_value(report).map_err(BundleError::Report)?;
    let json = serde_json::to_string_pretty(&report).map_err(BundleError::Report)? + "\n";
    let run = report.run();
    let reader = Reader { language, retold: Some(retold(report)), ..Reader::default() };
    let document = Document::of(&run, &reader);
    let markdown = markdown(&document);
    let mut entries = vec![
        entry("issue.md", issue::text(&run, &markdown, language)),
        entry("report.html", html(&document)),
        entry("report.md", markdown),
        entry("report.json", json),
        environment(material, masks),
    ];
    for (number, (name, text)) in (1..).zip(&material.logs) {
        let (text, masked) = masks.masked(text);
        let name = format!("logs/{number}-{}", plain(&masks.masked(name).0));
        entries.push(Entry { name, bytes: text.into_bytes(), masked, form: Form::Copied });
    }
    if let Some(capture) = &material.capture {
        entries.push(in_bundle(capture, masks).map_err(BundleError::Capture)?);
    }
    Ok(entries)
}

fn masks(material: &Material, report: &Value) -> Masks {
    let mut masks = Masks::default();
    material.secrets.iter().for_each(|(kind, value)| masks.add(*kind, value));
    texts(report, &mut |text| masks.learn(text));
    if let Some(capture) = &material.capture {
        capture.learnt_by(&mut masks);
    }
    for (name, text) in material.logs.iter().chain(&material.environment) {
        masks.learn(name);
        masks.learn(text);
        // As a shell shows it, for the name tells what its value is.
        masks.learn(&format!("{name}={text}"));
    }
    masks
}

/// Every text of a JSON value, with its name where it has one.
fn texts(value: &Value, each: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => each(text),
        Value::Array(all) => {
            // A command's words, as they were typed.
            let words: Vec<_> = all.iter().filter_map(Value::as_str).collect();
            each(&words.join(" "));
            all.iter().for_each(|value| texts(value, each));
        }
        Value::Object(all) => {
            for (name, value) in all {
                if let Value::String(text) = value {
                    each(&format!("\"{name}\": \"{text}\""));
                }
                texts(value, each);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The findings of then, in full where today's rules find the same of what is left after masking.
fn retold(report: Report) -> Retold {
    let run = report.run();
    let codes = |retold: &Retold| -> Vec<String> {
        retold.diagnosis.findings().iter().map(|each| each.code().to_owned()).collect()
    };
    let again = Retold::new(report.clone(), &run, true);
    let then = Retold::new(report, &run, false);
    if codes(&again) == codes(&then) { Retold { anew: false, ..again } } else { then }
}

fn environment(material: &Material, masks: &Masks) -> Entry {
    let tool = Tool::this();
    let mut text = format!(
        "{} {}\n{} {}\n",
        tool.name,
        tool.version,
        std::env::consts::OS,
        std::env::consts::ARCH
    );
    for (name, value) in &material.environment {
        text += &format!("{name}={}\n", value.replace(['\n', '\r'], " "));
    }
    let (text, masked) = masks.masked(&text);
    let bytes = text.into_bytes();
    Entry { name: "environment.txt".into(), bytes, masked, form: Form::Copied }
}

/// A file's name without what a zip, or whoever unpacks it, could take for a path.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = last.chars().take(80).map(|c| if fits(c) { c } else { '_' }).collect();
    if name.trim_matches('.').is_empty() { "log".into() } else { name }
}

/// A known value that is still in a file.
struct Left {
    file: String,
    form: Form,
    kind: Kind,
    value: String,
}

/// Looks for every known value in every file, the manifest and the names among them.
fn left(masks: &Masks, entries: &[Entry]) -> Vec<Left> {
    /// In random bytes nothing so long stands by chance.
    const LONG: usize = 2 * SHORTEST;
    let manifest = manifest(entries).unwrap_or_default();
    let names = entries.iter().map(|it| (it.name.as_str(), it.name.as_bytes(), Form::Copied));
    let files = entries.iter().map(|it| (it.name.as_str(), it.bytes.as_slice(), it.form));
    let all = files.chain(names).chain([(MANIFEST, manifest.as_slice(), Form::Told)]);
    all.flat_map(|(file, bytes, form)| {
        let left = match form {
            Form::Told | Form::Copied => masks.left_in(bytes, 0),
            Form::Packets => masks.left_in(bytes, LONG),
            Form::AsItWas => Vec::new(),
        };
        left.into_iter().map(move |(kind, value)| Left { file: file.into(), form, kind, value })
    })
    .collect()
}

/// The names that are left in nothing but our own words; an error where there is more.
fn words_of_ours(left: Vec<Left>) -> Result<Vec<String>, BundleError> {
    let is_ours = |it: &Left| it.form == Form::Told && it.kind.is_name();
    if let Some(first) = left.iter().find(|it| !is_ours(it)) {
        let here = left.iter().filter(|it| it.file == first.file && !is_ours(it));
        let mut kinds: Vec<_> = here.map(|it| it.kind).collect();
        kinds.dedup();
        return Err(BundleError::Left { file: first.file.clone(), kinds });
    }
    Ok(left.into_iter().map(|it| it.value).collect())
}

/// The names without which the report is none any more: they are words of its form.
fn names_that_stand_alone(masks: &Masks, report: &Value) -> Vec<String> {
    let is_word = |name: &&String| {
        let mut masked = report.clone();
        masks.alone(name).masked_value(&mut masked, &mut Counts::new());
        masked != *report && serde_json::from_value::<Report>(masked).is_err()
    };
    masks.names().filter(is_word).cloned().collect()
}

#[cfg(test)]
mod tests;
