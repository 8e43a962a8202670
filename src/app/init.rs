//! `acordo init`: a commented starter file, never over an existing one.

use std::io::Write;
use std::path::Path;

use crate::config;
use crate::model::agreement::Language;
use crate::texts::Texts;

use super::console::Console;
use super::failure::{Exit, Failure};

/// Writes `acordo.toml` into a folder.
pub fn init(console: Console, folder: &Path, language: &str) -> Result<Exit, Failure> {
    let known = Language::of(language);
    let texts = Texts::of(known.unwrap_or(Language::PtBr));
    let Some(language) = known else {
        let values = [("option", "--language"), ("found", language), ("allowed", "pt-BR · en")];
        return Err(Failure::new(Exit::Usage, texts.phrase("app.bad-option", &values)));
    };
    let path = folder.join("acordo.toml");
    let shown = path.to_string_lossy().into_owned();
    write_new(&path, config::starter(language)).map_err(|error| {
        let key = if error.kind() == std::io::ErrorKind::AlreadyExists { "app.exists" } else { "app.cannot-write" };
        Failure::new(Exit::Write, texts.phrase(key, &[("path", &shown), ("reason", &error.to_string())]))
    })?;
    console.answer(&texts.phrase("app.started", &[("path", &shown)]));
    Ok(Exit::Done)
}

fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::File::create_new(path)?.write_all(text.as_bytes())
}
