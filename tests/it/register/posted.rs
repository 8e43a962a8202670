//! What is posted to channels and what `status` answers: each number is of the register, or the same count as elsewhere.

use std::fs;

use serde_json::Value;

use super::told::Known;
use super::worlds::monday;
use super::{document, strange, walk};
use crate::hooks::Channel;
use crate::run::Sample;

/// The words of a message in the form of its channel.
fn words(body: &str) -> String {
    let body: Value = serde_json::from_str(body).unwrap();
    let card = &body["attachments"][0]["content"]["body"][0]["text"];
    let text = body["text"].as_str().or(card.as_str()).unwrap();
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// What every kind of channel and the monitor hear of a run at an instant: the words of each post, and the first line of each ping.
pub fn heard(sample: &Sample, now: &str, arguments: &str) -> [Vec<String>; 2] {
    let room = &sample.room;
    let keys = ["slack-env", "teams-env", "google-chat-env", "ping-env"];
    let hooks: String = keys.iter().map(|key| format!("{key} = \"HOOK\"\n")).collect();
    let text = room.text("acordo.toml") + "\n[notify]\n" + &hooks;
    fs::write(room.path("acordo.toml"), text).unwrap();
    let channel = Channel::start("200 OK");
    let mut run = crate::room::program();
    run.args(arguments.split_whitespace()).current_dir(room.path(""));
    let told = room.tell(run.env("HOOK", channel.address()).env("ACORDO_NOW", now));
    assert!(matches!(told.exit, 0 | 6), "{}", told.stderr);
    let (posts, pings): (Vec<_>, Vec<_>) =
        channel.heard().into_iter().partition(|(first, _)| first.starts_with("POST"));
    let posts: Vec<String> = posts.iter().map(|(_, body)| words(body)).collect();
    assert_eq!(posts.len(), 3, "{}", told.stderr);
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        posts.iter().all(|post| plain(post) == plain(&posts[0])),
        "all hear the same: {posts:?}"
    );
    [posts, pings.into_iter().map(|(first, _)| first).collect()]
}

#[test]
fn what_channels_hear_is_of_the_register() {
    for sample in Sample::all() {
        let [posts, pings] = heard(&sample, &monday(&sample), "run --send");
        let found = strange(
            &document(&sample),
            posts.into_iter().map(|post| ("a channel".to_owned(), post)).collect(),
        );
        assert!(found.is_empty(), "{found:#?}");
        // The monitor hears of the beginning, and of the end without a code, which is 0.
        assert!(pings.len() == 2 && pings[0].contains("/start"), "{pings:?}");
    }
}

/// Bytes as they are shown: whole kilobytes, else megabytes.
fn size(bytes: u64) -> f64 {
    let bytes = bytes as f64;
    if bytes < 1e6 { (bytes / 1e3).ceil() } else { bytes / 1e6 }
}

/// The same for a machine: each number is that of the words, and the words stand there as they are told.
fn is_the_same(machine: &Value, known: &Known, told: &str) {
    let (disk, id) = (&machine["disk"], |part: &str| known.ids[&format!("disk.{part}")]);
    let is = |found: f64, part: &str| assert!((found - id(part)).abs() < 1e-9, "{part}: {machine}");
    for folder in ["copies", "outbox", "reports"] {
        is(size(disk[folder]["bytes"].as_u64().unwrap()), folder);
        is(disk[folder]["files"].as_f64().unwrap(), &format!("{folder}-files"));
    }
    is(size(disk["ledger"]["bytes"].as_u64().unwrap()), "ledger");
    let recipients = machine["recipients"].as_object().unwrap().values();
    is(recipients.filter_map(Value::as_f64).sum(), "recipients");
    let says = machine["says"].as_array().unwrap().iter().map(|line| line.as_str().unwrap());
    assert_eq!(told.lines().take(says.len()).collect::<Vec<_>>(), says.collect::<Vec<_>>());
    assert_eq!(machine["exit"], 0, "{machine}");
}

#[test]
fn status_counts_what_is_there() {
    for sample in Sample::all() {
        let (room, run) = (&sample.room, "run --as-of 2026-11-23T08:00 --send");
        room.done(run);
        // A second report of the same instant is kept beside the first; its letters are not written again.
        room.done(run);
        let summary = document(&sample);
        let mut known = Known::of(&summary);
        known.words.push(summary["agreement"]["name"].as_str().unwrap_or_default().to_owned());
        let letters: Vec<String> =
            room.names("outbox").into_iter().filter(|name| name.ends_with(".eml")).collect();
        let to = |name: &String| {
            let text = String::from_utf8_lossy(&room.bytes(&format!("outbox/{name}"))).into_owned();
            let head = text.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
            let line = head.lines().find(|line| line.starts_with("To:")).unwrap().to_owned();
            line.matches('@').count() as f64
        };
        known.set("disk.recipients", Some(letters.iter().map(to).sum()));
        let held = |folder: &str| -> (f64, u64) {
            let files =
                room.names(folder).into_iter().map(|name| room.path(&format!("{folder}/{name}")));
            let sizes: Vec<u64> = files.map(|file| fs::metadata(file).unwrap().len()).collect();
            (sizes.len() as f64, sizes.iter().sum())
        };
        for (folder, part) in
            [("outbox", "outbox"), (sample.reports, "reports"), ("acordo.db.copies", "copies")]
        {
            let (files, bytes) = if room.path(folder).exists() { held(folder) } else { (0.0, 0) };
            known.set(&format!("disk.{part}"), Some(size(bytes)));
            known.set(&format!("disk.{part}-files"), Some(files));
        }
        let ledger = fs::metadata(room.path("acordo.db")).unwrap().len();
        known.set("disk.ledger", Some(size(ledger)));
        let told = room.done("status").stdout;
        let language = summary["language"].as_str().unwrap();
        let found = walk::unexplained(language, &known, &told);
        assert!(found.is_empty(), "{found:#?}\n{told}");
        let machine: Value = serde_json::from_str(&room.done("status --json").stdout).unwrap();
        is_the_same(&machine, &known, &told);
        // A count that is one too many is seen: the walk is not blind here.
        let files = known.ids["disk.reports-files"];
        let other = told.replacen(&format!(" {files} "), &format!(" {} ", files + 1.0), 1);
        assert!(!walk::unexplained(language, &known, &other).is_empty(), "{other}");
    }
}
