// The robot's HTTP signalling, the client's side: POST /con_notify, then POST /con_ing_<path>, for
// a robot with data2 1 or 2. `signalling.py` beside this folder says what the bytes are.

import crypto from "node:crypto";
import http from "node:http";

const STATIC_KEY = Buffer.from("e85682bd16549b008e04a6682bb3ebe3", "hex");
const FILLER = 10;
const LETTERS = 10;
const NONCE = 12;
const TAG = 16;

// Not by `fetch`: it spells the names of headers as the robot does not know them.
function post(url, body) {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Length": Buffer.byteLength(body) };
    // The robot ends its lines with LF alone, which Node takes only so.
    const options = { method: "POST", headers, agent: false, insecureHTTPParser: true };
    const request = http.request(url, options, (answer) => {
      let text = "";
      answer.on("data", (piece) => (text += piece));
      answer.on("error", reject);
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve(text);
        else reject(new Error(`POST ${url}: HTTP ${answer.statusCode}`));
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

function opened(notice) {
  if (notice.data2 !== 2) return notice.data1;
  const blob = Buffer.from(notice.data1, "base64");
  const decipher = crypto.createDecipheriv("aes-128-gcm", STATIC_KEY, blob.subarray(-TAG - NONCE, -TAG));
  decipher.setAuthTag(blob.subarray(-TAG));
  return decipher.update(blob.subarray(0, -TAG - NONCE), undefined, "latin1") + decipher.final("latin1");
}

/** Offer out, answer in. */
export async function exchange(robot, sdp) {
  const notice = JSON.parse(Buffer.from(await post(`${robot}/con_notify`, ""), "base64"));
  const data1 = opened(notice);
  const der = Buffer.from(data1.slice(FILLER, -LETTERS), "base64");
  const publicKey = crypto.createPublicKey({ key: der, format: "der", type: "spki" });
  // Of each pair of letters the second is a digit.
  const letters = [...data1.slice(-LETTERS)].filter((_, at) => at % 2 === 1);
  const path = letters.map((letter) => "ABCDEFGHIJ".indexOf(letter)).join("");

  const key = Buffer.from(crypto.randomBytes(16).toString("hex"));
  const wrapped = crypto.publicEncrypt(
    { key: publicKey, padding: crypto.constants.RSA_PKCS1_PADDING },
    key,
  );
  const cipher = crypto.createCipheriv("aes-256-ecb", key, null);
  const envelope = JSON.stringify({ id: "STA_localNetwork", sdp, type: "offer", token: "" });
  const sealed = cipher.update(envelope, "utf8", "base64") + cipher.final("base64");
  const body = JSON.stringify({ data1: sealed, data2: wrapped.toString("base64") });
  const decipher = crypto.createDecipheriv("aes-256-ecb", key, null);
  const answer = await post(`${robot}/con_ing_${path}`, body);
  return JSON.parse(decipher.update(answer, "base64", "utf8") + decipher.final("utf8"));
}
