//! What every command begins with: the agreement found and read, its calendar, the instant and the period asked for.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use serde_json::Value;

use crate::calendar::Calendar;
use crate::config;
use crate::ledger::{Ledger, LedgerError, Notice, copies, names, standing};
use crate::mail::folder::letters_of_ours;
use crate::model::agreement::{Agreement, Language};
use crate::model::moment::Instant;
use crate::model::plain;
use crate::texts::{Texts, format};

use super::console::Console;
use super::failure::{Exit, Failure, Trouble};

/// The agreement's file where none is named: as TOML, or as a workbook.
pub const NAMES: [&str; 2] = ["acordo.toml", "acordo.xlsx"];

/// The agreement with what is derived from it alone.
pub struct Opened {
    /// The contract.
    pub agreement: Agreement,
    /// Its working time.
    pub calendar: Calendar,
    /// Words in its language.
    pub texts: Texts,
}

impl Opened {
    /// Takes the name under which the ledger has reports and letters of the agreement. One that cannot be read is told by whoever needs it.
    fn take_known_name(&mut self) -> Result<(), Failure> {
        let agreement = &self.agreement;
        match names::known(&agreement.ledger.file, &agreement.name) {
            Ok(name) => self.agreement.name = name,
            Err(error @ LedgerError::Held) => return self.recorded(Err(error)),
            Err(_) => {}
        }
        Ok(())
    }

    /// What the ledger answered, or why the command must stop, in words and as an exit code.
    pub fn recorded<T>(&self, answer: Result<T, LedgerError>) -> Result<T, Failure> {
        answer.map_err(|error| {
            let (exit, key) = match &error {
                LedgerError::Busy(_) => (Exit::Busy, "app.ledger-busy"),
                LedgerError::Held => (Exit::Busy, "app.ledger-held"),
                LedgerError::SyncedFolder { .. } => (Exit::Agreement, "app.ledger-synced"),
                LedgerError::TooNew { .. } => (Exit::Other, "app.ledger-too-new"),
                LedgerError::Foreign(_) if self.has_no_copy() => {
                    (Exit::Other, "app.ledger-foreign-alone")
                }
                LedgerError::Foreign(_) => (Exit::Other, "app.ledger-foreign"),
                LedgerError::Lost(_) => (Exit::Other, "app.ledger-lost"),
                LedgerError::Copied(_) => (Exit::Other, "app.ledger-copied"),
                LedgerError::NoCopy(_) => (Exit::Other, "app.ledger-no-copy"),
                LedgerError::Damaged(_) if self.has_no_copy() => {
                    (Exit::Other, "app.ledger-damaged-alone")
                }
                LedgerError::Damaged(_) => (Exit::Other, "app.ledger-damaged"),
                LedgerError::File { error, .. } if error.kind() == ErrorKind::Unsupported => {
                    (Exit::Write, "app.ledger-not-plain")
                }
                _ => (Exit::Write, "app.ledger-unusable"),
            };
            let other = match &error {
                LedgerError::Lost(path)
                | LedgerError::Copied(path)
                | LedgerError::File { path, .. } => path.to_string_lossy(),
                LedgerError::NoCopy(asked) => asked.into(),
                _ => "".into(),
            };
            let path = self.agreement.ledger.file.to_string_lossy();
            let values = [("path", &*path), ("reason", &error.to_string()), ("other", &other)];
            Failure::new(exit, self.texts.phrase(key, &values))
        })
    }

    /// Whether letters go where a copy of the agreement's folder has no place of its own: to a server, or to a folder outside.
    pub fn has_letters_elsewhere(&self) -> bool {
        let Agreement { ledger, mail, .. } = &self.agreement;
        let home = ledger.file.parent();
        mail.server.is_some() || home.is_none_or(|home| !mail.folder.starts_with(home))
    }

    fn has_no_copy(&self) -> bool {
        copies::all(&self.agreement.ledger.file).is_empty()
    }

    /// The same, told by whoever asks.
    pub fn open_ledger(&self, now: Instant) -> Result<Ledger, LedgerError> {
        let left = self.left_without_ledger();
        let today = Some(self.agreement.zone.day_of(now));
        let mut ledger = Ledger::open_on(&self.agreement.ledger.file, today)?;
        let is_told = ledger.notices.iter().any(|one| matches!(one, Notice::Behind(..)));
        ledger.notices.extend(left.filter(|_| !is_told).map(Notice::Anew));
        let older = self.report_unknown_to(ledger.newest_run()?);
        ledger.notices.extend(older.map(Notice::Older));
        Ok(ledger)
    }

    /// When the newest report in the folder was made, where that is after the latest run on record and after the last letter that was noted: an
    /// older record was put back with what lay beside it, or a run broke off. Who got its letters from a server nobody knows; those in a folder
    /// lie there.
    pub fn report_unknown_to(&self, newest_run: Option<Instant>) -> Option<Instant> {
        let Agreement { report, mail, name, .. } = &self.agreement;
        let known = newest_run.filter(|_| mail.server.is_some())?;
        let bytes = plain::read(&report.folder.join("acordo.json")).ok()?;
        let summary: Value = serde_json::from_slice(&bytes).ok()?;
        let made = summary.pointer("/generated_at")?.as_str()?;
        let made = Instant::of(DateTime::parse_from_rfc3339(made).ok()?.timestamp());
        let is_own = summary.pointer("/agreement/name")?.as_str() == Some(name);
        let is_unknown = is_own && made > known;
        (is_unknown && !standing::noted_since(&self.agreement.ledger.file, made)).then_some(made)
    }

    /// The same as words, for whoever only looks.
    pub fn older(&self) -> Result<Option<String>, Failure> {
        let newest = self.recorded(standing::newest_run(&self.agreement.ledger.file))?;
        Ok(self.report_unknown_to(newest).map(|made| self.notice(&Notice::Older(made)).text))
    }

    /// What earlier reports left although there is no ledger: what went out, letters, the newest numbers. Where it lies.
    pub fn left_without_ledger(&self) -> Option<PathBuf> {
        let Agreement { ledger, mail, report, .. } = &self.agreement;
        if standing::is_there(&ledger.file) {
            return None;
        }
        let numbers = report.folder.join("acordo.json");
        let letters = || (!letters_of_ours(&mail.folder).is_empty()).then(|| mail.folder.clone());
        standing::noted_beside(&ledger.file)
            .or_else(letters)
            .or_else(|| numbers.is_file().then_some(numbers))
    }

    /// Refuses to say that nothing is on record where the record is gone.
    pub fn refuse_gone(&self) -> Result<(), Failure> {
        self.recorded(copies::refuse_lost(&self.agreement.ledger.file))?;
        let Some(left) = self.left_without_ledger() else { return Ok(()) };
        let path = self.agreement.ledger.file.to_string_lossy();
        let values = [("path", &*path), ("other", &*left.to_string_lossy())];
        Err(Failure::new(Exit::Other, self.texts.phrase("app.ledger-gone", &values)))
    }

    /// Tells what was noticed of a ledger that can be used, and gives it back for the operator.
    pub fn noticed(&self, console: Console, ledger: &Ledger) -> Vec<Trouble> {
        let troubles: Vec<Trouble> = ledger.notices.iter().map(|one| self.notice(one)).collect();
        troubles.iter().for_each(|trouble| console.error(&format!("! {}", trouble.text)));
        troubles
    }

    fn notice(&self, notice: &Notice) -> Trouble {
        let path = self.agreement.ledger.file.to_string_lossy();
        let at = |at: Instant| format::instant(self.texts.language, &self.agreement.zone, at);
        let (code, other, n) = match notice {
            Notice::NoCopy(reason) => ("not-copied", reason.clone(), 0),
            Notice::Moved(from) => ("moved", from.to_string_lossy().into_owned(), 0),
            Notice::Copied(original) => ("is-copy", original.to_string_lossy().into_owned(), 0),
            Notice::Anew(left) => ("anew", left.to_string_lossy().into_owned(), 0),
            Notice::Older(made) => ("older", at(*made), 0),
            Notice::Behind(n, last) => ("behind", at(*last), *n as u64),
            Notice::Mended { cut, gone } => {
                let whole = format::whole(self.agreement.language, *cut);
                (if *cut > 0 { "sent-unread" } else { "sent-gone" }, whole, *gone)
            }
        };
        let values = [("path", &*path), ("other", &other)];
        let key = format!("app.ledger-{code}");
        let text = if n > 0 {
            self.texts.count(&key, n, &values)
        } else {
            self.texts.phrase(&key, &values)
        };
        Trouble { cause: format!("ledger:{code}"), text }
    }
}

/// Finds and reads the agreement; every problem of it is told at once.
pub fn agreement(config: Option<&Path>) -> Result<Opened, Failure> {
    let path = config.map_or_else(nearest, |path| Ok(path.to_path_buf()))?;
    if config.is_none() && !path.exists() {
        let texts = texts(config);
        return Err(Failure::new(Exit::Agreement, texts.word("app.no-agreement")));
    }
    let agreement = read(&path)?;
    let is_text = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    let texts =
        if is_text { Texts::of(agreement.language) } else { Texts::of_book(agreement.language) };
    let base = path.parent().unwrap_or(Path::new("."));
    let calendar =
        Calendar::build(&agreement.zone, &agreement.working_time, base).map_err(|errors| {
            let lines: Vec<String> = errors
                .iter()
                .map(|error| phrase(&texts, &format!("app.calendar-{}", error.code), &error.values))
                .collect();
            Failure::new(Exit::Agreement, lines.join("\n"))
        })?;
    let mut opened = Opened { agreement, calendar, texts };
    opened.take_known_name()?;
    Ok(opened)
}

/// Reads an agreement, TOML or workbook, and tells every problem of it at once.
pub fn read(path: &Path) -> Result<Agreement, Failure> {
    config::load(path).map_err(|problems| told(path, &texts(Some(path)), &problems))
}

/// `acordo.toml` or `acordo.xlsx` here or in the nearest parent that has one; a folder with both says nothing clear.
pub fn nearest() -> Result<PathBuf, Failure> {
    let here = std::env::current_dir().unwrap_or_default();
    for folder in here.ancestors() {
        let [text, workbook] = NAMES.map(|name| folder.join(name));
        match (text.is_file(), workbook.is_file()) {
            (true, true) => {
                let texts = texts(Some(&text));
                let folder = folder.to_string_lossy();
                let told = texts.phrase("app.two-agreements", &[("path", &folder)]);
                return Err(Failure::new(Exit::Agreement, told));
            }
            (true, false) => return Ok(text),
            (false, true) => return Ok(workbook),
            (false, false) => {}
        }
    }
    Ok(PathBuf::from(NAMES[0]))
}

/// The problems of an agreement in words, under a head with their number.
pub fn told(path: &Path, texts: &Texts, problems: &[config::Problem]) -> Failure {
    let words = |key: &str, values: &[(&str, &str)]| texts.phrase(key, values);
    let file = path.to_string_lossy();
    let head = texts.count("app.problems", problems.len() as u64, &[("file", &file)]);
    let lines: Vec<String> = problems.iter().map(|problem| config::tell(problem, &words)).collect();
    Failure::new(Exit::Agreement, format!("{head}\n{}", lines.join("\n")))
}

/// Fills a sentence of the catalogue with values that the caller owns.
pub fn phrase(texts: &Texts, key: &str, values: &[(&str, String)]) -> String {
    let given: Vec<(&str, &str)> =
        values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    texts.phrase(key, &given)
}

/// The words for a reader of the agreement named, or of the one found here; without one, the system's language.
pub fn texts(config: Option<&Path>) -> Texts {
    let path = config.map(Path::to_path_buf).or_else(|| nearest().ok());
    let own = path.and_then(|path| config::language_of(&path));
    Texts::of(own.unwrap_or_else(of_system))
}

/// The system's language: Portuguese of any country, English for every other one, and Portuguese where the system names none
/// (a timer's `LANG` is often `C`).
pub fn of_system() -> Language {
    let named = sys_locale::get_locales().find_map(|tag| {
        let code = tag.split(['-', '_']).next()?.to_lowercase();
        match code.as_str() {
            "c" | "posix" => None,
            "pt" => Some(Language::PtBr),
            _ => Some(Language::En),
        }
    });
    named.unwrap_or(Language::PtBr)
}
