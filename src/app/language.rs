//! The language a reader is told in: the agreement's where one is at hand, else the system's.

use std::path::Path;

use crate::config;
use crate::model::agreement::Language;
use crate::texts::Texts;

use super::open;

/// The words for a reader of the agreement named, or of the one found here; without one, the system's language.
pub fn texts(config: Option<&Path>) -> Texts {
    let path = config.map(Path::to_path_buf).or_else(|| open::nearest().ok());
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
