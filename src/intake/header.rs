//! Which row is the header, and what its columns are called.

use std::collections::{BTreeMap, BTreeSet};

use super::seen::Seen;
use crate::model::fold::fold;

/// How many rows from the top a header may stand in.
pub(super) const LOOK: usize = 30;

/// Header names hoped for, folded.
pub(super) struct Wanted(BTreeSet<String>);

impl Wanted {
    pub(super) fn new(names: &[String]) -> Self {
        Self(names.iter().map(|name| fold(name)).filter(|name| !name.is_empty()).collect())
    }

    /// How many of the names a row has.
    fn matches(&self, row: &[Seen]) -> usize {
        if self.0.is_empty() {
            return 0;
        }
        row.iter().filter_map(Seen::as_text).map(fold).filter(|name| self.0.contains(name)).collect::<BTreeSet<_>>().len()
    }

    /// The most names that one of the rows has.
    pub(super) fn best(&self, rows: &[Vec<Seen>]) -> usize {
        rows.iter().map(|row| self.matches(row)).max().unwrap_or(0)
    }
}

/// Index of the header among the first rows: the one with most of the wanted names, else the first that looks like one.
pub(super) fn find(rows: &[Vec<Seen>], wanted: &Wanted) -> Option<usize> {
    let looks = by_looks(rows);
    let best = wanted.best(rows);
    let named = rows.iter().position(|row| best > 0 && wanted.matches(row) == best);
    match (named, looks) {
        // One name alone may be a word of the data: `Email` as a channel.
        (Some(named), Some(looks)) if best == 1 && looks < named => Some(looks),
        (Some(named), _) => Some(named),
        (None, looks) => looks,
    }
}

/// The first row that is about as full as the table is wide and holds mostly words; title rows are narrower.
fn by_looks(rows: &[Vec<Seen>]) -> Option<usize> {
    let filled = |row: &Vec<Seen>| row.iter().filter(|cell| !cell.is_empty()).count();
    let mut widths: Vec<usize> = rows.iter().map(filled).collect();
    widths.sort_unstable_by(|left, right| right.cmp(left));
    // The second widest: one overlong row does not set the measure.
    let width = *widths.get(usize::from(widths.len() > 2))?;
    let like_header = |row: &Vec<Seen>| {
        let words = row.iter().filter(|cell| cell.as_text().is_some()).count();
        filled(row) * 10 >= width * 6 && filled(row) > 0 && words * 10 >= filled(row) * 6
    };
    rows.iter().position(like_header).or_else(|| rows.iter().position(|row| filled(row) == width))
}

/// Headers made one of a kind: blanks trimmed, empty ones `#7` (column number), repeated ones `Name (2)`.
pub(super) fn names<'a>(cells: impl Iterator<Item = &'a str>, first_column: usize) -> Vec<String> {
    let plain: Vec<String> = cells.enumerate().map(|(index, cell)| plain_name(cell, first_column + index)).collect();
    let all: BTreeSet<String> = plain.iter().cloned().collect();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut given: BTreeSet<String> = BTreeSet::new();
    plain
        .into_iter()
        .map(|name| {
            let times = seen.entry(name.clone()).or_insert(0);
            *times += 1;
            let mut unique = if *times == 1 { name.clone() } else { format!("{name} ({times})") };
            while given.contains(&unique) || (unique != name && all.contains(&unique)) {
                *times += 1;
                unique = format!("{name} ({times})");
            }
            given.insert(unique.clone());
            unique
        })
        .collect()
}

fn plain_name(cell: &str, column: usize) -> String {
    let bare = cell.trim_matches(|c: char| c == '\u{feff}' || c == '\u{200b}');
    let words: Vec<&str> = bare.split_whitespace().collect();
    if words.is_empty() { format!("#{column}") } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, wanted: &[&str]) -> Option<usize> {
        let rows: Vec<Vec<Seen>> = text.lines().map(|line| line.split(';').map(Seen::text).collect()).collect();
        let names: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
        find(&rows, &Wanted::new(&names))
    }

    #[test]
    fn titles_above_are_passed() {
        let text = "Relatório de leads\nGerado em;23/11\nNome;E-mail;Valor\nAna;a@x.com;10\nBeto;b@x.com;20";
        assert_eq!(found(text, &[]), Some(2));
        assert_eq!(found(text, &["email", "nome"]), Some(2));
        assert_eq!(found("Nome;Canal\nAna;Email\nBeto;Email", &["email", "x"]), Some(0));
    }

    #[test]
    fn names_are_one_of_a_kind() {
        let cells = ["Nome", " E-mail ", "Nome", "", "Nome (2)", "Data\nde\ncriação", "Nome"];
        assert_eq!(names(cells.into_iter(), 1), ["Nome", "E-mail", "Nome (3)", "#4", "Nome (2)", "Data de criação", "Nome (4)"]);
    }
}
