//! `acordo inspect`: how each file is understood, in words or as JSON; no agreement is needed.

mod document;
mod words;

use std::path::Path;

use crate::config;
use crate::intake::IntakeError;
use crate::model::agreement::{Agreement, Language};
use crate::texts::Texts;

use super::command::InspectArgs;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::look::{self, Look};
use super::open::{self, of_system};
pub use words::{refusal, sentence};

/// Values of a column that are shown.
const VALUES: usize = 3;

/// One file and what came of reading it.
type Seen<'a> = (&'a Path, Result<Look, IntakeError>);

/// Says how each file is understood; a file that cannot be read is said with its reason (exit 4, as where no row of it can be used).
pub fn inspect(
    console: Console,
    asked: &InspectArgs,
    config: Option<&Path>,
) -> Result<Exit, Failure> {
    let (agreement, texts) = setting(asked, config)?;
    let seen: Vec<Seen> = asked
        .files
        .iter()
        .map(|path| (path.as_path(), look::look(&agreement, path, VALUES, asked.rows)))
        .collect();
    if asked.json {
        console.answer(&document::document(&seen, asked.full));
    } else {
        let looks = seen.iter().filter_map(|(path, look)| Some((path, look.as_ref().ok()?)));
        let parts: Vec<String> =
            looks.map(|(path, look)| words::words(&texts, path, look, asked.full)).collect();
        if !parts.is_empty() {
            console.answer(&parts.join("\n"));
        }
    }
    let is_unreadable = seen.iter().any(|(_, look)| look.is_err());
    for (path, error) in seen.iter().filter_map(|(path, look)| Some((path, look.as_ref().err()?))) {
        console.error(&words::refusal(&texts, path, error));
    }
    let is_bare = |look: &Look| look.table.rows.is_empty() && !look.table.left_out.is_empty();
    let bare = seen.iter().any(|(_, look)| look.as_ref().is_ok_and(is_bare));
    Ok(if is_unreadable || bare { Exit::NoInput } else { Exit::Done })
}

/// The zone and ways of writing of the agreement where there is a good one, and the words of the language asked for.
fn setting(asked: &InspectArgs, config: Option<&Path>) -> Result<(Agreement, Texts), Failure> {
    // Files can be looked at whatever the agreement is like.
    let path = config.map(Path::to_path_buf).or_else(|| open::nearest().ok());
    let own = path.filter(|path| path.is_file()).and_then(|path| config::load(&path).ok());
    let asked_for = asked.language.as_deref().map(language).transpose()?;
    let language =
        asked_for.or_else(|| own.as_ref().map(|own| own.language)).unwrap_or_else(of_system);
    let texts = Texts::of(language);
    let agreement = own.or_else(|| look::nobodys(language));
    let Some(mut agreement) = agreement else {
        return Err(Failure::new(Exit::Other, texts.word("app.no-input")));
    };
    agreement.ignore.clear();
    agreement.definitions.clear();
    agreement.required.clear();
    Ok((agreement, texts))
}

/// The language of a tag, or what else may be said.
pub fn language(tag: &str) -> Result<Language, Failure> {
    Language::of(tag).ok_or_else(|| {
        let values = [("option", "--language"), ("found", tag), ("allowed", "pt-BR · en")];
        Failure::new(Exit::Usage, Texts::of(of_system()).phrase("app.bad-option", &values))
    })
}
