//! Letters that carry a statement do not grow too old: asked again, `close --send` sends what was never sent.

use std::fs;

use super::{CLOSE, LATER, world};

fn states(room: &crate::room::Room) -> Vec<String> {
    let record = rusqlite::Connection::open(room.path("acordo.db")).unwrap();
    let mut rows = record.prepare("SELECT state FROM recipients ORDER BY key, address").unwrap();
    rows.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_statement_goes_whenever_it_can() {
    // As the letters stand in the record: in doubt for days, given up, and their text gone with the time.
    for (state, later, text) in [
        ("deferred", "2026-11-12T09:00:00-03:00", "eml"),
        ("expired", "2026-11-12T09:00:00-03:00", "eml"),
        ("expired", "2027-01-20T09:00:00-03:00", "x''"),
        ("queued", "2026-12-28T09:00:00-03:00", "eml"),
        // Whoever asks once more is the one without whom it was not to go again.
        ("failed", "2026-11-12T09:00:00-03:00", "eml"),
        ("failed", "2027-01-20T09:00:00-03:00", "x''"),
        ("held", "2026-11-12T09:00:00-03:00", "eml"),
        ("held", "2027-01-20T09:00:00-03:00", "x''"),
        ("deferred", "2027-01-20T09:00:00-03:00", "x''"),
    ] {
        let room = world();
        let told = room.acordo_at(LATER, &format!("{CLOSE} --send"));
        assert_eq!(told.exit, 0, "{}", told.stderr);
        let all = states(&room);
        assert!(!all.is_empty() && all.iter().all(|own| own == "sent"), "{all:?}");
        fs::remove_dir_all(room.path("outbox")).unwrap();
        fs::remove_file(room.path("acordo.db.sent")).unwrap();
        let record = rusqlite::Connection::open(room.path("acordo.db")).unwrap();
        record
            .execute_batch(&format!(
                "UPDATE recipients SET state = '{state}'; UPDATE outbox SET eml = {text};"
            ))
            .unwrap();
        drop(record);
        let told = room.acordo_at(later, &format!("{CLOSE} --send"));
        assert_eq!(told.exit, 0, "{state} {later}: {} {}", told.stdout, told.stderr);
        assert!(states(&room).iter().all(|own| own == "sent"), "{state}: {:?}", states(&room));
        assert!(!room.names("outbox").is_empty(), "{state}");
    }
}

#[test]
fn a_recipient_that_was_replaced_is_no_longer_short() {
    for (state, from, to) in [
        ("failed", "vendas@", "comercial@"),
        ("failed", "mkt@", "marketing@"),
        ("failed", "diretoria@", "diretora@"),
        ("expired", "vendas@", "comercial@"),
        ("unknown", "mkt@", "marketing@"),
    ] {
        let room = world();
        room.acordo_at(LATER, &format!("{CLOSE} --send"));
        let record = rusqlite::Connection::open(room.path("acordo.db")).unwrap();
        let sql = "UPDATE recipients SET state = ?1 WHERE address LIKE ?2 || '%'";
        assert_eq!(record.execute(sql, [state, from]).unwrap(), 1);
        drop(record);
        let text = room.text("acordo.toml").replace(from, to);
        fs::write(room.path("acordo.toml"), text).unwrap();
        let told = room.acordo_at("2026-11-12T09:00:00-03:00", &format!("{CLOSE} --send"));
        assert_eq!(told.exit, 0, "{state} {from}: {}", told.stderr);
        assert!(!told.stderr.contains(from), "{state}: {}", told.stderr);
    }
}
