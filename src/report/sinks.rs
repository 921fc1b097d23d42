//! Where events go: the report on stdout and the exported ones.

use std::io;

use crate::facts::outcome::RunEvent;

pub trait Sink {
    fn event(&mut self, event: &RunEvent) -> io::Result<()>;
}

/// Several consumers that do not disturb each other.
#[derive(Default)]
pub struct Sinks<'a> {
    open: Vec<Box<dyn Sink + 'a>>,
    error: Option<io::Error>,
}

impl<'a> Sinks<'a> {
    pub fn push(&mut self, sink: impl Sink + 'a) {
        self.open.push(Box::new(sink));
    }

    /// Passes an event on. A consumer that can no longer write is dropped: the
    /// run goes on, for the robot's slot has to be released whoever listens.
    pub fn event(&mut self, event: &RunEvent) {
        let error = &mut self.error;
        self.open.retain_mut(|sink| match sink.event(event) {
            Ok(()) => true,
            Err(failure) => {
                // Whoever closed the pipe wants no more, and no complaint either.
                if failure.kind() != io::ErrorKind::BrokenPipe {
                    error.get_or_insert(failure);
                }
                false
            }
        });
    }

    pub fn finish(self) -> io::Result<()> {
        self.error.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;

    struct Failing(io::ErrorKind);

    impl Sink for Failing {
        fn event(&mut self, _: &RunEvent) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    struct Counting<'a>(&'a mut usize);

    impl Sink for Counting<'_> {
        fn event(&mut self, _: &RunEvent) -> io::Result<()> {
            *self.0 += 1;
            Ok(())
        }
    }

    fn run(failure: io::ErrorKind) -> (usize, io::Result<()>) {
        let (mut seen, events) = (0, fixtures::events(&fixtures::healthy()));
        let mut sinks = Sinks::default();
        sinks.push(Failing(failure));
        sinks.push(Counting(&mut seen));
        events.iter().for_each(|event| sinks.event(event));
        let result = sinks.finish();
        assert_eq!(seen, events.len(), "the other consumer sees everything");
        (seen, result)
    }

    #[test]
    fn a_closed_pipe_is_a_quiet_end() {
        assert!(run(io::ErrorKind::BrokenPipe).1.is_ok());
    }

    #[test]
    fn a_full_disk_is_not() {
        let error = run(io::ErrorKind::StorageFull).1.expect_err("it failed");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
