//! Exports of different ages: each promise is told as it stood where its own tables end, the same in every output.

use std::fs::File;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

use super::told::Known;
use super::{document, posted, sentences, walk, written};
use crate::room::Room;
use crate::run::Sample;

/// Instants in São Paulo, as files have them: a week before the report, the Friday before it, and its own morning.
const OLD: u64 = 1_794_826_800;
const FRIDAY: u64 = 1_795_208_400;
const FRESH: u64 = 1_795_428_000;
const NOW: &str = "2026-11-23T08:00:00-03:00";

/// The rule of each source and when its file was written, in the order leads, deals, activities.
type Ages = [(&'static str, u64); 3];

const WORLDS: [(&str, Ages); 5] = [
    ("old deals", [("file-time", FRIDAY), ("file-time", OLD), ("file-time", FRESH)]),
    ("old activities", [("file-time", FRESH), ("file-time", FRIDAY), ("file-time", OLD)]),
    ("old leads", [("file-time", OLD), ("none", FRESH), ("file-time", FRIDAY)]),
    ("by the newest row", [("newest-row", OLD), ("file-time", FRIDAY), ("newest-row", OLD)]),
    ("deals by the newest row", [("none", OLD), ("newest-row", OLD), ("file-time", FRIDAY)]),
];

/// A copy of a sample whose sources know until these instants; its weeks are judged, or its months.
fn aged(sample: Sample, ages: &Ages, is_weekly: bool) -> Sample {
    let room = &sample.room;
    let mut text = room.text("acordo.toml");
    let files = if room.path("leads.csv").exists() {
        ["leads.csv", "negocios.xlsx", "atividades.xlsx"]
    } else {
        ["contacts.csv", "deals.csv", "activities.csv"]
    };
    for ((rule, at), file) in ages.iter().zip(files) {
        let stem = file.split('.').next().unwrap();
        let place = text.find(&format!("files   = [\"{stem}")).unwrap();
        let rest = text.split_off(place);
        text += &rest.replacen("cut-off = \"none\"", &format!("cut-off = \"{rule}\""), 1);
        let file = File::options().append(true).open(room.path(file)).unwrap();
        file.set_modified(UNIX_EPOCH + Duration::from_secs(*at)).unwrap();
    }
    if is_weekly {
        text = text.replace("\"month\"", "\"week\"");
    }
    std::fs::write(room.path("acordo.toml"), text).unwrap();
    sample
}

/// Each promise and its groups by id, with all that is told of them.
fn promises(summary: &Value) -> Vec<(Value, Vec<Value>)> {
    let of = |part: &str| summary[part].as_array().unwrap().clone();
    let groups = [of("groups"), of("other_groups")].concat();
    let own = |judged: &Value| {
        let is_own = |group: &&Value| group["commitment"] == judged["id"];
        groups.iter().filter(is_own).cloned().collect()
    };
    let told = |mut judged: Value| {
        let groups = own(&judged);
        // Between two days a month has another name.
        judged.as_object_mut().unwrap().remove("name");
        (judged, groups)
    };
    of("commitments").into_iter().map(told).collect()
}

/// A report as of one instant, made where no other report was.
fn recounted(room: &Room, at: &str, period: &Value) -> Value {
    let [from, to] = ["from", "to"].map(|end| period[end].as_str().unwrap());
    let run = format!("run --json --no-mail --as-of {at} --period {from}..{to}");
    let told = room.acordo_at(NOW, &run);
    serde_json::from_str(&told.stdout).unwrap_or_else(|_| panic!("{}", told.stderr))
}

/// What one instant says of a promise is what a report says that knows nothing later of anything.
#[test]
fn a_promise_is_judged_where_its_own_tables_end() {
    let mut instants = 0;
    for (number, (name, ages)) in WORLDS.iter().enumerate() {
        let sample = || if number % 2 == 0 { Sample::pt() } else { Sample::en() };
        // What knows until now is cut off by the report's instant alone.
        let mut open = ages.map(|(_, at)| ("none", at));
        // What is dated after the deals' own end counts for no promise.
        open[1] = ages[1];
        let own = aged(sample(), ages, number == 1);
        let told = own.room.acordo_at(NOW, "run --json --no-mail --as-of 2026-11-23T08:00");
        let summary: Value =
            serde_json::from_str(&told.stdout).unwrap_or_else(|_| panic!("{told:?}"));
        let mut ends: Vec<String> = promises(&summary)
            .iter()
            .map(|(judged, _)| judged["cut_off"].as_str().unwrap().to_owned())
            .collect();
        ends.sort_unstable();
        ends.dedup();
        instants += ends.len();
        for at in ends {
            let made = aged(sample(), &open, number == 1);
            let at_that = recounted(&made.room, &at[..19], &summary["period"]);
            let wanted = promises(&at_that);
            let here = promises(&summary);
            let own = here.iter().filter(|(judged, _)| judged["cut_off"].as_str() == Some(&at));
            for (judged, groups) in own {
                let (other, others) =
                    wanted.iter().find(|(other, _)| other["id"] == judged["id"]).unwrap();
                assert_eq!(judged, other, "{name}, {at}");
                assert_eq!(groups, others, "{name}, {at}, {}", judged["id"]);
            }
        }
    }
    // Two or three horizons a world.
    assert!(instants >= 2 * WORLDS.len(), "{instants}");
}

/// Workbook, letters, channels and `explain` tell of each promise the numbers of the document. The plan speaks of no promise.
#[test]
fn every_output_tells_a_promise_where_its_own_tables_end() {
    let mut found = Vec::new();
    for (number, (name, ages)) in WORLDS.iter().enumerate() {
        let sample = if number % 2 == 0 { Sample::en() } else { Sample::pt() };
        let sample = aged(sample, ages, number == 1);
        let [posts, _] = posted::heard(&sample, NOW, "run --send");
        let summary = document(&sample);
        let mut told = written(&sample);
        told.extend(sentences(&sample.report("acordo_2026-11-23.xlsx")));
        told.retain(|(place, _)| !place.starts_with("Plan"));
        told.extend(posts.into_iter().map(|post| ("a channel".to_owned(), post)));
        let ids = summary["commitments"].as_array().unwrap().iter();
        let judged = ids.filter(|own| !own["actual"].is_null());
        let explained = judged.map(|own| format!("explain {}", own["id"].as_str().unwrap()));
        for command in explained {
            told.push((command.clone(), sample.room.acordo_at(NOW, &command).stdout));
        }
        let mut known = Known::of(&summary);
        let history = sample.room.acordo_at(NOW, "history --json").stdout;
        known.streaks(&serde_json::from_str(&history).unwrap());
        let language = summary["language"].as_str().unwrap();
        for (place, text) in told {
            let own = walk::unexplained(language, &known, &text).into_iter();
            found.extend(own.map(|what| format!("{name}, {place}: {what}")));
        }
    }
    assert!(found.is_empty(), "{}\n{} numbers", found.join("\n"), found.len());
}
