//! The ledger keeps what it was told, through crashes, old versions and a second run at the door.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::outbox::Sent;
use super::ratios::{RatioKey, peek_ratio};
use super::*;
use crate::model::words::{Status, Team};
use crate::model::zone::Day;
use crate::scorecard::card::SaleRatio;

fn day(day: u32) -> Day {
    Day::ymd(2026, 11, day).unwrap()
}

fn key(audience: Team, revision: u32) -> DeliveryKey {
    DeliveryKey { agreement: "Smarketing | 2026".into(), audience, day: day(23), slot: Some(8 * 3600), period: (day(1), day(30)), revision }
}

fn message(audience: Team, revision: u32) -> Message {
    let key = key(audience, revision).text();
    Message {
        audience,
        recipient: "a@x.com, b@x.com".into(),
        id: format!("<{}.r{revision}@x.com>", audience.word()),
        file_name: "x.eml".into(),
        eml: b"From: a\r\n\r\n\x00\xff".to_vec(),
        sha256: "ab".into(),
        state: State::Queued,
        at: 10,
        key,
    }
}

fn run(cut_off: i64, revision: u32, actual: f64) -> RunRecord {
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
        started_at: cut_off + 5,
        as_of: cut_off + 5,
        cut_off,
        period_from: day(1),
        period_to: day(30),
        slot: Some(8 * 3600),
        revision,
        kind: "run".into(),
        agreement_name: "Smarketing | 2026".into(),
        agreement_hash: "h1".into(),
        agreement_text: "[agreement]".into(),
        summary_sha256: "s".into(),
        inputs: vec![InputRecord { source: "crm".into(), path: "a.csv".into(), sha256: "f".into(), rows: 3 }],
        measurements: vec![one("first", Some(actual), Status::OffTrack), one("routing", None, Status::NotAssessed)],
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
    ledger.record(&run(100, 0, 0.8), &[message(Team::Marketing, 0), message(Team::Sales, 0)]).unwrap();
    ledger.mark_sent(&key(Team::Marketing, 0).text(), 50).unwrap();
    drop(ledger);
    let mut ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.already(&key(Team::Marketing, 0)).unwrap(), Some(Sent { at: 50 }));
    assert_eq!(ledger.already(&key(Team::Sales, 0)).unwrap(), None);
    assert_eq!(ledger.pending().unwrap(), [message(Team::Sales, 0)]);
    let sales = key(Team::Sales, 0).text();
    ledger.mark(&sales, State::Sending, 60).unwrap();
    assert_eq!(ledger.pending().unwrap().first().map(|message| message.state), Some(State::Sending));
    ledger.mark_sent(&sales, 70).unwrap();
    ledger.mark(&sales, State::Unknown, 80).unwrap();
    assert_eq!(ledger.already(&key(Team::Sales, 0)).unwrap(), Some(Sent { at: 70 }), "what was sent stays sent");
    assert!(ledger.pending().unwrap().is_empty());
    assert!(matches!(ledger.mark_sent("nothing", 1), Err(LedgerError::NoSuchMessage(_))));
}

#[test]
fn a_run_is_recorded_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let (_, mut ledger) = open(folder.path());
    ledger.record(&run(100, 0, 0.8), &[message(Team::Sales, 0)]).unwrap();
    let again = ledger.record(&run(200, 0, 0.9), &[message(Team::Marketing, 0), message(Team::Sales, 0)]);
    assert!(matches!(again, Err(LedgerError::RecordedAlready(_))));
    let count =
        |table: &str| ledger.connection.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!([count("runs"), count("outbox"), count("inputs"), count("measurements"), count("agreements")], [1, 1, 1, 2, 1]);
}

#[test]
fn revisions_and_previous_results_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let (_, mut ledger) = open(folder.path());
    let last = |ledger: &Ledger, on: Day| ledger.last_revision("Smarketing | 2026", on, Some(8 * 3600), (day(1), day(30))).unwrap();
    assert_eq!(last(&ledger, day(23)), None);
    assert_eq!(ledger.previous_actuals("Smarketing | 2026", (day(1), day(30)), 1_000).unwrap(), None);
    ledger.record(&run(100, 0, 0.8), &[message(Team::Sales, 0)]).unwrap();
    ledger.record(&run(200, 1, 0.85), &[message(Team::Sales, 1)]).unwrap();
    assert_eq!((last(&ledger, day(23)), last(&ledger, day(24))), (Some(1), None));
    let (cut_off, actuals) = ledger.previous_actuals("Smarketing | 2026", (day(1), day(30)), 200).unwrap().unwrap();
    assert_eq!((cut_off, actuals["first"], actuals["routing"]), (100, (Some(0.8), Status::OffTrack), (None, Status::NotAssessed)));
    assert_eq!(ledger.previous_actuals("Smarketing | 2026", (day(2), day(30)), 1_000).unwrap(), None, "another period");
    assert_eq!(ledger.previous_actuals("another", (day(1), day(30)), 1_000).unwrap(), None);
}

#[test]
fn keys_differ_in_every_part() {
    let base = key(Team::Sales, 0);
    let mut others = vec![key(Team::Sales, 1), key(Team::Marketing, 0)];
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
    assert_eq!(ledger.pending().unwrap().len(), 1);
    ledger.mark_sent("k", 9).unwrap();
    ledger.record(&run(100, 0, 0.8), &[message(Team::Sales, 0)]).unwrap();
    let version: i64 = ledger.connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
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
    assert!(matches!(Ledger::open(&path), Err(LedgerError::Damaged(_))));
}

#[test]
fn writes_are_flushed_and_the_journal_is_rolled_back() {
    let folder = tempfile::tempdir().unwrap();
    let (_, ledger) = open(folder.path());
    let pragma =
        |name: &str| ledger.connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, rusqlite::types::Value>(0)).unwrap();
    assert_eq!(pragma("journal_mode"), rusqlite::types::Value::Text("delete".into()));
    assert_eq!(pragma("synchronous"), rusqlite::types::Value::Integer(2));
}

#[test]
fn a_period_keeps_the_ratio_of_its_first_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("acordo.db");
    let key = |name: &str| RatioKey { agreement: name.into(), period: (day(1), day(30)), definition: "60d".into() };
    let ratio = |sales| SaleRatio { leads: 60, sales, low: Some(4.5), high: None, first: day(2), last: day(3), is_final: true };
    assert_eq!(peek_ratio(&path, &key("a")).unwrap(), None);
    assert!(!path.exists(), "looking makes no ledger");
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.freeze_ratio(&key("a"), &ratio(10), 1).unwrap();
    ledger.freeze_ratio(&key("a"), &ratio(12), 2).unwrap();
    assert_eq!(ledger.frozen_ratio(&key("a")).unwrap(), Some(ratio(10)));
    assert_eq!(peek_ratio(&path, &key("a")).unwrap(), Some(ratio(10)), "also while a run holds the ledger");
    assert_eq!(ledger.frozen_ratio(&key("b")).unwrap(), None);
    assert_eq!(ledger.frozen_ratio(&RatioKey { definition: "90d".into(), ..key("a") }).unwrap(), None);
    drop(ledger);
    let older = folder.path().join("older.db");
    Connection::open(&older).unwrap().execute_batch("CREATE TABLE runs (id INTEGER)").unwrap();
    assert_eq!(peek_ratio(&older, &key("a")).unwrap(), None, "a ledger from before ratios were kept");
}
