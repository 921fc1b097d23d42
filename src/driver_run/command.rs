//! The driver's command line: found before anything is sent, and shown without its secrets.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::{env, io};

use crate::host::programs;
use crate::text::redact::{MASK, harmless};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriverCommand {
    pub name: OsString,
    pub program: PathBuf,
    pub arguments: Vec<OsString>,
    /// The arguments as they were typed, where places in them were filled.
    pub typed: Option<Vec<OsString>>,
    /// Variables that it gets, or loses.
    pub environment: Vec<(&'static str, Option<String>)>,
}

impl DriverCommand {
    /// Of the words `CMD ARG…`; `path` is that of the environment. The error is that of the
    /// system, had it been asked to start the program.
    pub fn find(words: &[OsString], path: Option<&OsStr>) -> io::Result<Self> {
        let (name, arguments) =
            words.split_first().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        let folders = path.map(env::split_paths).into_iter().flatten();
        let program = programs::find(name, folders)?;
        Ok(Self {
            name: name.clone(),
            program,
            arguments: arguments.to_vec(),
            typed: None,
            environment: Vec::new(),
        })
    }

    /// Gives it a variable, or takes it away.
    pub fn set(&mut self, name: &'static str, value: Option<String>) {
        self.environment.push((name, value));
    }

    /// With each place in its arguments, `{robot}` for instance, filled in. Arguments that are no
    /// UTF-8 hold none.
    #[must_use]
    pub fn with_places(mut self, places: &[(&str, String)]) -> Self {
        self.typed.get_or_insert_with(|| self.arguments.clone());
        for argument in &mut self.arguments {
            if let Some(text) = argument.to_str() {
                let filled = places
                    .iter()
                    .fold(text.to_owned(), |text, (place, value)| text.replace(place, value));
                *argument = filled.into();
            }
        }
        self
    }

    /// As it was typed.
    pub fn shown(&self) -> Vec<String> {
        let arguments = self.typed.as_ref().unwrap_or(&self.arguments);
        let words = std::iter::once(&self.name).chain(arguments);
        masked(&words.map(|word| harmless(&word.to_string_lossy())).collect::<Vec<_>>())
    }
}

/// Parts of names whose values are nobody's business: `--aes-key`, `ROBOT_TOKEN`, `password:=`.
const SECRET: [&str; 6] = ["key", "token", "pass", "secret", "serial", "mail"];

/// A key is as many hexadecimal digits, and so are most other secrets.
const HEX: usize = 32;

/// The words of a command line without the secrets among them.
fn masked(words: &[String]) -> Vec<String> {
    let mut of_the_last = false;
    let masked = words.iter().map(|word| {
        let value_of_the_last = std::mem::take(&mut of_the_last) && !word.starts_with('-');
        if value_of_the_last {
            return MASK.to_owned();
        }
        if let Some((name, value)) = word.split_once('=')
            && is_secret(name)
            && !value.is_empty()
        {
            return format!("{name}={MASK}");
        }
        of_the_last = word.starts_with('-') && is_secret(word);
        without_hex(word)
    });
    masked.collect()
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET.iter().any(|part| name.contains(part))
}

/// The word, every long run of hexadecimal digits masked.
fn without_hex(word: &str) -> String {
    let (mut out, mut run) = (String::new(), String::new());
    for c in word.chars().chain(['\0']) {
        if c.is_ascii_hexdigit() {
            run.push(c);
            continue;
        }
        out += if run.len() >= HEX { MASK } else { &run };
        run.clear();
        out.push(c);
    }
    out.pop();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(words: &[&str]) -> String {
        masked(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()).join(" ")
    }

    #[test]
    fn secrets_of_a_command_line_are_not_shown() {
        let key = "00112233445566778899aabbccddeeff";
        let (assigned, long) = (format!("a={key}"), format!("[{key}{key}]x"));
        let cases = [
            (vec!["python3", "driver.py", "--aes-key", key, "-v"], "--aes-key *** -v"),
            (vec!["python3", "driver.py", "--aes-key", "short"], "--aes-key ***"),
            (vec!["env", "GO2_TOKEN=abc", "driver.py"], "env GO2_TOKEN=*** driver.py"),
            (vec!["ros2", "launch", "aes_key:=abc"], "aes_key:=***"),
            (vec!["run", &assigned], "run a=***"),
            (vec!["run", &long], "run [***]x"),
            (vec!["run", "--key", "--verbose", "2"], "run --key --verbose 2"),
            (vec!["run", &key[1..]], &key[1..]),
        ];
        for (words, expected) in cases {
            let shown = shown(&words);
            assert!(shown.ends_with(expected), "{shown}");
        }
    }

    #[test]
    fn what_hides_in_a_command_line_is_escaped() {
        let command = DriverCommand {
            name: "python3".into(),
            program: "/usr/bin/python3".into(),
            arguments: vec!["a\u{202e}b".into(), "C:\\x".into()],
            typed: None,
            environment: Vec::new(),
        };
        assert_eq!(command.shown(), ["python3", "a\\u{202e}b", "C:\\x"]);
    }

    #[test]
    fn places_are_filled_wherever_they_stand_in_an_argument() {
        let command = DriverCommand {
            name: "d".into(),
            program: "/d".into(),
            arguments: vec!["--url=http://{robot}:{signal_port}/".into(), "{other}".into()],
            typed: None,
            environment: Vec::new(),
        };
        let places = [("{robot}", "127.0.0.1".into()), ("{signal_port}", "9991".into())];
        let filled = command.with_places(&places);
        assert_eq!(filled.arguments, ["--url=http://127.0.0.1:9991/", "{other}"]);
        assert_eq!(filled.shown(), ["d", "--url=http://{robot}:{signal_port}/", "{other}"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_program_is_found_as_a_shell_finds_it() {
        use std::fs;
        use std::os::unix::fs::PermissionsExt;
        use std::path::Path;

        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = |name: &str, mode| {
            let path = folder.path().join(name);
            fs::write(&path, "#!/bin/sh\n").expect("room");
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("ours");
            path
        };
        let (driver, text) = (file("driver", 0o755), file("text", 0o644));
        let path = env::join_paths([Path::new("/nonexistent"), folder.path()]).expect("no colon");
        let found = |name: &OsStr| {
            let found = DriverCommand::find(&[name.to_owned(), "-v".into()], Some(&path));
            found.map(|found| found.program).map_err(|error| error.kind())
        };
        assert_eq!(found("driver".as_ref()), Ok(driver.clone()));
        assert_eq!(found(driver.as_os_str()), Ok(driver));
        assert_eq!(found("text".as_ref()), Err(io::ErrorKind::PermissionDenied));
        assert_eq!(found(text.as_os_str()), Err(io::ErrorKind::PermissionDenied));
        assert_eq!(found("drivers".as_ref()), Err(io::ErrorKind::NotFound));
        assert_eq!(found("./driver".as_ref()), Err(io::ErrorKind::NotFound));
        assert_eq!(found(folder.path().as_os_str()), Err(io::ErrorKind::IsADirectory));
        assert!(DriverCommand::find(&[], None).is_err());
        // The same folder, by a path from the current one: whatever lies there may be a download.
        let current = env::current_dir().expect("there is one");
        let up: std::path::PathBuf = current.components().skip(1).map(|_| "..").collect();
        let relative = up.join(folder.path().strip_prefix("/").expect("absolute"));
        assert!(relative.join("driver").is_file());
        for path in [relative.as_os_str(), OsStr::new("")] {
            let found = DriverCommand::find(&["driver".into()], Some(path));
            assert_eq!(
                found.map_err(|error| error.kind()),
                Err(io::ErrorKind::NotFound),
                "{path:?}"
            );
        }
    }
}
