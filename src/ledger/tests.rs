//! The ledger keeps what it was told, through crashes, old versions and a second run at the door.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::ratios::{RatioKey, peek_ratio};
use super::*;
use crate::model::agreement::DateOrder;
use crate::model::letter::Reader;
use crate::model::memory::{Cell, DateReading, Looked, Said, Sightings, StageMemory, Stay};
use crate::model::moment::Instant;
use crate::model::words::{Audience, Milestone, Status};
use crate::model::zone::Day;
use crate::scorecard::card::SaleRatio;

fn day(day: u32) -> Day {
    Day::ymd(2026, 11, day).unwrap()
}

fn key(audience: Audience, revision: u32) -> DeliveryKey {
    DeliveryKey {
        agreement: "Smarketing | 2026".into(),
        reader: Reader::Team(audience),
        day: day(23),
        slot: Some(8 * 3600),
        period: (day(1), day(30)),
        revision,
    }
}

fn message(audience: Audience, revision: u32) -> Message {
    let key = key(audience, revision).text();
    Message {
        audience: audience.word().into(),
        recipients: vec!["a@x.com".into(), "b@x.com".into()],
        id: format!("<{}.r{revision}@x.com>", audience.word()),
        file_name: "x.eml".into(),
        eml: b"From: a\r\n\r\n\x00\xff".to_vec(),
        sha256: "ab".into(),
        at: Instant::of(10),
        key,
    }
}

fn run(cut_off: i64, revision: u32, actual: f64) -> RunRecord {
    let at = Instant::of(cut_off);
    let one = |commitment: &str, actual, status| Measurement {
        commitment: commitment.into(),
        actual,
        expected: None,
        target: Some(0.9),
        status,
        numerator: None,
        denominator: None,
    };
    RunRecord {
        started_at: at + 5,
        as_of: at + 5,
        cut_off: at,
        period_from: day(1),
        period_to: day(30),
        slot: Some(8 * 3600),
        revision,
        kind: "run".into(),
        agreement_name: "Smarketing | 2026".into(),
        agreement_hash: "h1".into(),
        agreement_text: "[agreement]".into(),
        summary_sha256: "s".into(),
        inputs: vec![InputRecord {
            source: "crm".into(),
            path: "a.csv".into(),
            sha256: "f".into(),
            rows: 3,
            encoding: String::new(),
        }],
        columns: Vec::new(),
        measurements: vec![
            one("first", Some(actual), Status::OffTrack),
            one("routing", None, Status::NotAssessed),
        ],
        states: States { leads: vec![(1, at), (2, Instant::of(7))], actions: vec![cut_off, 5] },
        seen: Sightings::default(),
    }
}

fn open(folder: &Path) -> (PathBuf, Ledger) {
    let path = folder.join("state").join("acordo.db");
    (path.clone(), Ledger::open(&path).unwrap())
}

#[test]
fn a_crash_between_record_and_mark_leaves_the_letter_pending() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut ledger) = open(folder.path());
    ledger
        .record(&run(100, 0, 0.8), &[message(Audience::Marketing, 0), message(Audience::Sales, 0)])
        .unwrap();
    let [marketing, sales] = [Audience::Marketing, Audience::Sales].map(|team| key(team, 0).text());
    let both = ["a@x.com".to_owned(), "b@x.com".to_owned()];
    for address in &both {
        ledger.settle(&marketing, &[(address, State::Sent, "")], Instant::of(50)).unwrap();
    }
    drop(ledger);
    let mut ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.already(&key(Audience::Marketing, 0)).unwrap(), Some(Instant::of(50)));
    assert_eq!(ledger.already(&key(Audience::Sales, 0)).unwrap(), None);
    let waiting: Vec<Message> =
        ledger.pending().unwrap().into_iter().map(|(message, _)| message).collect();
    assert_eq!(waiting, [message(Audience::Sales, 0)]);
    ledger.begin(&sales, &both, Instant::of(60)).unwrap();
    ledger.settle(&sales, &[("a@x.com", State::Sent, "")], Instant::of(70)).unwrap();
    drop(ledger);
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.recover(Instant::of(80)).unwrap();
    let states = |ledger: &Ledger| {
        ledger
            .fates(&sales)
            .unwrap()
            .into_iter()
            .map(|fate| (fate.state, fate.tries, fate.resends))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        states(&ledger),
        [(State::Sent, 1, 0), (State::Unknown, 1, 0)],
        "what a crash left in the middle is unknown"
    );
    let refused = ledger.begin(&sales, &both, Instant::of(90));
    assert!(matches!(refused, Err(LedgerError::Busy(_))), "one of them has it: {refused:?}");
    assert_eq!(states(&ledger), [(State::Sent, 1, 0), (State::Unknown, 1, 0)]);
    let other = ["b@x.com".to_owned()];
    ledger.begin(&sales, &other, Instant::of(90)).unwrap();
    assert_eq!(
        states(&ledger),
        [(State::Sent, 1, 0), (State::Sending, 2, 1)],
        "what was sent stays sent, the other goes again"
    );
    let refused = ledger.begin(&sales, &other, Instant::of(91));
    assert!(matches!(refused, Err(LedgerError::Busy(_))), "it is being sent: {refused:?}");
    ledger.settle(&sales, &[("b@x.com", State::Failed, "550 no")], Instant::of(95)).unwrap();
    assert!(ledger.pending().unwrap().is_empty());
    assert_eq!(ledger.fates(&sales).unwrap()[1].reply, "550 no");
}

#[test]
fn a_run_is_recorded_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let (_, mut ledger) = open(folder.path());
    ledger.record(&run(100, 0, 0.8), &[message(Audience::Sales, 0)]).unwrap();
    let again = ledger
        .record(&run(200, 0, 0.9), &[message(Audience::Marketing, 0), message(Audience::Sales, 0)]);
    assert!(matches!(again, Err(LedgerError::RecordedAlready(_))));
    let count = |table: &str| {
        ledger
            .connection
            .query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    assert_eq!(
        [
            count("runs"),
            count("outbox"),
            count("inputs"),
            count("measurements"),
            count("agreements")
        ],
        [1, 1, 1, 2, 1]
    );
}

#[test]
fn revisions_and_previous_results_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let (_, mut ledger) = open(folder.path());
    let last = |ledger: &Ledger, on: Day| {
        ledger.last_revision("Smarketing | 2026", on, Some(8 * 3600), (day(1), day(30))).unwrap()
    };
    assert_eq!(last(&ledger, day(23)), None);
    assert_eq!(
        ledger
            .previous_actuals("Smarketing | 2026", (day(1), day(30)), Instant::of(1_000))
            .unwrap(),
        None
    );
    ledger.record(&run(100, 0, 0.8), &[message(Audience::Sales, 0)]).unwrap();
    ledger.record(&run(200, 1, 0.85), &[message(Audience::Sales, 1)]).unwrap();
    assert_eq!((last(&ledger, day(23)), last(&ledger, day(24))), (Some(1), None));
    let (cut_off, actuals) = ledger
        .previous_actuals("Smarketing | 2026", (day(1), day(30)), Instant::of(200))
        .unwrap()
        .unwrap();
    assert_eq!(
        (cut_off, actuals["first"], actuals["routing"]),
        (Instant::of(100), (Some(0.8), Status::OffTrack), (None, Status::NotAssessed))
    );
    assert_eq!(
        ledger
            .previous_actuals("Smarketing | 2026", (day(2), day(30)), Instant::of(1_000))
            .unwrap(),
        None,
        "another period"
    );
    assert_eq!(
        ledger.previous_actuals("another", (day(1), day(30)), Instant::of(1_000)).unwrap(),
        None
    );
}

#[test]
fn keys_differ_in_every_part() {
    let base = key(Audience::Sales, 0);
    let mut others = vec![key(Audience::Sales, 1), key(Audience::Marketing, 0)];
    others.push(DeliveryKey { agreement: "Smarketing ".into(), ..base.clone() });
    others.push(DeliveryKey { day: day(24), ..base.clone() });
    others.push(DeliveryKey { slot: None, ..base.clone() });
    others.push(DeliveryKey { period: (day(2), day(30)), ..base.clone() });
    assert!(others.iter().all(|other| other.text() != base.text()));
    assert_eq!(base.text(), "Smarketing %7C 2026|2026-11-23|0800|2026-11-01..2026-11-30|sales|r0");
}

#[test]
fn an_old_database_is_brought_up_to_date_and_keeps_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("acordo.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(schema::STEPS[0]).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    old.execute_batch(
        "INSERT INTO agreements VALUES ('h0', 'old', 1);
         INSERT INTO runs VALUES (1, 1, 1, 1, 1, 2, NULL, 0, 'run', 'h0', 's');
         INSERT INTO outbox VALUES ('k', 1, 'sales', '<m>', x'00', 'ab', 'queued', 1);",
    )
    .unwrap();
    drop(old);
    let mut ledger = Ledger::open(&path).unwrap();
    let waiting = ledger.pending().unwrap();
    assert_eq!(waiting[0].1[0].state, State::Queued, "what it had not sent is still to be sent");
    ledger.settle("k", &[("", State::Sent, "")], Instant::of(9)).unwrap();
    ledger.record(&run(100, 0, 0.8), &[message(Audience::Sales, 0)]).unwrap();
    let version: i64 =
        ledger.connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(version, schema::newest());
    ledger.connection.pragma_update(None, "user_version", 99).unwrap();
    drop(ledger);
    assert!(matches!(Ledger::open(&path), Err(LedgerError::TooNew { found: 99, .. })));
}

#[test]
fn a_second_run_finds_the_ledger_busy() {
    let folder = tempfile::tempdir().unwrap();
    let (path, ledger) = open(folder.path());
    assert!(matches!(Ledger::open(&path), Err(LedgerError::Busy(_))));
    drop(ledger);
    Ledger::open(&path).unwrap();
}

#[test]
fn synced_folders_and_damaged_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["OneDrive - Empresa", "Dropbox", "Google Drive", "iCloud Drive", "Meu Drive"] {
        let path = folder.path().join(name).join("acordo.db");
        assert!(matches!(Ledger::open(&path), Err(LedgerError::SyncedFolder { .. })), "{name}");
        assert!(!path.exists() && !folder.path().join(name).exists());
    }
    let path = folder.path().join("acordo.db");
    std::fs::write(&path, vec![b'x'; 4096]).unwrap();
    assert!(matches!(Ledger::open(&path), Err(LedgerError::Foreign(_))));
}

#[test]
fn writes_are_flushed_and_the_journal_is_rolled_back() {
    let folder = tempfile::tempdir().unwrap();
    let (_, ledger) = open(folder.path());
    let pragma = |name: &str| {
        ledger
            .connection
            .query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, rusqlite::types::Value>(0))
            .unwrap()
    };
    assert_eq!(pragma("journal_mode"), rusqlite::types::Value::Text("persist".into()));
    assert_eq!(pragma("synchronous"), rusqlite::types::Value::Integer(2));
    drop(ledger);
    assert!(!folder.path().join("acordo.db-journal").exists(), "what holds nothing does not stay");
}

#[test]
fn a_period_keeps_the_ratio_of_its_first_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("acordo.db");
    let key = |name: &str| RatioKey {
        agreement: name.into(),
        period: (day(1), day(30)),
        definition: "60d".into(),
    };
    let ratio = |sales| SaleRatio {
        leads: 60,
        sales,
        undated: 0,
        low: Some(4.5),
        high: None,
        first: day(2),
        last: day(3),
        is_final: true,
    };
    assert_eq!(peek_ratio(&path, &key("a")).unwrap(), None);
    assert!(!path.exists(), "looking makes no ledger");
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.freeze_ratio(&key("a"), &ratio(10), Instant::of(1)).unwrap();
    ledger.freeze_ratio(&key("a"), &ratio(12), Instant::of(2)).unwrap();
    assert_eq!(ledger.frozen_ratio(&key("a")).unwrap(), Some(ratio(10)));
    assert_eq!(
        peek_ratio(&path, &key("a")).unwrap(),
        Some(ratio(10)),
        "also while a run holds the ledger"
    );
    assert_eq!(ledger.frozen_ratio(&key("b")).unwrap(), None);
    assert_eq!(
        ledger.frozen_ratio(&RatioKey { definition: "90d".into(), ..key("a") }).unwrap(),
        None
    );
    drop(ledger);
    let older = folder.path().join("older.db");
    Connection::open(&older).unwrap().execute_batch("CREATE TABLE runs (id INTEGER)").unwrap();
    assert_eq!(
        peek_ratio(&older, &key("a")).unwrap(),
        None,
        "a ledger from before ratios were kept"
    );
}

#[test]
fn a_report_is_compared_with_the_last_of_an_earlier_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let (_, mut ledger) = open(folder.path());
    let (name, period) = ("Smarketing | 2026", (day(1), day(30)));
    assert_eq!(
        ledger.actions_told(name, Instant::of(500)).unwrap(),
        None,
        "nothing to compare with"
    );
    for cut_off in [100, 200, 200, 300] {
        ledger.record(&run(cut_off, 0, 0.8), &[]).unwrap();
    }
    assert_eq!(ledger.actions_told(name, Instant::of(300)).unwrap(), Some([200, 5].into()));
    assert_eq!(
        ledger.leads_reported(name, period, Instant::of(400)).unwrap(),
        Some([(1, Instant::of(300)), (2, Instant::of(7))].into())
    );
    assert_eq!(
        ledger.leads_reported(name, (day(2), day(30)), Instant::of(400)).unwrap(),
        None,
        "another period"
    );
    let runs: i64 = ledger
        .connection
        .query_row("SELECT COUNT(DISTINCT run) FROM actions", [], |row| row.get(0))
        .unwrap();
    assert_eq!(runs, 3, "only the two newest cut-offs are kept");
}

#[test]
fn stages_are_remembered_from_their_first_day() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut ledger) = open(folder.path());
    let stay = |row| Stay { row, milestone: Milestone::Sql };
    let cell = Cell { row: 1, field: "stage" };
    let seen = |on, stays: &[(Stay, Option<Day>)]| Sightings {
        looked: vec![("crm".into(), day(on))],
        stays: stays.to_vec(),
        ..Sightings::default()
    };
    ledger
        .record(
            &RunRecord {
                seen: Sightings {
                    said: vec![(cell, Said { word: 7, since: day(2) })],
                    ..seen(2, &[(stay(1), None)])
                },
                ..run(100, 0, 0.8)
            },
            &[],
        )
        .unwrap();
    ledger
        .record(
            &RunRecord {
                seen: Sightings {
                    said: vec![(cell, Said { word: 8, since: day(5) })],
                    ..seen(5, &[(stay(2), Some(day(5))), (stay(1), Some(day(4)))])
                },
                ..run(200, 0, 0.8)
            },
            &[],
        )
        .unwrap();
    let known = ledger.stage_memory("Smarketing | 2026").unwrap();
    assert_eq!(known.looked["crm"], Looked { first: day(2), last: day(5) });
    assert_eq!(
        (known.stays[&stay(1)], known.stays[&stay(2)]),
        (Some(day(4)), Some(day(5))),
        "the last word stands"
    );
    assert_eq!(known.said[&cell], Said { word: 8, since: day(5) });
    assert_eq!(
        stages::peek(&path, "Smarketing | 2026").unwrap(),
        known,
        "also while a run holds the ledger"
    );
    assert_eq!(stages::peek(&path, "another").unwrap(), StageMemory::default());
}

#[test]
fn the_order_of_a_sources_dates_is_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut ledger) = open(folder.path());
    let read = |order, is_sure| DateReading { order, is_sure };
    let runs = [
        (read(DateOrder::Dmy, false), read(DateOrder::Dmy, false)),
        (read(DateOrder::Dmy, true), read(DateOrder::Dmy, true)),
        // Proved once: a file that proves nothing does not take that away.
        (read(DateOrder::Dmy, false), read(DateOrder::Dmy, true)),
        (read(DateOrder::Mdy, false), read(DateOrder::Mdy, false)),
    ];
    for (at, (seen, wanted)) in (100..).zip(runs) {
        let seen = Sightings { readings: vec![("crm".into(), seen)], ..Sightings::default() };
        ledger.record(&RunRecord { seen, ..run(at, 0, 0.8) }, &[]).unwrap();
        let known = ledger.stage_memory("Smarketing | 2026").unwrap();
        assert_eq!(known.readings["crm"], wanted);
        assert_eq!(stages::peek(&path, "Smarketing | 2026").unwrap(), known);
    }
}

#[test]
fn a_cause_is_open_until_it_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let (_, mut ledger) = open(folder.path());
    let cause = [("data:stale:crm".to_owned(), "old".to_owned())];
    ledger.tell("a", &cause, &[], day(2)).unwrap();
    ledger.tell("a", &cause, &[], day(3)).unwrap();
    let told = ledger.troubles("a").unwrap().remove("data:stale:crm").unwrap();
    assert_eq!((told.since, told.day, told.text.as_str()), (day(2), day(3), "old"));
    ledger.tell("a", &[], &["data:stale:crm".to_owned()], day(4)).unwrap();
    assert!(ledger.troubles("a").unwrap().is_empty());
}

/// Everything a run asks of the ledger and tells it.
fn used(path: &Path, now: i64) {
    let at = Instant::of(now);
    let name = "Smarketing | 2026";
    let mut ledger = Ledger::open(path).unwrap();
    ledger.recover(at).unwrap();
    ledger.stage_memory(name).unwrap();
    ledger.log(name).unwrap();
    ledger.previous_actuals(name, (day(1), day(30)), at).unwrap();
    ledger.last_revision(name, day(23), Some(8 * 3600), (day(1), day(30))).unwrap();
    ledger.leads_reported(name, (day(1), day(30)), at).unwrap();
    ledger.actions_told(name, at).unwrap();
    ledger.reported_periods(name).unwrap();
    let run = ledger.record(&run(now, 0, 0.8), &[]).unwrap();
    ledger.pending().unwrap();
    ledger.troubles(name).unwrap();
    ledger.forget(Instant::default(), Instant::default()).unwrap();
    ledger.finish(run, 0, at).unwrap();
}

#[test]
fn a_thousand_runs_of_history_cost_a_run_almost_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut ledger) = open(folder.path());
    for past in 0..1_000_i32 {
        let day = Day(20_000 + past);
        let on = |audience: Audience| DeliveryKey { day, ..key(audience, 0) };
        let letters = [Audience::Marketing, Audience::Sales, Audience::Both].map(|team| {
            let id = format!("<{past}.{}>", team.word());
            let (key, at) = (on(team).text(), Instant::of(past.into()));
            Message { key, id, at, eml: vec![b'x'; 1_000], ..message(team, 0) }
        });
        let number = ledger.record(&run(i64::from(past), 0, 0.8), &letters).unwrap();
        ledger.finish(number, 0, Instant::of(1)).unwrap();
    }
    ledger.connection.execute("UPDATE recipients SET state = 'sent'", []).unwrap();
    drop(ledger);
    let young = tempfile::tempdir().unwrap();
    let best = |path: &std::path::Path| {
        let timed = |at| {
            let began = std::time::Instant::now();
            used(path, at);
            began.elapsed()
        };
        (5_000..5_025).map(timed).min().unwrap()
    };
    let (new, _) = open(young.path());
    // A machine at work on other things slows both.
    let (old, young) = (best(&path), best(&new));
    println!("a run's own use of a ledger of 1,000 runs: {old:?}, of a new one: {young:?}");
    assert!(old < young * 5 + std::time::Duration::from_millis(50), "{old:?} {young:?}");
}

#[test]
fn a_refusal_does_not_lift_a_doubt() {
    let folder = tempfile::tempdir().unwrap();
    let (_, mut ledger) = open(folder.path());
    let ends = |ledger: &mut Ledger, state| {
        ledger.settle("k", &[("a@x.com", state, "")], Instant::of(1)).unwrap();
        ledger.fates("k").unwrap().first().map(|fate| (fate.state, fate.resends))
    };
    ledger
        .connection
        .execute_batch("PRAGMA foreign_keys = 0; INSERT INTO recipients (key, address, state, at) VALUES ('k', 'a@x.com', 'queued', 0)")
        .unwrap();
    ledger.begin("k", &["a@x.com".to_owned()], Instant::of(1)).unwrap();
    assert_eq!(ends(&mut ledger, State::Unknown), Some((State::Unknown, 0)));
    assert_eq!(
        ends(&mut ledger, State::Deferred),
        Some((State::Unknown, 0)),
        "no second text went"
    );
    ledger.begin("k", &["a@x.com".to_owned()], Instant::of(1)).unwrap();
    assert_eq!(
        ends(&mut ledger, State::Deferred),
        Some((State::Deferred, 1)),
        "the second was refused: it may go"
    );
    ledger.begin("k", &["a@x.com".to_owned()], Instant::of(1)).unwrap();
    assert_eq!(ends(&mut ledger, State::Unknown), Some((State::Unknown, 1)));
    assert_eq!(
        ends(&mut ledger, State::Failed),
        Some((State::Held, 1)),
        "the first may have arrived"
    );
}
