//! The driver's output, passed on byte for byte as it comes.

use std::io::{self, Write};
use std::thread;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout};

/// What is read at a time, bytes: a pipe of Linux holds as much.
const CHUNK: usize = 64 * 1024;

/// How long a stream of a driver that has ended is waited for. What it wrote lies there already;
/// what still holds the stream open is a process that it left behind.
const AFTER_THE_END: Duration = Duration::from_millis(300);

/// The most that can lie there, bytes: no pipe of a user's may be larger (pipe(7)).
const MOST_AFTER_THE_END: usize = 1024 * 1024;

/// How long a terminal that takes nothing for the moment is left alone.
const FULL: Duration = Duration::from_millis(5);

/// Passes everything on to `to` and shows it to `see`, until the stream ends or, once `ended` is
/// true, nothing more comes.
///
/// Nothing is held back or lost: where `to` is slow, the driver has to wait. Where nobody reads
/// `to` any more, the stream is still read to its end.
pub(super) async fn pass_on(
    mut from: impl AsyncRead + Unpin,
    to: impl Write + Send + 'static,
    mut see: impl FnMut(&[u8]),
    mut ended: watch::Receiver<bool>,
) {
    let mut to = Some(to);
    let mut chunk = vec![0; CHUNK];
    let (mut waited, mut left) = (Duration::ZERO, MOST_AFTER_THE_END);
    loop {
        let read = if *ended.borrow_and_update() {
            let begun = Instant::now();
            let patience = AFTER_THE_END.saturating_sub(waited);
            let Ok(read) = timeout(patience, from.read(&mut chunk)).await else { return };
            waited += begun.elapsed();
            read
        } else {
            tokio::select! {
                read = from.read(&mut chunk) => read,
                _ = ended.changed() => continue,
            }
        };
        let Ok(length @ 1..) = read else { return };
        if *ended.borrow() {
            left = left.saturating_sub(length);
        }
        if let Some(mut out) = to.take() {
            // In a thread of its own: a terminal that is stopped must not stop the signals.
            let written = spawn_blocking(move || {
                let open = write_whole(&mut out, &chunk[..length]).is_ok();
                (open.then_some(out), chunk)
            });
            let Ok((out, same)) = written.await else { return };
            (to, chunk) = (out, same);
        }
        see(&chunk[..length]);
        if left == 0 {
            return;
        }
    }
}

/// Another program may have made a terminal that we share one that does not block.
fn write_whole(out: &mut impl Write, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match out.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(length) => bytes = &bytes[length..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => thread::sleep(FULL),
            Err(error) => return Err(error),
        }
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tokio::io::{AsyncWriteExt, duplex};

    use super::*;

    /// Takes one byte at a time, and now and then none.
    #[derive(Clone, Default)]
    struct Slow(Arc<Mutex<(Vec<u8>, usize)>>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut it = self.0.lock().expect("nobody panics");
            it.1 += 1;
            match it.1 % 10 {
                3 => Err(io::ErrorKind::WouldBlock.into()),
                7 => Err(io::ErrorKind::Interrupted.into()),
                _ => {
                    it.0.push(bytes[0]);
                    Ok(1)
                }
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_slow_terminal_loses_nothing_and_a_closed_one_stops_nothing() {
        let bytes: Vec<u8> = (0..2000_u32).map(|number| (number % 256) as u8).collect();
        let (_open, ended) = watch::channel(false);
        let slow = Slow::default();
        let mut seen = Vec::new();
        pass_on(&bytes[..], slow.clone(), |chunk| seen.extend_from_slice(chunk), ended.clone())
            .await;
        assert_eq!(slow.0.lock().expect("nobody panics").0, bytes);
        assert_eq!(seen, bytes);
        let mut seen = Vec::new();
        pass_on(&bytes[..], Closed, |chunk| seen.extend_from_slice(chunk), ended).await;
        assert_eq!(seen, bytes);
    }

    #[tokio::test]
    async fn a_process_left_behind_does_not_hold_the_end() {
        let (mut theirs, ours) = duplex(64);
        let (end, ended) = watch::channel(false);
        let mut seen = Vec::new();
        let reading = pass_on(ours, io::sink(), |chunk| seen.extend_from_slice(chunk), ended);
        let writing = async {
            theirs.write_all(b"last words").await.expect("it is read");
            end.send_replace(true);
            theirs
        };
        // Its end of the stream stays open.
        let (_theirs, ()) = tokio::join!(writing, reading);
        assert_eq!(seen, b"last words");
    }
}
