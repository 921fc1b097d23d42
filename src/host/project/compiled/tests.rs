use super::*;
use crate::host::fake::FakeMachine;
use crate::host::project::files::search;
use crate::host::project::sources::read;
use crate::text::language::Language;

const MIXED: &str = "import aiortc\nif x:\n        a = 1\n\tb = 2\n";

fn workspace() -> FakeMachine {
    FakeMachine::new()
        .file("/home/a/ws/sdk/__init__.py", "")
        .file("/home/a/ws/sdk/webrtc/__init__.py", "")
        .file("/home/a/ws/sdk/webrtc/go2_connection.py", MIXED)
        .file("/home/a/ws/sdk/codec.py", "def f(:\n")
        .file("/home/a/ws/tools/other.py", "print 'of Python 2'\n")
        .file("/usr/bin/python3.10", "\u{7f}ELF")
}

fn python(executable: &str) -> Python {
    Python { executable: executable.into(), minor: Some((3, 10)), ..Python::default() }
}

fn judged(machine: &FakeMachine, pythons: &[Python]) -> (Option<Vec<UncompiledFacts>>, Notes) {
    let until = Instant::now() + Duration::from_secs(60);
    let project = search(machine, Path::new("/home/a/ws"), until);
    let sources = read(machine, &project, until);
    let mut notes = Notes::default();
    (look(machine, &project, &sources, pythons, until, &mut notes), notes)
}

#[test]
fn python_judges_the_whole_package_that_imports_the_driver_and_nothing_else() {
    let said = "2\t1\tSyntaxError\tinvalid syntax\n3\t4\tTabError\tinconsistent use\ndone\n";
    let machine = workspace().program("/usr/bin/python3.10", said);
    let (told, notes) = judged(&machine, &[python("/usr/bin/python3.10")]);
    let told = told.expect("it was judged");
    assert_eq!(told.len(), 2);
    assert!(told.iter().any(|it| it.file == "sdk/webrtc/go2_connection.py"), "{told:?}");
    assert!(told.iter().all(|it| it.judge == "3.10"));
    assert!(
        notes.sources[0].note.get(Language::English).starts_with("4 files"),
        "{:?}",
        notes.sources
    );
    let sound = workspace().program("/usr/bin/python3.10", "done\n");
    assert_eq!(judged(&sound, &[python("/usr/bin/python3.10")]).0, Some(Vec::new()));
}

/// Programs called python that a downloaded project may bring, or that are none.
fn with_own_pythons() -> FakeMachine {
    workspace()
        .file("/home/a/ws/.venv/bin/python3", "\u{7f}ELF")
        .program("/home/a/ws/.venv/bin/python3", "done\n")
        .file("/opt/bin/rm", "\u{7f}ELF")
        .program("/opt/bin/rm", "done\n")
}

#[test]
fn nobody_judges_where_no_python_may_be_asked() {
    let own = with_own_pythons().program("/usr/bin/python3.10", "");
    let cases = [
        None,
        Some("/home/a/ws/.venv/bin/python3"),
        Some("/opt/bin/rm"),
        // It hangs.
        Some("/usr/bin/python3.10"),
    ];
    for case in cases {
        let (told, notes) = judged(&own, &case.map(python).into_iter().collect::<Vec<_>>());
        assert_eq!(told, None, "{case:?}");
        assert_eq!(notes.unread[0].fact, "driver.uncompiled", "{case:?}");
    }
    let linked = own.link("/home/a/ws/.venv/bin/python", "/usr/bin/python3.10");
    let asked = linked.program("/usr/bin/python3.10", "done\n");
    let through = python("/home/a/ws/.venv/bin/python");
    assert_eq!(judged(&asked, &[through]).0, Some(Vec::new()), "the system's own, by a link");
}

#[test]
fn another_python_tells_what_every_version_refuses_and_proves_nothing_by_silence() {
    let pythons = [python("/home/a/ws/.venv/bin/python3"), python("/usr/bin/python3.10")];
    let said = "0\t1\tSyntaxError\tinvalid syntax\n3\t4\tTabError\tinconsistent use\ndone\n";
    let machine = with_own_pythons().program("/usr/bin/python3.10", said);
    let told = judged(&machine, &pythons).0.expect("a file is refused by every version");
    let [one] = &told[..] else { panic!("{told:?}") };
    assert_eq!((one.line, one.error.as_str()), (Some(4), "TabError"));
    let silent = with_own_pythons().program("/usr/bin/python3.10", "done\n");
    assert_eq!(judged(&silent, &pythons).0, None);
}

#[test]
fn answers_cut_short_are_none() {
    let sound = workspace().file("/home/a/ws/sdk/webrtc/go2_connection.py", "import aiortc\n");
    assert_eq!(judged(&sound, &[]).0, None);
    for said in ["", "nonsense", "0\t1\tTabError", "9\t1\tTabError\tx\nnothing"] {
        let machine = sound.clone().program("/usr/bin/python3.10", said);
        assert_eq!(judged(&machine, &[python("/usr/bin/python3.10")]).0, None, "{said:?}");
    }
    let without = FakeMachine::new().file("/home/a/ws/x.py", "def f(:\n");
    let (told, notes) = judged(&without, &[]);
    assert_eq!(told, None);
    assert!(notes.unread[0].note.get(Language::English).contains("no file"));
}

#[test]
fn a_search_that_was_cut_short_proves_no_file_sound_and_still_tells_a_fault() {
    let many = (0..MOST_FILES + 1).fold(workspace(), |machine, number| {
        machine.file(&format!("/home/a/ws/sdk/m{number}.py"), "")
    });
    let sound = many.clone().program("/usr/bin/python3.10", "done\n");
    let (told, notes) = judged(&sound, &[python("/usr/bin/python3.10")]);
    assert_eq!(told, None);
    assert!(
        notes.unread[0].note.get(Language::English).contains("not every file"),
        "{:?}",
        notes.unread
    );
    let fault = many.program("/usr/bin/python3.10", "0\t3\tTabError\tx\ndone\n");
    let (told, _) = judged(&fault, &[python("/usr/bin/python3.10")]);
    assert_eq!(told.map(|it| it.len()), Some(1));
}
