//! Rows inside a table that are none of its rows: the header once more, the head of a group, and another table below a gap.

use super::footer::PERIODS;
use super::seen::Seen;
use crate::model::fold::fold;

/// Share of the header's names that a row must repeat to be the header once more.
const MOST_NAMES: f64 = 0.6;

/// Bytes of the first name that the quick test compares; a name may be shorter (`id`, `Nº`).
const START: usize = 3;

/// Columns of a table in which a text alone in its row may head a group.
const LEAST_COLUMNS: usize = 3;

/// Words of the heads of groups beside those of months and weeks, folded.
const GROUPS: [&str; 16] = [
    "segunda",
    "terca",
    "quarta",
    "quinta",
    "sexta",
    "sabado",
    "domingo",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "quinzena",
    "trimestre",
];

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
    let is_time = |word: &str| PERIODS.contains(&word) || GROUPS.contains(&word);
    let is_of_time = |word: String| is_time(&word) || JOINTS.contains(&word.as_str());
    let has_time = words.clone().any(|word| is_time(&word));
    cells.len() >= LEAST_COLUMNS && ((has_time && words.all(is_of_time)) || text.ends_with(':'))
}

/// Rows below a gap that are another table: a row of words with counts below it, narrower than this one. One of more than half its width has a
/// column of counts alone.
///
/// `gaps` are the rows that stand below an empty one; the answer has the first row and one past the last of each such table.
pub(super) fn other_tables<'a>(
    gaps: &[usize],
    count: usize,
    seen: impl Fn(usize) -> Vec<Seen<'a>>,
) -> Vec<(usize, usize)> {
    let ends = gaps.iter().copied().skip(1).chain([count]);
    let is_other = |(from, to): &(usize, usize)| {
        if to.saturating_sub(*from) < 2 {
            return false;
        }
        let head = seen(*from);
        let width = filled(&head);
        let is_worded = head.iter().all(|cell| cell.is_empty() || cell.as_text().is_some());
        let rows = || (from + 1..*to).map(&seen);
        let counts = |column: usize| rows().all(|row| row.get(column).is_some_and(Seen::is_small));
        let is_narrow = (2..=head.len() / 2).contains(&width)
            || (2..head.len()).contains(&width) && (0..head.len()).any(counts);
        is_worded && is_narrow && (from + 1..*to).all(|at| is_counted(&seen(at), width))
    };
    gaps.iter().copied().zip(ends).filter(is_other).collect()
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
        assert_eq!(tables(&whole, &[0]), [], "as wide as the table");
        assert_eq!(tables(&["Ana;Google;;", "Rui;Site;;"], &[0]), [], "leads with few cells");
        assert_eq!(tables(&["Ana;Google;;", ";;r@x.com;5"], &[0]), []);
        assert_eq!(tables(&["Ana;Site;;", "Rui;11987654321;;"], &[0]), []);
    }
}
