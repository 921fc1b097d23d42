//! What differs from run to run, hidden, so that the rest can be compared.

use std::sync::LazyLock;

use regex::Regex;

/// What is masked, and the mask. The order counts: lists before the figures in them.
const MASKS: &[(&str, &str)] = &[
    (r"(\d+\.\d, )+\d+\.\d s\b", "<times>"),
    (r"\b\d+(\.\d+)? m?s\b", "<time>"),
    (r#"\btime="\d+\.\d+""#, "time=<time>"),
    (r"\b\d+\.\d Hz|\b\d+ kbit/s", "<rate>"),
    (r"\b\d+\.\d+ rad\b", "<angle>"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:<port>"),
    (r"\bport \d+", "port <port>"),
    (r"\bports \d+ and \d+", "ports <port> and <port>"),
    (r"\b\d{4,5} (open|refused)\b", "<port> $1"),
    (r"\b\d+ (checks|messages|packets|sent|answered|received)\b", "<count> $1"),
    (r"checks sent \d+, answered \d+, refused \d+; the robot's own \d+", "checks <counts>"),
    // Both sides send an INIT, and either may be the first.
    (r"\b\d+ INIT,", "<count> INIT,"),
    // A signature's length depends on its numbers (RFC 3279, section 2.2.3).
    (r"\b\d+ bytes\b", "<count> bytes"),
    (r"\b([0-9A-F]{2}:){31}[0-9A-F]{2}\b", "<sha-256>"),
    // A machine may warn of itself, of the driver that is on it for instance.
    (r"passed, with warnings,", "passed"),
    (r"通過（有警告）", "通過"),
    (r#"^(\["host",null,)"warn""#, r#"$1"pass""#),
    (r"^warn$", "pass"),
    // JSON, for programs.
    (r#"("\w+_ms":) ?[\d.]+"#, "$1 <ms>"),
    (r#"("\w+_at":) ?"[^"]+""#, "$1 <instant>"),
    (r#"("(\w+_)?port":) ?\d+"#, "$1 <port>"),
    (r#"("pid":) ?\d+"#, "$1 <pid>"),
    // Columns are as wide as the figures in them.
    (r" +", " "),
];

static COMPILED: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let compile = |pattern| Regex::new(pattern).expect("a test holds that every mask compiles");
    MASKS.iter().map(|(pattern, mask)| (compile(pattern), *mask)).collect()
});

/// The lines of the stages that run beside the others: they end when they end, what they counted
/// by then depends on the others, and their verdict on the machine.
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(ok|warn|unsure|通過|警告|不明) +(host|ping) ").expect("it compiles")
});

/// Two INITs race, and whose founds the association is not known before: of the robot's there is
/// no INIT-ACK to us and no time of our cookie.
static RACE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^ +(INIT-ACK|cookie) ").expect("it compiles"));

/// The arrows of a flight, what did not fit beside them, and the bars of a waterfall: who was first
/// and how long it took is another thing each time.
static PICTURE: LazyLock<Regex> = LazyLock::new(|| {
    let arrow = r"^ +[\d.]+ m?s +(--|<-) .*[->]$|^ {19}[A-Z][A-Za-z, ]+$";
    let bar = r"^ {4}[a-z]+ +#+ +[\d.]+ m?s$";
    Regex::new(&format!("{arrow}|{bar}")).expect("it compiles")
});

/// Two runs on a busy machine differ in times that are nobody's fault, and a comparison says so.
static SLOWER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^Also +[a-z]+, [A-Za-z ]+: A [\d.]+ m?s; B [\d.]+ m?s\.$").expect("it compiles")
});

/// `text` without what differs from run to run.
pub(crate) fn masked(text: &str) -> String {
    let (beside, others): (Vec<&str>, Vec<&str>) =
        text.trim_end().lines().partition(|line| BESIDE.is_match(line));
    let differs = |line: &str| {
        RACE.is_match(line) || PICTURE.is_match(line.trim_end()) || SLOWER.is_match(line.trim_end())
    };
    let others = others.into_iter().filter(|line| !differs(line));
    let mut lines: Vec<String> = others.map(line_masked).collect();
    if !beside.is_empty() {
        lines.push(format!("<{} stages beside the others>", beside.len()));
    }
    lines.join("\n")
}

fn line_masked(line: &str) -> String {
    let mut masked = line.trim_end().to_owned();
    for (pattern, mask) in COMPILED.iter() {
        masked = pattern.replace_all(&masked, *mask).into_owned();
    }
    masked
}

#[test]
fn figures_are_masked_and_words_are_not() {
    let cases = [
        ("ok     http            0.6 ms  data2 2", "ok http <time> data2 2"),
        ("INIT sent 4 times, 10.0 s", "INIT sent 4 times, <time>"),
        ("at 0.0, 1.0, 3.0 s", "at <times>"),
        ("port 41105 refused", "port <port> refused"),
        ("127.0.0.1:35160 -> 127.0.0.1:40478", "127.0.0.1:<port> -> 127.0.0.1:<port>"),
        ("44119 open, 57713 refused", "<port> open, <port> refused"),
        (r#""total_ms": 0.391, "data2": 2"#, r#""total_ms": <ms>, "data2": 2"#),
    ];
    for (text, expected) in cases {
        assert_eq!(masked(text), expected);
    }
}

#[test]
fn a_stage_beside_the_others_may_end_at_any_time_but_not_be_missing() {
    let (early, late) = ("ok ping 1 ms  1 of 1\nok http", "ok http\nok ping 6 ms  4 of 4");
    assert_eq!(masked(early), masked(late));
    assert_ne!(masked(early), masked("ok http"));
}
