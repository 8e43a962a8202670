//! Rows inside a table that are none of its rows: the header once more, the head of a group, and another table below a gap.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use super::footer::PERIODS;
use super::seen::Seen;
use crate::model::fold::fold;
use crate::model::weekday;

/// Share of the header's names that a row must repeat to be the header once more.
const MOST_NAMES: f64 = 0.6;

/// Bytes of the first name that the quick test compares; a name may be shorter (`id`, `Nº`).
const START: usize = 3;

/// Columns of a table in which a text alone in its row may head a group.
const LEAST_COLUMNS: usize = 3;

/// Words of the heads of groups beside those of months, weeks and days, folded.
const GROUPS: [&str; 2] = ["quinzena", "trimestre"];

/// Words between them: `1 a 7 de novembro`.
const JOINTS: [&str; 9] = ["de", "do", "da", "a", "ate", "e", "of", "to", "the"];

/// The header's names, to be known again.
pub(super) struct Head {
    names: Vec<String>,
    start: Vec<u8>,
}

impl Head {
    /// Of the header's cells as they are written.
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let cells: Vec<&str> = cells.collect();
        let worded = cells.iter().map(|cell| from_letter(cell.as_bytes()));
        let first =
            worded.map(|name| name.get(..START).unwrap_or(name)).find(|name| !name.is_empty());
        let start = first.unwrap_or_default().to_vec();
        Self { names: cells.iter().map(|cell| fold(cell)).collect(), start }
    }

    /// Quick test on what stands from a row's first letter on: false means that the row is not the header once more.
    pub(super) fn may_be(&self, worded: &[u8]) -> bool {
        let begins = worded.get(..self.start.len());
        !self.start.is_empty() && begins.is_some_and(|own| own.eq_ignore_ascii_case(&self.start))
    }

    /// True when a row's cells are the header's names in their places, and nothing else.
    pub(super) fn is_again(&self, cells: &[Seen]) -> bool {
        let mut same = 0_usize;
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let name = self.names.get(at).filter(|name| !name.is_empty());
            let is_same = cell.as_text().is_some_and(|text| name == Some(&fold(text)));
            if !is_same {
                return false;
            }
            same += 1;
        }
        let named = self.names.iter().filter(|name| !name.is_empty()).count();
        same > 1 && same as f64 >= MOST_NAMES * named as f64
    }
}

/// What stands from the first letter on.
pub(super) fn from_letter(row: &[u8]) -> &[u8] {
    let at = row.iter().position(u8::is_ascii_alphabetic);
    at.and_then(|at| row.get(at..)).unwrap_or_default()
}

/// True when a row is one text that says a month, a week or a day and nothing else, or ends with a colon.
pub(super) fn is_group_head(cells: &[Seen]) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    let (Some(text), None) = (filled.next().and_then(Seen::as_text), filled.next()) else {
        return false;
    };
    let mut words =
        text.split(|c: char| !c.is_alphabetic()).map(fold).filter(|word| !word.is_empty());
    let is_time =
        |word: &str| PERIODS.contains(&word) || GROUPS.contains(&word) || weekday::is_name(word);
    let is_of_time = |word: String| is_time(&word) || JOINTS.contains(&word.as_str());
    let has_time = words.clone().any(|word| is_time(&word));
    cells.len() >= LEAST_COLUMNS && ((has_time && words.all(is_of_time)) || text.ends_with(':'))
}

/// Rows below a gap that are another table: a row of words, a title perhaps above it, and below it counts, narrower than this table (one of more than
/// half its width has a column of counts alone); or numbers and days that stand in no column of theirs, however wide.
///
/// `gaps` are the rows that stand below an empty one; the answer has the first row and one past the last of each such table.
pub(super) fn other_tables<'a>(
    gaps: &[usize],
    count: usize,
    seen: impl Fn(usize) -> Vec<Seen<'a>>,
) -> Vec<(usize, usize)> {
    let ends = gaps.iter().copied().skip(1).chain([count]);
    let above = gaps.first().copied().unwrap_or_default();
    let kinds = LazyCell::new(|| kinds(&(0..above.min(KNOWN_ROWS)).map(&seen).collect::<Vec<_>>()));
    let is_other = |(from, to): &(usize, usize)| {
        let at = from + usize::from(is_title(&seen(*from)));
        if to.saturating_sub(at) < 2 {
            return false;
        }
        let head = seen(at);
        let width = filled(&head);
        let is_worded = head.iter().all(|cell| cell.is_empty() || cell.as_text().is_some());
        let rows = || (at + 1..*to).map(&seen);
        let counts = |column: usize| rows().all(|row| row.get(column).is_some_and(Seen::is_small));
        let is_narrow = (2..=head.len() / 2).contains(&width)
            || (2..head.len()).contains(&width) && (0..head.len()).any(counts);
        is_worded
            && ((is_narrow && rows().all(|row| is_counted(&row, width)))
                || (is_of_others(&head, &kinds) && rows().all(|row| is_below(&row, &head, &kinds))))
    };
    gaps.iter().copied().zip(ends).filter(is_other).collect()
}

/// Rows of the table that tell what its columns hold.
const KNOWN_ROWS: usize = 50;

/// Share of a column's filled cells that must be of a kind for it to be the column's.
const MOST_OF_KIND: f64 = 0.8;

/// What a cell is, as far as columns differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Word,
    Address,
    /// No phone and no id.
    Count,
    Number,
    Day,
}

fn kind(cell: &Seen) -> Option<Kind> {
    Some(match cell {
        Seen::Empty => return None,
        Seen::Text(text) if text.contains('@') => Kind::Address,
        Seen::Text(_) => Kind::Word,
        Seen::Number { long: true } => Kind::Number,
        Seen::Number { .. } | Seen::Year(_) => Kind::Count,
        Seen::Other => Kind::Day,
    })
}

/// The kind of nearly all cells of each column; nothing where they are of several.
fn kinds(rows: &[Vec<Seen>]) -> Vec<Option<Kind>> {
    let of_column =
        |at: usize| {
            let own: Vec<Kind> = rows.iter().filter_map(|row| kind(row.get(at)?)).collect();
            let times = |kind: Kind| own.iter().filter(|own| **own == kind).count();
            own.first().copied().into_iter().chain(own.last().copied()).find(|kind| {
                own.len() > 1 && times(*kind) as f64 >= MOST_OF_KIND * own.len() as f64
            })
        };
    (0..rows.iter().map(Vec::len).max().unwrap_or_default()).map(of_column).collect()
}

/// A text alone above the head of a table.
fn is_title(cells: &[Seen]) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    filled.next().is_some_and(|cell| cell.as_text().is_some()) && filled.next().is_none()
}

/// Different words, of which one stands where the table has days, numbers or addresses.
fn is_of_others(head: &[Seen], kinds: &[Option<Kind>]) -> bool {
    let words: Vec<String> = head.iter().filter_map(Seen::as_text).map(fold).collect();
    let is_odd = |(cell, own): (&Seen, &Option<Kind>)| {
        kind(cell) == Some(Kind::Word) && own.is_some_and(|own| own != Kind::Word)
    };
    words.len() > 1
        && words.iter().collect::<BTreeSet<_>>().len() == words.len()
        && !head.iter().any(|cell| kind(cell) == Some(Kind::Address))
        && head.iter().zip(kinds).any(is_odd)
}

/// A row under such a head and no wider: a count or a day stands in it where the table has something else.
fn is_below(cells: &[Seen], head: &[Seen], kinds: &[Option<Kind>]) -> bool {
    let is_under = |(at, cell): (usize, &Seen)| {
        cell.is_empty() || head.get(at).is_some_and(|head| !head.is_empty())
    };
    let is_odd = |(cell, own): (&Seen, &Option<Kind>)| {
        let is_told = matches!(kind(cell), Some(Kind::Count | Kind::Day));
        is_told && own.is_some() && kind(cell) != *own
    };
    cells.iter().enumerate().all(is_under) && cells.iter().zip(kinds).any(is_odd)
}

fn filled(cells: &[Seen]) -> usize {
    cells.iter().filter(|cell| !cell.is_empty()).count()
}

/// A row of a table of counts: no wider than its head, with a number that is no phone, and no address.
fn is_counted(cells: &[Seen], width: usize) -> bool {
    let has_number = cells.iter().any(Seen::is_small);
    let has_key = cells.iter().any(|cell| {
        *cell == Seen::Number { long: true }
            || cell.as_text().is_some_and(|text| text.contains('@'))
    });
    filled(cells) <= width && has_number && !has_key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(row: &str) -> Vec<Seen<'_>> {
        row.split(';').map(Seen::text).collect()
    }

    #[test]
    fn the_header_is_known_again() {
        let head = Head::of(["Nº", "Nome", "E-mail", ""].into_iter());
        assert!(head.is_again(&cells("nº;NOME;e-mail;")) && head.is_again(&cells(";Nome;E-mail;")));
        for row in ["Nº;Ana;a@x.com;", ";Nome;;", "Nome;Nº;E-mail;", "Nº;Nome;E-mail;x", ";;;"] {
            assert!(!head.is_again(&cells(row)), "{row}");
        }
        assert!(head.may_be("nº;x".as_bytes()) && !head.may_be(b"Ana"));
        for (names, again, other) in [
            (["id", "nome"], "ID;Nome", "7;Ana"),
            (["ID", "nome"], "\"id\";\"nome\"", "7;Ana"),
            (["Nº", "nome"], "nº;nome", "7;Ana"),
            (["n", "nome"], "N;nome", "7;Ana"),
            (["#", "e-mail"], "#;E-mail", "7;Ana"),
            (["1º", "UF"], "1º;uf", "7;SP"),
        ] {
            let head = Head::of(names.into_iter());
            assert!(
                head.may_be(from_letter(again.as_bytes()))
                    && !head.may_be(from_letter(other.as_bytes())),
                "{again}"
            );
        }
    }

    #[test]
    fn groups_are_headed_by_a_time_or_a_colon() {
        for row in [
            "Outubro;;",
            ";OUTUBRO 2026;",
            "Semana 45;;",
            "1 a 7 de novembro;;",
            "Vendedor Caio:;;",
            "October;;;",
        ] {
            assert!(is_group_head(&cells(row)), "{row}");
        }
        for row in
            ["Ana Lima;;", "Maio;a@x.com;", "Outubro;", "Abril Lima;;", "Abril;5;", ";;", "Maya;;"]
        {
            assert!(!is_group_head(&cells(row)), "{row}");
        }
    }

    #[test]
    fn another_table_is_words_over_counts_below_a_gap() {
        let tables = |rows: &[&'static str], gaps: &[usize]| {
            other_tables(gaps, rows.len(), |at| cells(rows[at]))
        };
        let rows =
            ["1;Ana;a@x.com;Site", "Origem;Leads;;", "Google;12;;", "Site;9;;", "2;Rui;r@x.com;"];
        assert_eq!(tables(&rows, &[1, 4]), [(1, 4)]);
        assert_eq!(tables(&rows, &[4]), []);
        let wide = ["1;Ana;a@x.com;Site", "Origem;Leads;Custo;", "Google;3;100;", "Site;1;50;"];
        assert_eq!(tables(&wide, &[1]), [(1, 4)]);
        let leads = ["Origem;Leads;Custo;", "Google;3;;", "Site;;50;"];
        assert_eq!(tables(&leads, &[0]), [], "no column of counts");
        let whole = ["Origem;Leads;Custo;Vendas", "Google;3;100;1", "Site;1;50;2"];
        assert_eq!(tables(&whole, &[0]), [], "as wide as the table, of which nothing is known");
        assert_eq!(tables(&["Ana;Google;;", "Rui;Site;;"], &[0]), [], "leads with few cells");
        assert_eq!(tables(&["Ana;Google;;", ";;r@x.com;5"], &[0]), []);
        assert_eq!(tables(&["Ana;Site;;", "Rui;11987654321;;"], &[0]), []);
    }

    #[test]
    fn a_table_as_wide_is_another_where_its_cells_stand_in_no_column_of_theirs() {
        let leads = ["1;Ana;a@x.com;03/11/2026", "2;Rui;r@x.com;04/11/2026", "3;Eva;e@x.com;"];
        let days = ["1;03/11/2026;Ana;a@x.com", "2;04/11/2026;Rui;r@x.com", "3;;Eva;e@x.com"];
        let tables = |above: &[&'static str; 3], below: &[&'static str]| {
            let rows: Vec<&str> = above.iter().chain(below).copied().collect();
            other_tables(&[3], rows.len(), |at| cells(rows[at]))
        };
        for (above, below) in [
            (&leads, &["Origem;Leads;Custo;", "Google;3;100;", "Facebook;1;50;"][..]),
            (&leads, &["Origem;Leads;Custo;CPL", "Google;3;100;33", "Site;1;50;50"]),
            (&leads, &["Campanhas;;;", "Campanha;Início;Fim;", "A;01/11/2026;30/11/2026;"]),
            (
                &days,
                &["Campanha;Data;Custo;", "Black Friday;05/11/2026;500;", "Natal;16/11/2026;7;"],
            ),
            (&days, &["Semana;Meta;Feito;", "1;10;8;", "2;10;12;"]),
        ] {
            assert_eq!(tables(above, below), [(3, 3 + below.len())], "{below:?}");
        }
        for below in [
            &["4;Lia;l@x.com;05/11/2026", "5;Davi;d@x.com;06/11/2026"][..],
            &["Lia;Souza;não tem;pendente", "5;Davi;d@x.com;06/11/2026"],
            &["L4;Lia;não tem;pendente", "L5;Davi;não tem;pendente"],
            &["L4;Lia;não tem;", "L5;Davi;;06/11/2026"],
            &["Origem;Leads;Custo;", "Google;3;100;", "6;Rui;r@x.com;06/11/2026"],
        ] {
            assert_eq!(tables(&leads, below), [], "{below:?}");
        }
    }
}
