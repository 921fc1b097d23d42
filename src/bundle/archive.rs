//! The zip itself, and its manifest.

use std::io::{self, Seek, Write};

use serde::Serialize;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::mask::Counts;
use crate::report::model::Tool;
use crate::text::format::hex;

/// The name of the manifest in the zip.
pub const MANIFEST: &str = "manifest.json";

/// A file of the bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub bytes: Vec<u8>,
    /// What was masked in it.
    pub masked: Counts,
    pub form: Form,
}

/// How a file is searched for what had to be masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text of ours around what was measured, which is masked.
    Told,
    /// Somebody else's text.
    Copied,
    /// Bytes of the wire, in which a short word may stand by chance.
    Packets,
    /// Taken in as it was, because its user asked for that.
    AsItWas,
}

#[derive(Serialize)]
struct Manifest<'a> {
    schema_version: u32,
    tool: Tool,
    files: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct Listed<'a> {
    file: &'a str,
    bytes: usize,
    sha256: String,
    /// How many values of each kind have something else in their place.
    masked: &'a Counts,
    /// Nothing was masked in it, for whoever made the bundle wished it so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    as_it_was: bool,
}

/// What the bundle holds, for whoever gets it: JSON.
pub fn manifest(entries: &[Entry]) -> io::Result<Vec<u8>> {
    let listed = |entry: &'_ Entry| -> (usize, String) {
        let hash = Sha256::digest(&entry.bytes);
        (entry.bytes.len(), hex(&hash))
    };
    let files = entries.iter().map(|entry| {
        let (bytes, sha256) = listed(entry);
        let as_it_was = entry.form == Form::AsItWas;
        Listed { file: &entry.name, bytes, sha256, masked: &entry.masked, as_it_was }
    });
    let manifest = Manifest { schema_version: 1, tool: Tool::this(), files: files.collect() };
    let mut text = serde_json::to_vec_pretty(&manifest)?;
    text.push(b'\n');
    Ok(text)
}

/// Writes the zip, its manifest first and as it is: by that a bundle is known again.
pub fn write(entries: &[Entry], out: impl Write + Seek) -> io::Result<()> {
    let mut zip = ZipWriter::new(out);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o600);
    let manifest = manifest(entries)?;
    let files = entries.iter().map(|entry| (entry.name.as_str(), entry.bytes.as_slice()));
    let stored = options.compression_method(CompressionMethod::Stored);
    let files = files.map(|(name, bytes)| (name, bytes, options));
    for (name, bytes, options) in [(MANIFEST, manifest.as_slice(), stored)].into_iter().chain(files)
    {
        zip.start_file(name, options).map_err(io::Error::other)?;
        zip.write_all(bytes)?;
    }
    zip.finish().map_err(io::Error::other)?.flush()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;
    use crate::bundle::kind::Kind;

    #[test]
    fn what_was_put_in_comes_out_and_is_listed() {
        let masked = Counts::from([(Kind::Mac, 2)]);
        let entry = Entry {
            name: "logs/1-x.log".into(),
            bytes: b"hello".to_vec(),
            masked,
            form: Form::Told,
        };
        let mut written = Cursor::new(Vec::new());
        write(std::slice::from_ref(&entry), &mut written).expect("it works");
        let mut zip = zip::ZipArchive::new(written).expect("it is a zip");
        let mut read = |name: &str| {
            let mut text = String::new();
            zip.by_name(name).expect("it is there").read_to_string(&mut text).expect("UTF-8");
            text
        };
        assert_eq!(read("logs/1-x.log"), "hello");
        let manifest: serde_json::Value = serde_json::from_str(&read(MANIFEST)).expect("JSON");
        let listed = &manifest["files"][0];
        assert_eq!(listed["masked"]["mac"], 2);
        assert_eq!(listed["bytes"], 5);
        let hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        assert_eq!(listed["sha256"], hello);
    }
}
