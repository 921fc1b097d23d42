"""The robot's HTTP signalling: POST /con_notify and POST /con_ing_<path>.

con_notify hands out an RSA public key, hidden between filler characters and
encrypted as the firmware generation (data2) has it. con_ing takes the offer
and returns the answer, both under a session key that the client chose and
wrapped with that RSA key.
"""

import asyncio
import base64
import json
import secrets

from cryptography.hazmat.primitives import padding, serialization
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# The key that every robot with data2 = 2 shares.
STATIC_KEY = bytes.fromhex("e85682bd16549b008e04a6682bb3ebe3")

FILLER_LENGTH = 10
PATH_DIGITS = 5
NONCE_LENGTH = 12
TAG_LENGTH = 16
BODY_LIMIT = 1024 * 1024
REQUEST_DEADLINE = 5.0


class Refused(Exception):
    """The request is not one the robot answers: it closes without a word."""


class Keys:
    """What one robot shows in con_notify: an RSA key and a path of digits."""

    def __init__(self, data2, device_key):
        self.data2 = data2
        self.device_key = device_key
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.path = "".join(secrets.choice("0123456789") for _ in range(PATH_DIGITS))

    def con_notify(self):
        """The body of the con_notify answer: base64 of JSON."""
        public = self.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        filler = secrets.token_hex(FILLER_LENGTH // 2)
        # Each digit is a pair of letters of which only the second counts.
        path = "".join(
            secrets.choice("KLMNOPQRST") + "ABCDEFGHIJ"[int(digit)] for digit in self.path
        )
        data1 = filler + base64.b64encode(public).decode() + path
        key = {1: None, 2: STATIC_KEY, 3: self.device_key}[self.data2]
        if key is not None:
            data1 = base64.b64encode(encrypt_blob(key, data1.encode())).decode()
        return base64.b64encode(json.dumps({"data1": data1, "data2": self.data2}).encode())

    def unwrap_session_key(self, wrapped):
        """The client's session key, RSA PKCS#1 v1.5 in chunks of the key's size."""
        raw = base64.b64decode(wrapped, validate=True)
        size = self.private.key_size // 8
        chunks = [raw[start : start + size] for start in range(0, len(raw), size)]
        return b"".join(self.private.decrypt(chunk, rsa_padding.PKCS1v15()) for chunk in chunks)


def encrypt_blob(key, plain):
    """AES-128-GCM in the robot's order: ciphertext, nonce, tag."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    sealed = AESGCM(key).encrypt(nonce, plain, None)
    return sealed[:-TAG_LENGTH] + nonce + sealed[-TAG_LENGTH:]


def open_con_notify(notice):
    """The client's side: the path, a fresh session key, and that key wrapped.

    `notice` is the decoded JSON of a robot with data2 1 or 2.
    """
    data1 = notice["data1"]
    if notice["data2"] == 2:
        blob = base64.b64decode(data1)
        nonce, tag = blob[-TAG_LENGTH - NONCE_LENGTH : -TAG_LENGTH], blob[-TAG_LENGTH:]
        sealed = blob[: -TAG_LENGTH - NONCE_LENGTH] + tag
        data1 = AESGCM(STATIC_KEY).decrypt(nonce, sealed, None).decode()
    public = serialization.load_der_public_key(
        base64.b64decode(data1[FILLER_LENGTH : -2 * PATH_DIGITS])
    )
    letters = data1[-2 * PATH_DIGITS :][1::2]
    path = "".join(str("ABCDEFGHIJ".index(letter)) for letter in letters)
    session_key = secrets.token_hex(16).encode()
    wrapped = public.encrypt(session_key, rsa_padding.PKCS1v15())
    return path, session_key, base64.b64encode(wrapped)


def encrypt_body(session_key, plain):
    """AES-ECB with PKCS#7 padding, as base64."""
    padder = padding.PKCS7(128).padder()
    padded = padder.update(plain) + padder.finalize()
    encryptor = Cipher(algorithms.AES(session_key), modes.ECB()).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize())


def decrypt_body(session_key, text):
    """The inverse of `encrypt_body`."""
    decryptor = Cipher(algorithms.AES(session_key), modes.ECB()).decryptor()
    padded = decryptor.update(base64.b64decode(text, validate=True)) + decryptor.finalize()
    unpadder = padding.PKCS7(128).unpadder()
    return unpadder.update(padded) + unpadder.finalize()


async def serve(keys, answer_offer):
    """Listens on a loopback port of the system's choice.

    `answer_offer` takes the client's envelope and returns the robot's
    answer, both dictionaries. Returns the asyncio server.
    """

    async def connection(reader, writer):
        try:
            async with asyncio.timeout(REQUEST_DEADLINE):
                path, body = await read_request(reader)
                answer = await respond(keys, answer_offer, path, body)
            writer.write(answer)
            await writer.drain()
        except (Refused, ValueError, KeyError, OSError, asyncio.IncompleteReadError,
                asyncio.LimitOverrunError, TimeoutError):
            pass
        finally:
            # The robot closes after every answer without having announced it.
            writer.close()

    return await asyncio.start_server(connection, "127.0.0.1", 0)


async def read_request(reader):
    """Path and body of one POST."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _version = head[0].split(" ", 2)
    if method != "POST":
        raise Refused
    # The robot knows header names only as curl and requests spell them.
    headers = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
    length = int(headers.get("Content-Length", "0"))
    if not 0 <= length <= BODY_LIMIT:
        raise Refused
    return path, await reader.readexactly(length)


async def respond(keys, answer_offer, path, body):
    """The whole HTTP answer to one request."""
    if path == "/con_notify":
        return http_answer("200 OK", keys.con_notify())
    if path != f"/con_ing_{keys.path}":
        return http_answer("404 Not Found", b"")
    request = json.loads(body)
    session_key = keys.unwrap_session_key(request["data2"])
    envelope = json.loads(decrypt_body(session_key, request["data1"]))
    answer = await answer_offer(envelope)
    return http_answer("200 OK", encrypt_body(session_key, json.dumps(answer).encode()))


def http_answer(status, body):
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
