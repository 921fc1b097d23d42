//! What goes into a bundle: everything is masked before it is written, and searched afterwards.

use serde_json::Value;

use super::archive::{Entry, manifest};
use super::issue;
use super::kind::Kind;
use super::mask::{Counts, Masks};
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
    /// Variables of the environment that bear on a connection.
    pub environment: Vec<(String, String)>,
    /// Values that are secret whatever their form.
    pub secrets: Vec<(Kind, String)>,
}

/// Why there is no bundle.
#[derive(Debug)]
pub enum BundleError {
    /// A value that had to be masked is still in this file.
    Left { file: String, kinds: Vec<Kind> },
    /// The report could not be read again after masking.
    Report(serde_json::Error),
}

/// The files of the bundle, the manifest aside.
pub fn contents(material: &Material, language: Language) -> Result<Vec<Entry>, BundleError> {
    let mut report = serde_json::to_value(&material.report).map_err(BundleError::Report)?;
    let masks = masks(material, &report);
    let mut of_report = Counts::new();
    masks.masked_value(&mut report, &mut of_report);
    let entry = |name: &str, text: String| Entry {
        name: name.into(),
        bytes: text.into_bytes(),
        masked: of_report.clone(),
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
        environment(material, &masks),
    ];
    for (number, (name, text)) in (1..).zip(&material.logs) {
        let (text, masked) = masks.masked(text);
        let name = format!("logs/{number}-{}", plain(&masks.masked(name).0));
        entries.push(Entry { name, bytes: text.into_bytes(), masked });
    }
    nothing_left(&masks, &entries)?;
    Ok(entries)
}

fn masks(material: &Material, report: &Value) -> Masks {
    let mut masks = Masks::default();
    material.secrets.iter().for_each(|(kind, value)| masks.add(*kind, value));
    texts(report, &mut |text| masks.learn(text));
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
        Value::Array(all) => all.iter().for_each(|value| texts(value, each)),
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
    Entry { name: "environment.txt".into(), bytes: text.into_bytes(), masked }
}

/// A file's name without what a zip, or whoever unpacks it, could take for a path.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = last.chars().take(80).map(|c| if fits(c) { c } else { '_' }).collect();
    if name.trim_matches('.').is_empty() { "log".into() } else { name }
}

/// Looks for every known value in every file, the manifest and the names among them.
fn nothing_left(masks: &Masks, entries: &[Entry]) -> Result<(), BundleError> {
    let manifest = manifest(entries).unwrap_or_default();
    let names = entries.iter().map(|entry| (entry.name.as_str(), entry.name.as_bytes()));
    let files = entries.iter().map(|entry| (entry.name.as_str(), entry.bytes.as_slice()));
    let all = files.chain(names).chain([("manifest.json", manifest.as_slice())]);
    for (file, bytes) in all {
        let kinds = masks.left_in(bytes);
        if !kinds.is_empty() {
            return Err(BundleError::Left { file: file.into(), kinds });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
