// Prints the offer of a WebRTC stack that a driver or a page in JavaScript has:
//
//     node offer.mjs libdatachannel [--data-only]
//     node offer.mjs /usr/bin/chromium [--data-only]
//
// Anything else than `libdatachannel` is a browser of the Chromium family, which is started headless
// and makes the offer in a page of ours.

import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";

const PATIENCE = 60_000;

const [stack, ...options] = process.argv.slice(2);
const dataOnly = options.includes("--data-only");

async function libdatachannel() {
  const { default: native } = await import("node-datachannel");
  const peer = new native.PeerConnection("go2", { iceServers: [], bindAddress: "127.0.0.1" });
  const gathered = new Promise((resolve) => {
    peer.onGatheringStateChange((state) => state === "complete" && resolve());
  });
  if (!dataOnly) {
    const audio = new native.Audio("audio", "SendRecv");
    audio.addOpusCodec(111);
    peer.addTrack(audio);
    const video = new native.Video("video", "RecvOnly");
    video.addH264Codec(102);
    video.addVP8Codec(96);
    peer.addTrack(video);
  }
  peer.createDataChannel("data");
  await gathered;
  return peer.localDescription().sdp;
}

/** Runs in the page. */
async function offer(dataOnly) {
  const peer = new RTCPeerConnection();
  peer.createDataChannel("data");
  if (!dataOnly) {
    peer.addTransceiver("audio", { direction: "sendrecv" });
    peer.addTransceiver("video", { direction: "recvonly" });
  }
  const gathered = new Promise((resolve) => {
    peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && resolve();
  });
  await peer.setLocalDescription(await peer.createOffer());
  await gathered;
  await fetch("/", { method: "POST", body: peer.localDescription.sdp });
}

function chromium() {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "go2doctor-offer-"));
  let browser;
  const asked = new Promise((resolve, reject) => {
    const page = `<!doctype html><script>(${offer})(${dataOnly})</script>`;
    const server = http.createServer((request, response) => {
      let body = "";
      request.on("data", (piece) => (body += piece));
      request.on("end", () => {
        response.setHeader("Content-Type", "text/html");
        response.end(request.method === "GET" ? page : "");
        if (request.method === "POST") resolve(body);
      });
    });
    server.listen(0, "127.0.0.1", () => {
      const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"];
      flags.push("--disable-background-networking", "--disable-component-update");
      flags.push(`--user-data-dir=${home}`, `http://127.0.0.1:${server.address().port}/`);
      browser = spawn(stack, flags, { stdio: "ignore" });
      browser.on("error", reject);
    });
    setTimeout(() => reject(new Error("no offer")), PATIENCE);
  });
  const ended = () =>
    new Promise((resolve) => {
      browser.once("exit", resolve);
      browser.kill();
    });
  return asked.finally(ended).finally(() => {
    // Processes of the browser may write for a moment after it: the system clears /tmp.
    try {
      fs.rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    } catch {}
  });
}

try {
  process.stdout.write(await (stack === "libdatachannel" ? libdatachannel() : chromium()));
  process.exit(0);
} catch (error) {
  console.error(error.stack);
  process.exit(1);
}
