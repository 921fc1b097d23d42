//! Any file that a log may come in, as UTF-8 text: compressed or not, in
//! whatever encoding a shell wrote it.
//!
//! What a file is, its first bytes say; its name is not asked. Everything is a
//! stream: however much a compressed file expands to, memory stays the same.

mod encoding;
mod zstd;

use std::io::{self, BufReader, Cursor, Read};

use flate2::read::MultiGzDecoder;

pub(super) use encoding::Text;

const HEAD: usize = 4;

/// The magic number of gzip (RFC 1952, 2.3.1) with its only method, deflate.
const GZIP: &[u8] = &[0x1f, 0x8b, 8];

/// What a log holds, unpacked where it is compressed.
pub(super) fn unpacked<'a>(reader: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let mut reader = EndsOnce { reader, ended: false };
    let mut head = Vec::with_capacity(HEAD);
    reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let (is_gzip, is_zstd) = (is_gzip(&head), zstd::is_magic(&head));
    let whole = Cursor::new(head).chain(reader);
    Ok(match (is_gzip, is_zstd) {
        // Rotated logs are often several members, one after another.
        (true, _) => Box::new(MultiGzDecoder::new(BufReader::new(whole))),
        (_, true) => Box::new(zstd::Decoder::new(BufReader::new(whole))),
        _ => Box::new(whole),
    })
}

/// A reader that is not asked again once it has ended: a terminal would wait for another end.
struct EndsOnce<R> {
    reader: R,
    ended: bool,
}

impl<R: Read> Read for EndsOnce<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        let read = self.reader.read(buffer)?;
        self.ended = read == 0 && !buffer.is_empty();
        Ok(read)
    }
}

fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(GZIP)
}

/// Whether what begins so is compressed, and no text as it stands.
pub fn is_compressed(head: &[u8]) -> bool {
    is_gzip(head) || zstd::is_magic(head)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;
    use crate::logs::feed;
    use crate::logs::lines::MAX_LINE;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstandard(bytes: &[u8]) -> Vec<u8> {
        compress_to_vec(bytes, CompressionLevel::Fastest)
    }

    fn read(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        unpacked(bytes)?.read_to_end(&mut all)?;
        Ok(all)
    }

    #[test]
    fn what_a_file_is_its_first_bytes_say() {
        let log = "DEBUG:aioice.ice:Connection(0) 連線\n".repeat(5000);
        let log = log.as_bytes();
        assert_eq!(read(log).unwrap(), log);
        assert_eq!(read(&gzip(log)).unwrap(), log);
        assert_eq!(read(&zstandard(log)).unwrap(), log);
        assert_eq!(read(b"").unwrap(), b"");
        assert_eq!(read(b"a").unwrap(), b"a");
        assert_eq!(read(&gzip(b"")).unwrap(), b"");
    }

    #[test]
    fn what_was_appended_to_a_compressed_log_is_read_as_well() {
        for compressed in [gzip, zstandard] {
            let two = [compressed(b"one\n"), compressed(b"two\n")].concat();
            assert_eq!(read(&two).unwrap(), b"one\ntwo\n");
        }
        // A skippable frame (RFC 8878, 3.1.2), as pzstd writes them.
        let skipped = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3][..], &zstandard(b"x\n")];
        assert_eq!(read(&skipped.concat()).unwrap(), b"x\n");
    }

    #[test]
    fn a_compressed_log_that_is_cut_short_is_an_error_and_not_its_end() {
        for compressed in [gzip, zstandard] {
            let whole = compressed("a line of a log\n".repeat(50).as_bytes());
            for cut in 5..whole.len() {
                assert!(read(&whole[..cut]).is_err(), "{cut} of {}", whole.len());
            }
        }
    }

    #[test]
    fn damaged_files_never_panic() {
        let mut rng = fastrand::Rng::with_seed(5);
        let log = "a line of a log\n".repeat(300);
        for original in [gzip(log.as_bytes()), zstandard(log.as_bytes())] {
            for _ in 0..300 {
                let _ = read(&crate::test_support::corrupted(&original, &mut rng));
            }
        }
    }

    #[test]
    fn a_frame_that_asks_for_much_memory_is_refused() {
        // Magic number, a descriptor without sizes, and a window of 2^31 bytes (RFC 8878, 3.1.1.1.2).
        let frame = [0x28, 0xb5, 0x2f, 0xfd, 0, 21 << 3, 1, 0, 0];
        let error = read(&frame).unwrap_err().to_string();
        assert!(error.contains("window"), "{error}");
    }

    #[test]
    fn a_bomb_is_read_line_by_line_in_little_memory() {
        // One line of 64 MiB in some 64 KiB, and one after it.
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        let zeros = vec![b'x'; 1 << 20];
        for _ in 0..64 {
            encoder.write_all(&zeros).unwrap();
        }
        encoder.write_all(b"\nnext\n").unwrap();
        let bomb = encoder.finish().unwrap();
        assert!(bomb.len() < 1 << 18, "{}", bomb.len());
        let mut lengths = Vec::new();
        feed::all(&bomb[..], |block| lengths.extend(block.split(|b| *b == b'\n').map(<[u8]>::len)))
            .unwrap();
        assert_eq!(lengths, [MAX_LINE, 0, 4, 0]);
    }
}
