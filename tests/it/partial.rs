//! A source that fails does not hide what the others say: the run goes on, says what cannot be judged, and ends with code 6.

use std::fs;

use crate::room::Room;

const RUN: &str = "run --as-of 2026-11-23T08:00 --no-mail";

/// Status and number of every commitment of a run, and the codes of what it noticed.
fn judged(room: &Room) -> (Vec<(String, String, Option<f64>)>, Vec<String>) {
    let summary = room.json("reports/acordo.json");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let commitments = summary["commitments"].as_array().unwrap().iter();
    let warnings = summary["warnings"].as_array().unwrap().iter();
    (
        commitments.map(|c| (text(&c["id"]), text(&c["status"]), c["actual"].as_f64())).collect(),
        warnings.map(|w| text(&w["code"])).collect(),
    )
}

#[test]
fn what_the_other_sources_say_stands() {
    let whole = Room::copy_of("sample-data/en");
    whole.done(RUN);
    let (all, _) = judged(&whole);
    let room = Room::copy_of("sample-data/en");
    let agreement = room.text("acordo.toml").replace("\"activities.csv\"", "\"activities.xlsx\"");
    fs::write(room.path("acordo.toml"), agreement).unwrap();
    fs::write(room.path("activities.xlsx"), b"PK\x03\x04 and no more").unwrap();
    let told = room.acordo(RUN);
    assert_eq!(told.exit, 6, "{}", told.stderr);
    assert!(told.stderr.contains("activities.xlsx is cut off in the middle"), "{}", told.stderr);
    let (some, codes) = judged(&room);
    for ((id, status, actual), (_, _, whole)) in some.iter().zip(&all) {
        if ["first-attempt", "attempts", "routing"].contains(&id.as_str()) {
            assert_eq!((status.as_str(), *actual), ("not-assessed", None), "{id}");
        } else {
            assert_eq!(actual, whole, "{id}");
        }
    }
    assert_eq!(codes.iter().filter(|code| *code == "unmeasured").count(), 3, "{codes:?}");
    assert!(
        told.stderr.contains("(first-attempt)") || told.stderr.contains("First attempt"),
        "{}",
        told.stderr
    );
    assert!(codes.contains(&"judged-without".to_owned()), "{codes:?}");
}

/// One of two sources of activities is there: what it shows is a part, and nobody is blamed for the rest.
#[test]
fn what_is_partly_seen_is_not_judged() {
    let room = Room::copy_of("sample-data/en");
    let more = "\n[[source]]\nname = 'phones'\ntable = 'activities'\nfiles = ['phones.csv']\n\
                columns = { at = 'at', phone = 'phone' }\n";
    fs::write(room.path("acordo.toml"), room.text("acordo.toml") + more).unwrap();
    let told = room.acordo(RUN);
    assert_eq!(told.exit, 6, "{}", told.stderr);
    let summary = room.json("reports/acordo.json");
    let commitments = summary["commitments"].as_array().unwrap();
    let own = |id: &str| commitments.iter().find(|own| own["id"] == id).unwrap();
    for id in ["first-attempt", "attempts"] {
        assert_eq!(own(id)["why_not"], "sources-refused", "{id}");
        assert!(own(id)["actual"].is_null(), "{id}");
    }
    assert!(own("handoff-complete")["why_not"].is_null());
    assert!(told.stderr.contains("phones"), "{}", told.stderr);
    // A file of headers alone, such as next month's sheet, hides no row.
    fs::write(room.path("phones.csv"), "at;phone\n").unwrap();
    room.acordo(RUN);
    let summary = room.json("reports/acordo.json");
    let commitments = summary["commitments"].as_array().unwrap();
    assert!(commitments.iter().all(|own| own["why_not"] != "sources-refused"), "{summary:#}");
}

#[test]
fn nothing_to_judge_is_no_report() {
    let room = Room::copy_of("sample-data/en");
    for name in ["contacts.csv", "deals.csv"] {
        fs::write(room.path(name), "").unwrap();
    }
    let told = room.acordo(RUN);
    assert_eq!(told.exit, 4, "{}", told.stderr);
    assert!(!room.path("reports/acordo.json").exists());
    assert!(told.stderr.contains("contacts.csv is empty (0 bytes)"), "{}", told.stderr);
}
