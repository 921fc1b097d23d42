//! Real logs and logs of the guide's form: what is read from each.

use super::*;

#[test]
fn dump() {
    for entry in
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/logs")).expect("d")
    {
        let path = entry.expect("e").path();
        let file = std::fs::File::open(&path).expect("f");
        let r = read(std::io::BufReader::new(file)).expect("r");
        println!(
            "=== {} reached {:?} broken {:?} by {:?} debug {:?} att {} lines {} dur {:?}",
            path.file_name().expect("n").display(),
            r.reached(),
            r.broken(),
            r.written_by,
            r.debug,
            r.attempts,
            r.lines,
            r.duration_ms
        );
        for o in &r.outcomes {
            println!(
                "  {:?} {:?}+{:?} {:?} {:?}\n     {:?}",
                o.status, o.started_ms, o.duration_ms, o.skip_reason, o.remark, o.facts
            );
        }
        println!("  robot {:?}\n  offer {:?}\n  driver {:?}", r.robot, r.offer, r.driver);
        for m in &r.marks {
            println!(
                "    {}-{} x{} {} {:?} {:?}",
                m.mark.line,
                m.mark.last_line,
                m.mark.count,
                m.signature,
                m.mark.at_ms,
                m.mark.text.chars().take(70).collect::<String>()
            );
        }
    }
}
