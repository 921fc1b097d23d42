//! What happens to the driver beside its own output: lines on stderr.

use std::io::{self, Write};

use super::sinks::Sink;
use crate::facts::driver_run::DriverEvent;
use crate::facts::invocation::command_line;
use crate::facts::outcome::RunEvent;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

pub struct DriverNotices<W> {
    pub out: W,
    pub language: Language,
    /// Whether that is a terminal, on which the report may follow.
    pub is_terminal: bool,
}

impl<W: Write> Sink for DriverNotices<W> {
    fn event(&mut self, event: &RunEvent) -> io::Result<()> {
        let RunEvent::Driver(event) = event else { return Ok(()) };
        match words(event) {
            None if self.is_terminal && ended_in_line(event) => writeln!(self.out),
            Some(words) => writeln!(self.out, "go2doctor: {}", words.get(self.language)),
            None => Ok(()),
        }
    }
}

fn ended_in_line(event: &DriverEvent) -> bool {
    matches!(event, DriverEvent::Finished { in_line: true, .. })
}

fn words(event: &DriverEvent) -> Option<Phrase> {
    Some(match event {
        DriverEvent::Held { ms } => phrase!(
            "the driver starts in {} s, once the robot has freed our slot",
            "{} s 後啟動驅動程式，等機器人收回我方的連線名額",
            ms / 1000.0
        ),
        DriverEvent::Started { command } => phrase!("running {}", "執行 {}", command_line(command)),
        DriverEvent::Asked { seconds } => phrase!(
            "waiting up to {} s for the driver to end; a second Ctrl-C ends both at once",
            "等待驅動程式結束，最多 {} s；再按一次 Ctrl-C 則立即結束兩者",
            seconds
        ),
        DriverEvent::Killed => {
            phrase!("the driver did not end and was killed", "驅動程式沒有結束，已強制終止")
        }
        DriverEvent::Stage { .. } | DriverEvent::Finished { .. } => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::driver_run::Ended;

    fn told(is_terminal: bool, language: Language) -> String {
        let mut out = Vec::new();
        let mut notices = DriverNotices { out: &mut out, language, is_terminal };
        let events = [
            DriverEvent::Held { ms: 2500.0 },
            DriverEvent::Started { command: vec!["driver".into(), "a b\u{1b}".into()] },
            DriverEvent::Asked { seconds: 5 },
            DriverEvent::Killed,
            DriverEvent::Finished { ended: Ended::Exit(0), duration_ms: 1.0, in_line: true },
        ];
        for event in events {
            notices.event(&RunEvent::Driver(event)).expect("a vector takes everything");
        }
        String::from_utf8(out).expect("we write UTF-8")
    }

    #[test]
    fn what_happens_to_the_driver_is_told_in_lines_of_their_own() {
        insta::assert_snapshot!(told(false, Language::English), @r"
        go2doctor: the driver starts in 2.5 s, once the robot has freed our slot
        go2doctor: running driver 'a b\u{1b}'
        go2doctor: waiting up to 5 s for the driver to end; a second Ctrl-C ends both at once
        go2doctor: the driver did not end and was killed
        ");
        let taiwan = told(false, Language::Taiwan);
        assert!(taiwan.lines().all(|line| !line.is_ascii()), "{taiwan}");
    }

    #[test]
    fn a_command_line_may_be_typed_again() {
        let words = ["sh", "-c", "printf 'it'; exit", r"C:\driver", "a\nb"].map(String::from);
        let expected = r"sh -c 'printf '\''it'\''; exit' 'C:\driver' 'a\nb'";
        assert_eq!(command_line(&words), expected);
    }

    #[test]
    fn on_a_terminal_the_report_does_not_begin_within_the_drivers_last_line() {
        assert!(told(true, Language::English).ends_with("killed\n\n"));
    }
}
