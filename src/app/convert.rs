//! `acordo convert`: the agreement as a workbook, or as TOML again; the meaning is proven to be the same before a file is written.

use std::path::{Path, PathBuf};

use crate::config;
use crate::model::agreement::{Agreement, SecretSource};
use crate::texts::Texts;

use super::command::ConvertArgs;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::open;
use super::written::{free_name, write_new};

/// Writes an agreement in the other form, never over an existing file.
pub fn convert(console: Console, asked: &ConvertArgs) -> Result<Exit, Failure> {
    let ConvertArgs { from, to } = asked;
    let agreement = open::read(from)?;
    let texts = Texts::of(agreement.language);
    let (from_name, to_name) = (from.to_string_lossy(), to.to_string_lossy());
    let values = [("from", &*from_name), ("path", &*to_name)];
    let refused = |exit: Exit, key: &str| Err(Failure::new(exit, texts.phrase(key, &values)));
    let is_text = to.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    if let Some(found) = command(&agreement).filter(|_| !is_text && config::has_workbook_name(to)) {
        let values = [&values[..], &[("found", &*found)]].concat();
        return Err(Failure::new(Exit::Agreement, texts.phrase("app.convert-command", &values)));
    }
    let bytes = match (is_text, config::has_workbook_name(to)) {
        (true, _) => agreement.text.clone().into_bytes(),
        (_, true) => match config::workbook(&agreement) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return refused(Exit::Other, "app.convert-lossy"),
            Err(error) => return Err(Failure::new(Exit::Write, error.to_string())),
        },
        _ => return refused(Exit::Usage, "app.convert-ending"),
    };
    write_new(&texts, to, &bytes)?;
    console.answer(&texts.phrase("app.converted", &values));
    if !agreement.bases.is_empty() {
        console.note(&texts.phrase("app.convert-merged", &values));
    }
    if !is_text && !config::has_workbook_name(from) {
        console.note(texts.word("app.convert-comments"));
    }
    let folder = |path: &Path| std::path::absolute(path).ok()?.parent().map(Path::to_path_buf);
    if folder(from) != folder(to) {
        console.note(&texts.phrase("app.convert-elsewhere", &values));
    } else if is_found_by_itself(from) && is_found_by_itself(to) {
        let aside = set_aside(&texts, from)?;
        let aside = aside.to_string_lossy();
        console
            .note(&texts.phrase("app.convert-aside", &[("from", &*from_name), ("path", &aside)]));
    }
    Ok(Exit::Done)
}

/// The key of a command that an agreement says: no workbook does.
fn command(agreement: &Agreement) -> Option<String> {
    let fetched = agreement.sources.iter().find(|source| source.fetch.is_some());
    let account = agreement.mail.server.as_ref().and_then(|server| server.account.as_ref());
    let has_password = account.is_some_and(|own| matches!(own.secret, SecretSource::Command(_)));
    fetched
        .map(|source| format!("fetch, “{}”", source.name))
        .or_else(|| has_password.then(|| "password-command".to_owned()))
}

/// True of a file that a command takes for the agreement when none is named.
fn is_found_by_itself(path: &Path) -> bool {
    path.file_name().is_some_and(|name| open::NAMES.iter().any(|own| name == *own))
}

/// Renames what was converted: of two agreements in one folder none would hold.
fn set_aside(texts: &Texts, from: &Path) -> Result<PathBuf, Failure> {
    let ending = from.extension().unwrap_or_default().to_string_lossy();
    let aside = free_name(from, texts.word("app.convert-suffix"), &ending);
    std::fs::rename(from, &aside).map_err(|error| {
        let values = [("path", &*aside.to_string_lossy()), ("reason", &error.to_string())];
        Failure::new(Exit::Write, texts.phrase("app.cannot-write", &values))
    })?;
    Ok(aside)
}
