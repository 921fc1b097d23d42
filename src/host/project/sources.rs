//! What a project's Python sources say of their WebRTC connection.
//!
//! They are read as text, line by line. That finds what drivers write in practice; it cannot follow
//! what a program computes, so a line found is a fact and its absence is weaker.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Instant;

use regex::Regex;

use super::files::ProjectFiles;
use super::{LONGEST, MOST_TOLD, SOURCE_LIMIT};
use crate::facts::SourceLine;
use crate::host::machine::Machine;
use crate::host::python_source::{code, imports};
use crate::text::redact::{MASK, printable};

const ALL_SOURCES_LIMIT: usize = 16 * 1024 * 1024;

/// Every line that tells something holds one of these words; most files hold none, and a library
/// finds that out at a gigabyte a second.
static TELLING: LazyLock<Regex> = LazyLock::new(|| {
    let words =
        "aiortc|aioice|unitree_webrtc_connect|X509_DIGEST_ALGORITHMS|RTCIceServer|iceServers";
    Regex::new(&format!("{words}|stuns?:|turns?:")).expect("it is a regular expression")
});

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sources {
    pub ice_servers: Vec<SourceLine>,
    /// The line that replaces aiortc's list of certificate hashes.
    pub sha256_patch: Option<SourceLine>,
    /// The line that replaces aioice's connection by one with shared credentials.
    pub credentials_patch: Option<SourceLine>,
    pub imports_aiortc: Option<SourceLine>,
    pub imports_published: Option<SourceLine>,
    /// The files that import aiortc, aioice or the published driver.
    pub of_driver: Vec<PathBuf>,
    pub complete: bool,
}

pub(super) fn read(machine: &dyn Machine, project: &ProjectFiles, until: Instant) -> Sources {
    let mut sources = Sources { complete: project.complete, ..Sources::default() };
    let mut read = 0;
    for file in &project.sources {
        if read >= ALL_SOURCES_LIMIT || Instant::now() >= until {
            sources.complete = false;
            break;
        }
        let Ok(text) = machine.read_text(file, SOURCE_LIMIT) else {
            sources.complete = false;
            continue;
        };
        read += text.len();
        sources.complete &= text.len() < SOURCE_LIMIT;
        if !TELLING.is_match(&text) {
            continue;
        }
        sources.take(&relative(&project.root, file), &text);
        let packages = ["aiortc", "aioice", "unitree_webrtc_connect"];
        if text.lines().map(code).any(|code| packages.iter().any(|name| imports(code, name))) {
            sources.of_driver.push(file.clone());
        }
    }
    sources
}

pub(super) fn relative(root: &Path, file: &Path) -> String {
    let file = file.strip_prefix(root).unwrap_or(file);
    printable(file.display().to_string(), LONGEST)
}

/// The line that a text first stands in; the parsers do not keep it.
pub(super) fn line_of(text: &str, wanted: &str) -> u64 {
    let found = (1..).zip(text.lines()).find(|(_, line)| line.trim() == wanted);
    let within = || (1..).zip(text.lines()).find(|(_, line)| line.contains(wanted));
    found.or_else(within).map_or(1, |(number, _)| number)
}

impl Sources {
    pub(super) fn take(&mut self, file: &str, text: &str) {
        for (number, line) in (1..).zip(text.lines()) {
            let code = code(line);
            if code.is_empty() {
                continue;
            }
            let at = || SourceLine { file: file.into(), line: number, text: shown(code) };
            for (first, found) in [
                (&mut self.imports_aiortc, imports(code, "aiortc")),
                (&mut self.imports_published, imports(code, "unitree_webrtc_connect")),
                (&mut self.sha256_patch, replaces_hashes(code)),
                (&mut self.credentials_patch, replaces_connection(code)),
            ] {
                if found {
                    first.get_or_insert_with(at);
                }
            }
            if names_server(code) && self.ice_servers.len() < MOST_TOLD {
                self.ice_servers.push(at());
            }
        }
    }
}

/// `aiortc.rtcdtlstransport.X509_DIGEST_ALGORITHMS = …`, as the published driver has it since
/// 2.0.0, or the removal of an entry. A list of the file's own replaces nothing.
fn replaces_hashes(code: &str) -> bool {
    let Some((before, after)) = code.split_once("X509_DIGEST_ALGORITHMS") else { return false };
    let after = after.trim_start_matches(['"', '\'']).trim_start();
    let assigned = after.starts_with('=') && !after.starts_with("==");
    let removed = after.starts_with(".pop(") || after.starts_with(".clear(");
    let by_name = before.contains("setattr(") && after.starts_with(',');
    (assigned && before.ends_with('.')) || removed || by_name || before.starts_with("del ")
}

/// `aioice.Connection = …`: every m-section then has the credentials of one class.
fn replaces_connection(code: &str) -> bool {
    ["aioice.Connection", "aioice.ice.Connection"].iter().any(|name| {
        let rest = code.strip_prefix(name).map(str::trim_start);
        rest.is_some_and(|rest| rest.starts_with('=') && !rest.starts_with("=="))
    })
}

/// A STUN or TURN address, or the making of a server. A configuration without servers is none.
fn names_server(code: &str) -> bool {
    let address = ["stun:", "stuns:", "turn:", "turns:"]
        .iter()
        .any(|scheme| code.split(['"', '\'']).skip(1).any(|text| text.starts_with(scheme)));
    let made = code.contains("RTCIceServer(") && !code.starts_with("class ");
    let list = code.split_once("iceServers").is_some_and(|(_, rest)| {
        let value = rest.trim_start_matches(['"', '\'', ' ']);
        let value = value.strip_prefix(['=', ':']).map(str::trim_start).unwrap_or_default();
        let empty = ["[]", "None", "list[", "List[", "Optional[", "="];
        !value.is_empty() && !empty.iter().any(|none| value.starts_with(none))
    });
    address || made || list
}

/// The line as it is told: short, harmless, and without what stands behind a
/// word that announces a secret.
fn shown(code: &str) -> String {
    let lower = code.to_ascii_lowercase();
    let words = ["credential", "password", "passwd", "token", "secret"];
    let ends = words.iter().filter_map(|word| lower.find(word).map(|at| at + word.len()));
    match ends.min() {
        Some(at) => format!("{}{MASK}", printable(&code[..at], LONGEST)),
        None => printable(code, LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> Sources {
        // What is passed over unread tells nothing.
        let passed_over = !TELLING.is_match(text);
        let mut sources = Sources::default();
        sources.take("driver.py", text);
        assert!(!passed_over || sources == Sources::default(), "{text}");
        sources
    }

    fn line(found: Option<&SourceLine>) -> Option<u64> {
        found.map(|found| found.line)
    }

    #[test]
    fn a_server_is_found_and_a_configuration_without_one_is_not() {
        let servers = [
            "ice = RTCIceServer(urls=\"stun:stun.l.google.com:19302\")",
            "    urls='turn:relay.example:3478',",
            "config = RTCConfiguration(iceServers=[google])",
            "{\"iceServers\": [server]}",
        ];
        for text in servers {
            assert_eq!(taken(text).ice_servers.len(), 1, "{text}");
        }
        let none = [
            "from aiortc import RTCConfiguration, RTCIceServer",
            "    RTCIceServer,",
            "# urls=\"stun:stun.l.google.com:19302\"",
            "RTCConfiguration(iceServers=[])",
            "iceServers: Optional[list[RTCIceServer]] = None",
            "class RTCIceServer(object):",
            "print('return: ok')",
        ];
        for text in none {
            assert_eq!(taken(text).ice_servers, [], "{text}");
        }
    }

    #[test]
    fn a_patch_is_found_in_each_form_that_drivers_have() {
        let patches = [
            "aiortc.rtcdtlstransport.X509_DIGEST_ALGORITHMS = X509_DIGEST_ALGORITHMS",
            "    dtls.X509_DIGEST_ALGORITHMS = {\"sha-256\": hashes.SHA256()}",
            "setattr(dtls, \"X509_DIGEST_ALGORITHMS\", {})",
            "X509_DIGEST_ALGORITHMS.pop(\"sha-384\")",
            "del dtls.X509_DIGEST_ALGORITHMS[\"sha-512\"]",
        ];
        for text in patches {
            assert_eq!(line(taken(text).sha256_patch.as_ref()), Some(1), "{text}");
        }
        let none = [
            "from aiortc.rtcdtlstransport import RTCDtlsTransport, X509_DIGEST_ALGORITHMS",
            "X509_DIGEST_ALGORITHMS = {\"sha-256\": \"SHA256\"}",
            "# aiortc.rtcdtlstransport.X509_DIGEST_ALGORITHMS = X509_DIGEST_ALGORITHMS",
            "assert dtls.X509_DIGEST_ALGORITHMS == {}",
        ];
        for text in none {
            assert_eq!(taken(text).sha256_patch, None, "{text}");
        }
        let text = "import aioice\n\naioice.Connection = Connection  # type: ignore\n";
        assert_eq!(line(taken(text).credentials_patch.as_ref()), Some(3));
        assert_eq!(taken("if aioice.Connection == x:").credentials_patch, None);
    }

    #[test]
    fn imports_are_told_from_names_that_begin_alike() {
        for text in ["import aiortc", "from aiortc import x", "import os, aiortc.sdp as s"] {
            assert!(taken(text).imports_aiortc.is_some(), "{text}");
        }
        for text in ["import aiortc_extras", "from .aiortc import x", "\"import aiortc\""] {
            assert_eq!(taken(text).imports_aiortc, None, "{text}");
        }
        let text = "from unitree_webrtc_connect.constants import RTC_TOPIC";
        assert!(taken(text).imports_published.is_some());
    }

    #[test]
    fn a_secret_is_not_told_and_lines_are_bounded() {
        let text = "RTCIceServer(urls=u, username='me', credential='hunter2')\n".repeat(99);
        let found = taken(&text).ice_servers;
        assert_eq!(found.len(), MOST_TOLD);
        assert!(!found[0].text.contains("hunter2") && found[0].text.contains("credential"));
        let long = format!("x = 'stun:{}\u{1b}'", "電".repeat(400));
        let told = &taken(&long).ice_servers[0].text;
        assert_eq!(told.chars().count(), LONGEST);
        assert!(!told.contains('\u{1b}'));
    }
}
