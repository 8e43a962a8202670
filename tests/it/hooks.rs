//! Chat channels and the monitor: told once, in their own form, and no reason to stop when they fail.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

use crate::room::{Room, Told};

/// A web server that answers everything with one status and remembers what it was asked.
pub struct Channel {
    port: u16,
    heard: Arc<Mutex<Vec<(String, String)>>>,
}

impl Channel {
    /// One that answers so.
    pub fn start(status: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
        let kept = Arc::clone(&heard);
        thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let (mut first, mut length) = (String::new(), 0);
                reader.read_line(&mut first).unwrap();
                loop {
                    let mut line = String::new();
                    if reader.read_line(&mut line).unwrap_or(0) <= 2 {
                        break;
                    }
                    if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap();
                    }
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                kept.lock()
                    .unwrap()
                    .push((first.trim().to_owned(), String::from_utf8(body).unwrap()));
                let _left = write!(
                    stream,
                    "HTTP/1.1 {status}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
                );
            }
        });
        Self { port, heard }
    }

    /// What it was asked: first line and body.
    pub fn heard(&self) -> Vec<(String, String)> {
        self.heard.lock().unwrap().clone()
    }

    /// Its address, a secret.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/segredo-7c1", self.port)
    }
}

fn room(keys: &str) -> Room {
    let room = Room::copy_of("sample-data");
    let text = room.text("acordo.toml").replace("Smarketing 2026", "Vendas & Cia <2026>")
        + &format!("\n[notify]\n{keys}\n");
    std::fs::write(room.path("acordo.toml"), text).unwrap();
    room
}

fn run(room: &Room, variables: &[(&str, String)]) -> Told {
    let mut command = crate::room::program();
    command
        .args(["run", "--as-of", "2026-11-23T08:00", "--send"])
        .current_dir(room.path(""))
        .envs(variables.iter().cloned());
    room.tell(&mut command)
}

#[test]
fn each_channel_hears_the_words_once_in_its_form() {
    let channel = Channel::start("200 OK");
    let room = room(
        "slack-env = \"HOOK\"\nteams-env = \"HOOK\"\ngoogle-chat-env = \"HOOK\"\nping-env = \"PING\"",
    );
    let monitor = Channel::start("200 OK");
    let variables = [("HOOK", channel.address()), ("PING", monitor.address())];
    let told = run(&room, &variables);
    assert_eq!(told.exit, 0, "{}", told.stderr);
    let bodies: Vec<Value> =
        channel.heard().iter().map(|(_, body)| serde_json::from_str(body).unwrap()).collect();
    let words = room.text("relatorios/resumo.txt");
    assert_eq!(bodies.len(), 3);
    let slack = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    assert!(words.contains('&') && slack != words, "the name has signs of Slack's own: {words}");
    assert_eq!(
        (bodies[0]["text"].as_str(), bodies[2]["text"].as_str()),
        (Some(slack.as_str()), Some(words.as_str()))
    );
    let teams = &bodies[1];
    assert_eq!(
        (teams["type"].as_str(), teams["attachments"][0]["contentType"].as_str()),
        (Some("message"), Some("application/vnd.microsoft.card.adaptive"))
    );
    let card = bodies[1]["attachments"][0]["content"]["body"][0]["text"].as_str().unwrap();
    assert_eq!(card, words.replace('\n', "\n\n"), "a card joins single lines");
    let asked: Vec<String> = monitor.heard().into_iter().map(|(first, _)| first).collect();
    assert_eq!(asked, ["GET /segredo-7c1/start HTTP/1.1", "GET /segredo-7c1 HTTP/1.1"]);
    assert_eq!(run(&room, &variables).exit, 0);
    assert_eq!(channel.heard().len(), 3, "a second run says nothing again");
    assert!(!told.stderr.contains("segredo"), "{}", told.stderr);
}

/// A channel that repeats its address in whatever it answers: in the status, in a redirection, in what it sends.
#[test]
fn nothing_that_a_channel_answers_is_told() {
    for status in [
        "400 /segredo-7c1",
        "404 Not Found\r\nX-Said: /segredo-7c1",
        "302 Found\r\nLocation: http://127.0.0.1:9/segredo-7c1",
        "200 segredo-7c1",
        "999 segredo-7c1",
        "segredo-7c1",
    ] {
        let channel = Channel::start(status);
        let room = room("slack-env = \"HOOK\"\nping-env = \"HOOK\"");
        let told = run(&room, &[("HOOK", channel.address())]);
        let said = told.stdout + &told.stderr + &room.acordo("status").stdout;
        assert!(!said.contains("segredo") && !channel.heard().is_empty(), "{status}: {said}");
        let mut kept = vec![room.bytes("acordo.db")];
        kept.extend(room.names("outbox").iter().map(|name| room.bytes(&format!("outbox/{name}"))));
        for bytes in kept {
            assert!(!String::from_utf8_lossy(&bytes).contains("segredo-7c1"), "{status}");
        }
    }
}

/// A hook that was taken away sends whoever calls elsewhere: nobody was told there.
#[test]
fn only_a_plain_yes_counts_as_told() {
    for status in ["301 Moved", "302 Found", "304 Not Modified", "307 Temporary"] {
        let channel = Channel::start(status);
        let room = room("slack-env = \"HOOK\"");
        let told = run(&room, &[("HOOK", channel.address())]);
        let code = format!("HTTP {}", &status[..3]);
        assert_eq!((told.exit, channel.heard().len()), (0, 1), "{status}: {}", told.stderr);
        assert!(told.stderr.contains(&code), "{status}: {}", told.stderr);
        assert!(!told.stderr.contains("Canal avisado"), "{status}: {}", told.stderr);
    }
    for status in ["200 OK", "202 Accepted"] {
        let channel = Channel::start(status);
        let told = run(&room("slack-env = \"HOOK\""), &[("HOOK", channel.address())]);
        assert!(told.stderr.contains("Canal avisado"), "{status}: {}", told.stderr);
    }
}

#[test]
fn a_channel_that_fails_stops_nothing_and_is_told_without_its_address() {
    let channel = Channel::start("500 no");
    let room = room("slack-env = \"HOOK\"\nteams-env = \"NO_SUCH_HOOK\"\nping-env = \"PING\"");
    let told = run(
        &room,
        &[("HOOK", channel.address()), ("PING", "http://exemplo.com.br/segredo-7c1".to_owned())],
    );
    assert_eq!(
        (told.exit, channel.heard().len()),
        (0, 3),
        "three tries, and the letters are out: {}",
        told.stderr
    );
    assert!(
        told.stderr.contains("HTTP 500")
            && told.stderr.contains("NO_SUCH_HOOK")
            && !told.stderr.contains("segredo"),
        "{}",
        told.stderr
    );
    let operator =
        room.names("outbox").into_iter().filter(|name| name.contains("_operator_")).count();
    assert_eq!(operator, 1, "the operator hears of it");
}
