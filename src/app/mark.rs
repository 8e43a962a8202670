//! `acordo check --mark`: the problems of an agreement's workbook as notes in a copy of it.

use std::path::Path;

use crate::config;
use crate::texts::Texts;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::open;
use super::written::{free_name, write_new};

/// Writes the copy where it is asked for and something is to be marked; the problems are told as ever.
pub fn marked(console: Console, config: Option<&Path>, is_asked: bool) -> Result<(), Failure> {
    if !is_asked {
        return Ok(());
    }
    let path = config.map_or_else(open::nearest, |path| Ok(path.to_path_buf()))?;
    let texts = open::texts(Some(&path));
    let name = path.to_string_lossy();
    let Err(problems) = config::load(&path) else {
        return if config::has_workbook_name(&path) {
            console.note(&texts.phrase("app.mark-none", &[("path", &name)]));
            Ok(())
        } else {
            Err(of_text(&texts, &name))
        };
    };
    let words = |key: &str, values: &[(&str, &str)]| texts.phrase(key, values);
    let tell = |problem: &config::Problem| config::tell(problem, &words);
    let failed = |error: config::XlsxError| Failure::new(Exit::Write, error.to_string());
    let Some(bytes) = config::marked(&path, &problems, &tell).map_err(failed)? else {
        // What cannot be read at all is told as such.
        return if config::has_workbook_name(&path) { Ok(()) } else { Err(of_text(&texts, &name)) };
    };
    let copy = free_name(&path, texts.word("app.mark-suffix"), "xlsx");
    write_new(&texts, &copy, &bytes)?;
    let shown = copy.to_string_lossy();
    console.note(&texts.phrase("app.marked", &[("copy", &shown), ("path", &name)]));
    Ok(())
}

fn of_text(texts: &Texts, name: &str) -> Failure {
    Failure::new(Exit::Usage, texts.phrase("app.mark-toml", &[("path", name)]))
}
