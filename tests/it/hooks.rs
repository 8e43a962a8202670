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
    heads: Arc<Mutex<Vec<String>>>,
}

impl Channel {
    /// One that answers so.
    pub fn start(status: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let (kept, above) = (Arc::clone(&heard), Arc::clone(&heads));
        thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let (mut first, mut length) = (String::new(), 0);
                reader.read_line(&mut first).unwrap();
                let mut lines = String::new();
                loop {
                    let mut line = String::new();
                    if reader.read_line(&mut line).unwrap_or(0) <= 2 {
                        break;
                    }
                    lines += &line;
                    if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap();
                    }
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                above.lock().unwrap().push(lines);
                kept.lock()
                    .unwrap()
                    .push((first.trim().to_owned(), String::from_utf8(body).unwrap()));
                let _left = write!(
                    stream,
                    "HTTP/1.1 {status}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
                );
            }
        });
        Self { port, heard, heads }
    }

    /// What it was asked: first line and body.
    pub fn heard(&self) -> Vec<(String, String)> {
        self.heard.lock().unwrap().clone()
    }

    /// A header of each thing it was asked; empty where it has none.
    fn headers(&self, name: &str) -> Vec<String> {
        let of = |head: &String| {
            let lines = head.lines().filter_map(|line| line.split_once(": "));
            let own = lines.filter(|(own, _)| own.eq_ignore_ascii_case(name));
            own.map(|(_, value)| value.trim().to_owned()).next().unwrap_or_default()
        };
        self.heads.lock().unwrap().iter().map(of).collect()
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

/// What a web hook hears is signed, of its form or of a template's; what is nearly due is told once, and no report is made of it.
#[test]
fn a_web_hook_hears_signed_reports_reminders_and_incidents() {
    let room = room(
        "webhook-env = \"HOOK\"\nwebhook-secret-env = \"KEY\"\ndue-soon = [\"11:00\", \"15:00\"]\ndue-soon-people = [\"Ana Beatriz Lopes\"]\n[mail.people]\n\"Ana Beatriz Lopes\" = \"ana@empresa.com.br\"",
    );
    let channel = Channel::start("200 OK");
    let at = |time: &str, arguments: &[&str]| {
        let mut command = crate::room::program();
        command.args(arguments).current_dir(room.path(""));
        command.env("ACORDO_NOW", format!("2026-11-23T{time}:00-03:00"));
        let told = room.tell(command.env("HOOK", channel.address()).env("KEY", "chave-5d2"));
        assert_eq!(told.exit, 0, "{}", told.stderr);
        told.stderr
    };
    let events = || -> Vec<String> {
        let body = |(_, body): (String, String)| serde_json::from_str::<Value>(&body).unwrap();
        let event = |body: Value| body["event"].as_str().unwrap().to_owned();
        channel.heard().into_iter().map(body).map(event).collect()
    };
    at("11:05", &["run", "--scheduled"]);
    assert_eq!(events(), ["report"], "a report that is due comes first");
    let letters = room.names("outbox").len();
    at("11:10", &["run", "--scheduled"]);
    assert_eq!(events(), ["report", "due-soon"]);
    let reminders = room.names("outbox").iter().filter(|name| name.contains("_soon-")).count();
    assert_eq!(room.names("outbox").len(), letters + reminders, "no letter to a team");
    let status = room.acordo_at("2026-11-23T11:12:00-03:00", "status --json");
    let status: Value = serde_json::from_str(&status.stdout).unwrap();
    assert_eq!(status["due_soon"]["written"].as_u64().unwrap_or_default(), reminders as u64);
    at("11:20", &["run", "--scheduled"]);
    assert_eq!(events().len(), 2, "once");
    at("15:01", &["run", "--scheduled"]);
    let bodies =
        channel.heard().into_iter().map(|(_, body)| serde_json::from_str::<Value>(&body).unwrap());
    let soon = bodies.filter(|body| body["event"] == "due-soon");
    let told: Vec<String> = soon
        .flat_map(|body| {
            body["text"].as_str().unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .filter(|line| line.starts_with('•'))
        .collect();
    let once: std::collections::BTreeSet<&String> = told.iter().collect();
    assert!(
        !told.is_empty() && once.len() == told.len(),
        "a lead is told once a due date: {told:?}"
    );
    let text = "Caiu o discador";
    at("15:30", &["log", text, "--kind", "incident", "--post"]);
    let heard = channel.heard();
    let report: Value = serde_json::from_str(&heard[0].1).unwrap();
    assert_eq!(report["text"].as_str(), Some(room.text("relatorios/resumo.txt").as_str()));
    assert_eq!(report["summary"], room.json("relatorios/acordo.json"));
    let last: Value = serde_json::from_str(&heard.last().unwrap().1).unwrap();
    assert_eq!((last["event"].as_str(), &last["summary"]), (Some("incident"), &Value::Null));
    assert!(last["text"].as_str().unwrap().contains(text), "{last}");
    let times = channel.headers("x-acordo-timestamp");
    for ((time, signed), (_, body)) in
        times.iter().zip(channel.headers("x-acordo-signature")).zip(&heard)
    {
        let parts = [time.as_bytes(), b".", body.as_bytes()];
        let own = acordo::model::hash::signature(b"chave-5d2", parts).unwrap();
        assert_eq!(signed, format!("v1={own}"));
    }
    let text = room.text("acordo.toml");
    let with = text.replace("[mail.people]", "webhook-template = \"forma.json\"\n[mail.people]");
    std::fs::write(room.path("acordo.toml"), with).unwrap();
    std::fs::write(room.path("forma.json"), "{\"content\": {{ text }}, \"de\": {{ agreement }}}")
        .unwrap();
    at("15:40", &["log", "aspas \" e {{ chaves }}", "--post"]);
    let formed: Value = serde_json::from_str(&channel.heard().last().unwrap().1).unwrap();
    assert_eq!(formed["de"].as_str(), Some("Vendas & Cia <2026>"));
    assert!(formed["content"].as_str().unwrap().contains("aspas \" e {{ chaves }}"), "{formed}");
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
