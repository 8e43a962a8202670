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

    /// How many of the wanted headers stand in a row; the row with most is the header.
    fn matches(&self, row: &[Seen]) -> usize {
        if self.0.is_empty() {
            return 0;
        }
        row.iter()
            .filter_map(Seen::as_text)
            .map(fold)
            .filter(|name| self.0.contains(name))
            .collect::<BTreeSet<_>>()
            .len()
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
    let is_best = |row: &Vec<Seen>| best > 0 && wanted.matches(row) == best;
    let is_both = |at: &usize| rows.get(*at).is_some_and(is_best);
    let named = looks.filter(is_both).or_else(|| rows.iter().position(is_best));
    match (named, looks) {
        // One name alone may be a word of the data: `Email` as a channel.
        (Some(named), Some(looks)) if best == 1 && looks < named => Some(looks),
        (Some(named), _) => Some(named),
        (None, looks) => looks,
    }
}

/// The first row that is about as full as the table is wide and holds mostly words; title rows are narrower.
///
/// Notes above a table may look like one: a full row of nothing but words, with other kinds of cells right below it, is preferred.
fn by_looks(rows: &[Vec<Seen>]) -> Option<usize> {
    let mut widths: Vec<usize> = rows.iter().map(filled).collect();
    widths.sort_unstable_by(|left, right| right.cmp(left));
    // The second widest: one overlong row does not set the measure.
    let width = *widths.get(usize::from(widths.len() > 2))?;
    let like_header = |row: &Vec<Seen>| {
        let words = words(row);
        let is_wordy = (words.len() + years(row)) * 10 >= filled(row) * 6;
        // `TRUE` a thousand times names no columns.
        let is_varied = words.iter().collect::<BTreeSet<_>>().len() * 2 >= words.len();
        filled(row) * 10 >= width * 6 && filled(row) > 0 && is_wordy && is_varied
    };
    let first = rows.iter().position(like_header);
    let is_sure = |(row, below): (&Vec<Seen>, &Vec<Seen>), above: Option<&Vec<Seen>>| {
        // The upper one of two rows may name what the lower one leaves empty.
        let reach = filled(row) + above.map_or(0, |above| beyond(above, row));
        reach >= width
            && words(row).len() == filled(row)
            && filled(below) > words(below).len()
            && like_header(row)
    };
    let pairs = rows.iter().zip(rows.iter().skip(1)).enumerate();
    let above = |at: usize| at.checked_sub(1).and_then(|at| rows.get(at));
    let sure = pairs.into_iter().find(|(at, pair)| is_sure(*pair, above(*at))).map(|(at, _)| at);
    // A narrow row, or one that says a word of a group over each of its columns.
    let is_title = |row: &Vec<Seen>| {
        let words = words(row);
        let times = |word: &&str| words.iter().filter(|other| *other == word).count();
        filled(row) < width || words.iter().all(|word| times(word) > 1)
    };
    match (first, sure) {
        (Some(first), Some(sure)) if rows.get(first).is_some_and(is_title) => Some(sure),
        (first, _) => first.or_else(|| rows.iter().position(|row| filled(row) == width)),
    }
}

/// Texts of a row in columns that the row below it leaves empty.
fn beyond(above: &[Seen], row: &[Seen]) -> usize {
    let below = row.iter().chain(std::iter::repeat(&Seen::Empty));
    above.iter().zip(below).filter(|(up, down)| up.as_text().is_some() && down.is_empty()).count()
}

/// Cells that name columns by years, one after another: `2023`, `2024`, `2025`. Years in no order are data.
fn years(row: &[Seen]) -> usize {
    let year =
        |cell: &Seen| if let Seen::Year(year) = cell { Some(i32::from(*year)) } else { None };
    let years: Vec<i32> = row.iter().filter_map(year).collect();
    let steps = |step: i32| years.windows(2).all(|two| matches!(two, [a, b] if b - a == step));
    if years.len() > 1 && (steps(1) || steps(-1)) { years.len() } else { 0 }
}

fn filled(row: &Vec<Seen>) -> usize {
    row.iter().filter(|cell| !cell.is_empty()).count()
}

fn words<'a>(row: &'a [Seen]) -> Vec<&'a str> {
    row.iter().filter_map(Seen::as_text).collect()
}

/// Headers made one of a kind: blanks trimmed, empty ones `#7` (column number), repeated ones `Name (2)`.
pub(super) fn names<'a>(cells: impl Iterator<Item = &'a str>, first_column: usize) -> Vec<String> {
    let plain: Vec<String> =
        cells.enumerate().map(|(index, cell)| plain_name(cell, first_column + index)).collect();
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
        let rows: Vec<Vec<Seen>> =
            text.lines().map(|line| line.split(';').map(Seen::text).collect()).collect();
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
    fn notes_above_and_repeated_words_are_no_header() {
        let notes = "muitas;notas;;aqui;em;cima\nou;células;;;;juntas\nNome;Cargo;Idade;Filhos;De;Até\nAna;x;69;1;2026-01-01;2026-02-01";
        assert_eq!(found(notes, &[]), Some(2));
        assert_eq!(
            found(
                "id;1;2;3;4;5;6;7\nx;TRUE;TRUE;TRUE;TRUE;TRUE;TRUE;TRUE\ny;TRUE;FALSE;TRUE;FALSE;FALSE;TRUE;TRUE",
                &[]
            ),
            Some(0)
        );
    }

    #[test]
    fn years_one_after_another_name_columns() {
        for text in [
            "2023;2024;2025\nAna;Rui;Bia\nLia;Edu;Caio",
            "Região;2023;2024;2025\nNorte;bom;ruim;bom\nSul;ruim;bom;bom",
            "Vendas;2025;2024;2023\nAna;alta;baixa;alta\nRui;baixa;alta;alta",
            "2024;2025\nsim;não\nnão;sim",
            "Região;2023;2024;2025\nNorte;10;12;14\nSul;20;22;24",
        ] {
            assert_eq!(found(text, &[]), Some(0), "{text}");
        }
        let titled = "Vendas por ano\n\nRegião;2023;2024\nNorte;sim;não\nSul;não;sim";
        assert_eq!(found(titled, &[]), Some(2));
        let in_no_order = "2023;2019;2025\nNome;Cargo;Time\nAna;x;y";
        assert_eq!(found(in_no_order, &[]), Some(1), "they are data");
    }

    #[test]
    fn of_two_rows_of_a_head_the_lower_one_is_the_header() {
        for text in [
            "Lead;;Venda;\nNome;E-mail;Data;Valor\nAna;a@x;1;2\nRui;b@x;3;4",
            "Lead;;Contato;Venda;\nNome;Empresa;E-mail;Data;Valor\nAna;x;a@x;1;2\nRui;y;b@x;3;4",
            "Lead;Lead;Venda;Venda\nNome;E-mail;Data;Valor\nAna;a@x;1;2\nRui;b@x;3;4",
            "ID;Lead;;Venda;\n;Nome;E-mail;Data;Valor\n1;Ana;a@x;1;2\n2;Rui;b@x;3;4",
        ] {
            assert_eq!(found(text, &[]), Some(1), "{text}");
        }
        assert_eq!(found("Nome;Nome;Valor\nAna;Lima;Sul\nRui;Dias;2", &[]), Some(0));
    }

    #[test]
    fn names_are_one_of_a_kind() {
        let cells = ["Nome", " E-mail ", "Nome", "", "Nome (2)", "Data\nde\ncriação", "Nome"];
        assert_eq!(
            names(cells.into_iter(), 1),
            ["Nome", "E-mail", "Nome (3)", "#4", "Nome (2)", "Data de criação", "Nome (4)"]
        );
    }
}
