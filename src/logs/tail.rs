//! A log file that is still written: what has been appended since the last look.
//!
//! The file is looked at again and again, and no system is asked to tell of changes: that works
//! alike on network file systems, on Windows drives under WSL and in containers, where such
//! notices do not arrive.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};

/// A file followed by its name: it may not be there yet, be replaced, or be written anew.
#[derive(Debug)]
pub struct Tail {
    path: PathBuf,
    file: Option<File>,
    /// How much of it was read, bytes.
    at: u64,
    begun: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub enum News {
    /// Nothing new; the file may not even be there.
    Nothing,
    /// So many bytes were written into the buffer.
    Bytes(usize),
    /// What comes next is another file, or this one from its beginning.
    Anew,
}

impl Tail {
    pub fn new(path: PathBuf) -> Self {
        Self { path, file: None, at: 0, begun: false }
    }

    /// Looks once, without waiting.
    pub fn look(&mut self, buffer: &mut [u8]) -> io::Result<News> {
        let Some(file) = &mut self.file else { return self.open(buffer) };
        // What was still written into a file that is no longer the one of that name comes first.
        let replaced = is_replaced(file, &self.path)?;
        let read = read(file, buffer)?;
        if read > 0 {
            self.at += read as u64;
            return Ok(News::Bytes(read));
        }
        if replaced {
            self.file = None;
            return self.open(buffer);
        }
        // Only what is shorter than before shows that it was emptied; a file that was emptied and
        // has grown past that place since the last look cannot be told from one that only grew.
        if file.metadata()?.len() < self.at {
            file.rewind()?;
            self.at = 0;
            return Ok(News::Anew);
        }
        Ok(News::Nothing)
    }

    fn open(&mut self, buffer: &mut [u8]) -> io::Result<News> {
        match File::open(&self.path) {
            Ok(file) => self.file = Some(file),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(News::Nothing),
            Err(error) => return Err(error),
        }
        self.at = 0;
        if std::mem::replace(&mut self.begun, true) { Ok(News::Anew) } else { self.look(buffer) }
    }
}

/// Whether the name stands for another file by now. While it stands for none, the old one may
/// still be written to.
fn is_replaced(file: &File, path: &Path) -> io::Result<bool> {
    match fs::metadata(path) {
        Ok(named) => Ok(identity(&named) != identity(&file.metadata()?)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn read(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match file.read(buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

#[cfg(unix)]
fn identity(file: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (file.dev(), file.ino())
}

#[cfg(not(unix))]
fn identity(file: &Metadata) -> Option<std::time::SystemTime> {
    file.created().ok()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// Everything that is there now, `|` where another file begins.
    fn read_all(tail: &mut Tail) -> String {
        let (mut buffer, mut all, mut quiet) = ([0; 5], String::new(), 0);
        while quiet < 2 {
            match tail.look(&mut buffer).unwrap() {
                News::Nothing => quiet += 1,
                News::Bytes(read) => all.push_str(std::str::from_utf8(&buffer[..read]).unwrap()),
                News::Anew => all.push('|'),
            }
        }
        all
    }

    fn append(path: &Path, text: &str) {
        let mut file = File::options().append(true).create(true).open(path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    #[test]
    fn a_file_is_followed_from_before_it_is_there_to_beyond_its_rotation() {
        let folder = tempfile::tempdir().unwrap();
        let (log, old) = (folder.path().join("w.log"), folder.path().join("w.log.1"));
        let mut tail = Tail::new(log.clone());
        assert_eq!(read_all(&mut tail), "");
        append(&log, "one two ");
        assert_eq!(read_all(&mut tail), "one two ");
        append(&log, "three ");
        assert_eq!(read_all(&mut tail), "three ");
        fs::rename(&log, &old).unwrap();
        append(&old, "late ");
        assert_eq!(read_all(&mut tail), "late ", "nothing has taken its place yet");
        append(&old, "later ");
        append(&log, "new");
        assert_eq!(read_all(&mut tail), "later |new");
        append(&old, "lost");
        assert_eq!(read_all(&mut tail), "");
    }

    #[test]
    fn a_file_that_is_emptied_is_read_from_its_beginning() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("w.log");
        append(&log, "much of it");
        let mut tail = Tail::new(log.clone());
        assert_eq!(read_all(&mut tail), "much of it");
        File::create(&log).unwrap();
        assert_eq!(read_all(&mut tail), "|");
        append(&log, "again");
        assert_eq!(read_all(&mut tail), "again");
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let mut tail = Tail::new(folder.path().to_owned());
        assert!(tail.look(&mut [0; 5]).is_err());
    }
}
