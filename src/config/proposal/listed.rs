//! The list of header words, folded once: a file may have thousands of columns, and each is compared with all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::tokens;
use crate::config::heading;
use crate::model::fold::fold;

/// Words by field.
pub type ByField = BTreeMap<String, Vec<String>>;

/// The list that comes with the program.
static SHIPPED: LazyLock<HeaderWords> =
    LazyLock::new(|| HeaderWords::of_toml(include_str!("../../../templates/header-words.toml")));
static NO_FIELDS: ByField = BTreeMap::new();
static NO_WORDS: BTreeSet<String> = BTreeSet::new();

/// The list of header words.
#[derive(Default)]
pub struct HeaderWords {
    /// By table and field as people write them.
    written: BTreeMap<String, ByField>,
    /// The same folded; of a list of parts under its name and `parts`.
    folded: BTreeMap<String, ByField>,
    /// The lists of each table, by list and table.
    lists: BTreeMap<String, BTreeMap<String, ByField>>,
    /// Parts by list.
    parts: BTreeMap<String, BTreeSet<String>>,
    /// By table the words that speak against every field, but those of post.
    strange: BTreeMap<String, BTreeSet<String>>,
    /// By table and field what is left of the headers without words of time.
    cores: BTreeMap<String, ByField>,
}

impl HeaderWords {
    /// The list of headers that comes with the program.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    fn of_toml(text: &str) -> Self {
        let whole: BTreeMap<String, toml::Table> = toml::from_str(text).unwrap_or_default();
        let mut own = Self::default();
        for (name, inner) in &whole {
            own.written.insert(name.clone(), by_field(inner, str::to_owned));
            own.folded.insert(name.clone(), by_field(inner, fold));
            own.cores.insert(name.clone(), by_field(inner, heading::core));
            let tables = inner.iter().filter_map(|(key, value)| Some((key, value.as_table()?)));
            let lists = tables.map(|(table, fields)| (table.clone(), by_field(fields, fold)));
            own.lists.insert(name.clone(), lists.collect());
        }
        let parts = |(name, fields): (&String, &ByField)| {
            Some((name.clone(), fields.get("parts")?.iter().cloned().collect()))
        };
        own.parts = own.folded.iter().filter_map(parts).collect();
        for table in TABLES {
            let other = own.of(Some("other"), table).values().flatten();
            let strange = own.parts("never").iter().chain(other).cloned().collect();
            own.strange.insert(table.to_owned(), strange);
        }
        own
    }

    /// The headers the list knows for a field, as people write them (not folded), the likeliest
    /// first; empty for an unknown field.
    pub fn names(&self, table: &str, field: &str) -> &[String] {
        self.written.get(table).and_then(|fields| fields.get(field)).map_or(&[], Vec::as_slice)
    }

    /// What is left of these without the words of time, in the same order.
    pub(super) fn cores(&self, table: &str, field: &str) -> &[String] {
        self.cores.get(table).and_then(|fields| fields.get(field)).map_or(&[], Vec::as_slice)
    }

    /// Folded words of a table's fields in one of the lists: the headers themselves where no list is named.
    pub(super) fn of(&self, list: Option<&str>, table: &str) -> &ByField {
        let own = match list {
            None => self.folded.get(table),
            Some(list) => self.lists.get(list).and_then(|tables| tables.get(table)),
        };
        own.unwrap_or(&NO_FIELDS)
    }

    /// The words of a list of parts, folded.
    pub(super) fn parts(&self, list: &str) -> &BTreeSet<String> {
        self.parts.get(list).unwrap_or(&NO_WORDS)
    }

    /// The words that speak against every field of a table.
    pub(super) fn strange(&self, table: &str) -> &BTreeSet<String> {
        self.strange.get(table).unwrap_or(&NO_WORDS)
    }

    /// A header says that it is of another day or person than a name stands for, by a word that the name has not: `Previsão de fechamento` is no
    /// `Data de fechamento`, `Último contato` no `Primeiro contato`.
    pub fn says_other(&self, header: &str, name: &str) -> bool {
        let (own, known) = (tokens(header), tokens(name));
        let (never, hoped) = (self.parts("never"), self.parts("hoped"));
        own.difference(&known).any(|word| never.contains(word) || hoped.contains(word))
    }

    /// Every whole header of every table, folded.
    pub fn every_header(&self) -> BTreeSet<String> {
        let all = TABLES.iter().flat_map(|table| self.of(None, table).values().flatten());
        all.cloned().collect()
    }
}

/// The tables that have headers of their own.
const TABLES: [&str; 3] = ["leads", "deals", "activities"];

fn by_field(fields: &toml::Table, as_it_is: impl Fn(&str) -> String) -> ByField {
    let words = |words: &toml::Value| -> Option<Vec<String>> {
        let texts = words.as_array()?.iter().filter_map(toml::Value::as_str);
        Some(texts.map(&as_it_is).collect())
    };
    fields.iter().filter_map(|(field, own)| Some((field.clone(), words(own)?))).collect()
}
