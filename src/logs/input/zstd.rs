//! zstd (RFC 8878): frame after frame, skippable ones left out.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, FrameHeaderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// The largest window that is held, bytes: what RFC 8878 (3.1.1.1.2) recommends
/// to support, and all that `zstd` uses up to `-19`.
const WINDOW: u64 = 8 << 20;

pub(super) fn is_magic(head: &[u8]) -> bool {
    let skippable = |head: &[u8]| head[0] & 0xf0 == 0x50 && head[1..4] == [0x2a, 0x4d, 0x18];
    head.len() >= 4 && (head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || skippable(head))
}

pub(super) struct Decoder<R> {
    source: R,
    frame: FrameDecoder,
    within: bool,
}

impl<R: BufRead> Decoder<R> {
    pub(super) fn new(source: R) -> Self {
        let mut frame = FrameDecoder::new();
        frame.set_max_window_size(WINDOW);
        Self { source, frame, within: false }
    }

    /// Begins the next frame; false at the end of the file.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.frame.init(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let skipped = &mut self.source.by_ref().take(length.into());
                    io::copy(skipped, &mut io::sink())?;
                }
                Err(error) => return Err(wrong(error)),
            }
        }
        Ok(false)
    }
}

impl<R: BufRead> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.within && !self.begin()? {
                return Ok(0);
            }
            self.within = true;
            let read = self.frame.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
            if self.frame.is_finished() {
                self.within = false;
                continue;
            }
            // One block at a time, so that no more than a window and a block are held.
            let one = BlockDecodingStrategy::UptoBlocks(1);
            self.frame.decode_blocks(&mut self.source, one).map_err(wrong)?;
        }
    }
}

fn wrong(error: FrameDecoderError) -> io::Error {
    let too_big = matches!(
        error,
        FrameDecoderError::WindowSizeTooBig { .. }
            | FrameDecoderError::FailedToInitialize(FrameHeaderError::WindowTooBig { .. })
    );
    if too_big {
        let words = format!(
            "zstd with a window above {} MiB; `zstd -dc --long=31` unpacks it",
            WINDOW >> 20
        );
        return io::Error::new(io::ErrorKind::Unsupported, words);
    }
    io::Error::new(io::ErrorKind::InvalidData, format!("zstd: {error}"))
}
