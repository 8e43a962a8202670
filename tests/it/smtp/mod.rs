//! Delivered once, whatever breaks: the program against a mail server that fails on purpose.

mod crash;
mod dropped;
mod leaks;
#[cfg(unix)]
mod limits;
mod matrix;
mod older;
#[cfg(target_os = "linux")]
mod order;
mod people;
mod pki;
#[cfg(target_os = "linux")]
mod put_back;
#[cfg(unix)]
mod real;
#[cfg(target_os = "linux")]
mod restored;
mod rounds;
mod server;
mod settings;
mod withheld;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use crate::letters::{part_of, parts};
use crate::room::{Room, Told};
use crate::support::agreement::{HANDED, LEADS};
use server::Server;

/// Recipients of the reports, and the operator.
pub const MKT: &str = "mkt@empresa.com.br";
pub const MKT_TOO: &str = "midia@empresa.com.br";
pub const SALES: &str = "vendas@empresa.com.br";
pub const OPERATOR: &str = "revops@empresa.com.br";
pub const REPORT: [&str; 3] = [MKT, MKT_TOO, SALES];
/// What must never be seen anywhere.
pub const CANARY: &str = "canario-9f3b7";
/// The usual seconds of patience, with a server that answers as fast as a thread wakes.
pub const PATIENCE: u64 = 5;

/// A small job whose letters go to a server.
pub struct Job {
    /// Its folder.
    pub room: Room,
    /// Seconds of patience: a fifth of it for a single answer.
    pub patience: u64,
}

/// Whom the letters reach beside sales.
const TO: &str = r#"
marketing = ["mkt@empresa.com.br", "Mídia <midia@empresa.com.br>"]
operator  = ["revops@empresa.com.br"]
# on-unknown
"#;

/// How a job sends; its port is to be put in.
pub const DELIVER: &str = r#"
[mail.deliver]
smtp = "localhost"
port = PORT
security = "starttls"
user = "acordo"
password-env = "ACORDO_SMTP_PASSWORD"
ca-file = "ca.pem"
"#;

impl Job {
    /// A job that sends to a port.
    pub fn to(port: u16) -> Self {
        let room = Room::empty();
        fs::write(
            room.path("acordo.toml"),
            format!("{HANDED}{TO}{}", DELIVER.replace("PORT", &port.to_string())),
        )
        .unwrap();
        fs::write(room.path("leads.csv"), LEADS).unwrap();
        fs::write(room.path("ca.pem"), pki::ca_pem()).unwrap();
        Self { room, patience: PATIENCE }
    }

    /// The agreement with a piece replaced.
    pub fn with(self, piece: &str, other: &str) -> Self {
        let text = self.room.text("acordo.toml");
        assert!(text.contains(piece), "{piece}");
        fs::write(self.room.path("acordo.toml"), text.replace(piece, other)).unwrap();
        self
    }

    /// The program with what the tests set around it.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = crate::room::program();
        command.args(arguments.split_whitespace()).current_dir(self.room.path(""));
        command
            .env("ACORDO_SMTP_PASSWORD", CANARY)
            .env("ACORDO_MAIL_PATIENCE", self.patience.to_string());
        command
    }

    /// Runs the program.
    pub fn acordo(&self, arguments: &str) -> Told {
        self.room.tell(&mut self.command(arguments))
    }

    /// The daily run.
    pub fn run(&self) -> Told {
        self.acordo("run --as-of 2026-11-23T08:00 --send")
    }

    /// State of each report letter at each recipient, as the program's ledger has it.
    pub fn states(&self) -> BTreeMap<String, String> {
        self.states_of("|")
    }

    /// The same of the letters whose keys hold a piece.
    pub fn states_of(&self, piece: &str) -> BTreeMap<String, String> {
        let ledger = rusqlite::Connection::open(self.room.path("acordo.db")).unwrap();
        let sql = "SELECT address, state FROM recipients WHERE key NOT LIKE '%|operator|%' AND instr(key, ?1) > 0 ORDER BY rowid";
        let mut rows = ledger.prepare(sql).unwrap();
        let pairs = rows
            .query_map([piece], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
            .unwrap();
        let bare = |address: String| {
            address.split(['<', '>']).nth(1).map_or(address.clone(), str::to_owned)
        };
        pairs.map(Result::unwrap).map(|(address, state)| (bare(address), state)).collect()
    }
}

impl Job {
    /// The frozen bytes of every letter, the operator's too.
    pub fn frozen(&self) -> Vec<Vec<u8>> {
        let ledger = rusqlite::Connection::open(self.room.path("acordo.db")).unwrap();
        let mut rows = ledger.prepare("SELECT eml FROM outbox").unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// Times a recipient's letter was sent again although its fate was unknown.
    pub fn resends(&self, address: &str) -> usize {
        let ledger = rusqlite::Connection::open(self.room.path("acordo.db")).unwrap();
        let sql = "SELECT SUM(resends) FROM recipients WHERE instr(address, ?1) > 0";
        usize::try_from(ledger.query_row(sql, [address], |row| row.get::<_, i64>(0)).unwrap())
            .unwrap()
    }
}

/// Report letters the server took for each recipient.
pub fn taken(server: &Server) -> Vec<usize> {
    REPORT.iter().map(|address| server.copies(address)).collect()
}

/// A letter's text part, lines joined.
pub fn words(message: &[u8]) -> String {
    let text = String::from_utf8(part_of(&parts(message), "text/plain")).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
