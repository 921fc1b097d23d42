//! What the README shows of `proxy --mend` is what the proxy says to a driver on aiortc 1.16.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use regex::Regex;

use crate::pages::between;
use crate::readmes::readme;

/// Times and ports differ from run to run.
fn without_figures(line: &str) -> String {
    let figures = Regex::new(r"\d\d:\d\d:\d\d|127\.0\.0\.1:\d+").expect("it compiles");
    figures.replace_all(line, "<figure>").into_owned()
}

#[test]
fn the_proxy_says_what_the_readmes_show() {
    for (page, language) in [("README.md", "en"), ("README.zh-TW.md", "zh-TW")] {
        let lines = readme(page);
        let blocks = between(&lines, |line| (line == "```text").then_some(()), |it| it == "```");
        let [(_, block)] = &blocks[..] else { panic!("{page}: one such block") };
        let [command, header, shown @ ..] = &lines[block.clone()] else { panic!("{page}") };
        assert!(command.starts_with("$ go2doctor proxy --mend --robot sim"), "{command}");
        assert!(header.ends_with(": proxy sim"), "{header}");

        let program = env!("CARGO_BIN_EXE_go2doctor");
        let mut proxy = Command::new(program)
            .args(["proxy", "--mend", "--robot", "sim", "--no-history", "--lang", language])
            .args(["--listen", "127.0.0.1:0", "--legacy-listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let stderr = BufReader::new(proxy.stderr.take().expect("it is piped"));
        let mut said = stderr.lines().map(|line| line.expect("it is UTF-8"));
        let listening = said.next().expect("it listens");
        let (_, port) = listening.split_once("127.0.0.1:").expect("it says where");
        let port = port.chars().take_while(char::is_ascii_digit).collect::<String>();
        let driver = Command::new(program)
            .args(["sdp", "--quiet", "--no-history", "--offer", "aiortc-1.16"])
            .args(["--robot", "127.0.0.1", "--signal-port", &port])
            .output()
            .expect("it runs");
        assert!(driver.status.success(), "{}", String::from_utf8_lossy(&driver.stdout));
        let carried = said.next().expect("it says what it did");
        proxy.kill().expect("it still runs");
        proxy.wait().expect("it ends");

        let printed = [listening, carried].map(|line| without_figures(&line));
        let shown: Vec<_> = shown.iter().map(|line| without_figures(line)).collect();
        assert_eq!(shown, printed, "{page}");
    }
}
