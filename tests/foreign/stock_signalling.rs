//! The robot's HTTP signalling for the stock robot: data2 = 1, one request a connection.
//!
//! Written without our own `robot` room on purpose: where both sides of a
//! test use the same code they can agree on a mistake.

use std::error::Error;
use std::future::Future;

use base64::{Engine, prelude::BASE64_STANDARD};
use ecb::cipher::{BlockDecryptMut, BlockEncryptMut, KeyInit, block_padding::Pkcs7};
use rsa::pkcs8::EncodePublicKey;
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey, rand_core::OsRng};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Whatever went wrong; the robot only closes the connection.
pub type Failure = Box<dyn Error + Send + Sync>;

const REQUEST_LIMIT: usize = 1024 * 1024;

/// An RSA key, and the path that goes with it.
pub struct Signalling {
    key: RsaPrivateKey,
}

/// The digits of `/con_ing_<path>` and the letters that stand for them.
const PATH: (&str, &str) = ("01234", "xAxBxCxDxE");

impl Signalling {
    /// A robot with a key of its own.
    pub fn new() -> Result<Self, Failure> {
        Ok(Self { key: RsaPrivateKey::new(&mut OsRng, 2048)? })
    }

    /// Serves one request; `answer` turns the client's offer into the answer's SDP.
    pub async fn serve<F, Answer>(&self, mut stream: TcpStream, answer: F) -> Result<(), Failure>
    where
        F: FnOnce(String) -> Answer,
        Answer: Future<Output = Result<String, Failure>>,
    {
        let (path, body) = read_request(&mut stream).await?;
        let reply = if path == "/con_notify" {
            self.con_notify()?
        } else if path == format!("/con_ing_{}", PATH.0) {
            let (session_key, envelope) = self.open(&body)?;
            let offer = envelope["sdp"].as_str().ok_or("no sdp in the envelope")?;
            let sdp = answer(offer.to_owned()).await?;
            seal(&session_key, &json!({"sdp": sdp, "type": "answer"}))?
        } else {
            return Err(path.into());
        };
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", reply.len());
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(reply.as_bytes()).await?;
        Ok(())
    }

    fn con_notify(&self) -> Result<String, Failure> {
        let der = self.key.to_public_key().to_public_key_der()?;
        let data1 = format!("0123456789{}{}", BASE64_STANDARD.encode(der), PATH.1);
        Ok(BASE64_STANDARD.encode(json!({"data1": data1, "data2": 1}).to_string()))
    }

    /// The session key and the envelope of a `con_ing` body.
    fn open(&self, body: &[u8]) -> Result<(Vec<u8>, Value), Failure> {
        let body: Value = serde_json::from_slice(body)?;
        let field = |name: &str| BASE64_STANDARD.decode(body[name].as_str().unwrap_or_default());
        let mut session_key = Vec::new();
        for chunk in field("data2")?.chunks(self.key.size()) {
            session_key.extend(self.key.decrypt(Pkcs1v15Encrypt, chunk)?);
        }
        let plain = ecb::Decryptor::<aes::Aes256>::new_from_slice(&session_key)?
            .decrypt_padded_vec_mut::<Pkcs7>(&field("data1")?)
            .map_err(|error| error.to_string())?;
        Ok((session_key, serde_json::from_slice(&plain)?))
    }
}

fn seal(session_key: &[u8], answer: &Value) -> Result<String, Failure> {
    let sealed = ecb::Encryptor::<aes::Aes256>::new_from_slice(session_key)?
        .encrypt_padded_vec_mut::<Pkcs7>(answer.to_string().as_bytes());
    Ok(BASE64_STANDARD.encode(sealed))
}

/// Path and body of one POST.
async fn read_request(stream: &mut TcpStream) -> Result<(String, Vec<u8>), Failure> {
    let mut request = Vec::new();
    let head_end = loop {
        if let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        read_some(stream, &mut request).await?;
    };
    let head = String::from_utf8_lossy(&request[..head_end]).into_owned();
    let path =
        head.strip_prefix("POST ").and_then(|rest| rest.split(' ').next()).ok_or("not a POST")?;
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("Content-Length: "))
        .map_or(Ok(0), str::parse)?;
    while request.len() - head_end < length {
        read_some(stream, &mut request).await?;
    }
    Ok((path.to_owned(), request[head_end..head_end + length].to_vec()))
}

async fn read_some(stream: &mut TcpStream, request: &mut Vec<u8>) -> Result<(), Failure> {
    if stream.read_buf(request).await? == 0 || request.len() > REQUEST_LIMIT {
        return Err("the request is cut short or too long".into());
    }
    Ok(())
}
