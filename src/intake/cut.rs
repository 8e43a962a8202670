//! A last row that no line end closes: whether it was cut inside its last cell, judged by the cells above.
//!
//! Many tools end their last row without a line end, so that alone proves nothing. A cell is cut where it is the beginning of what
//! every cell above has (`2026-11-1` under days of ten signs, `15` under amounts with cents), or of a word that stands above more than
//! once. A whole number or a name that was cut looks like another one: nothing can tell. Nor can it of a cell that is empty where every
//! cell above is filled: many a whole file ends so, and it is said, not refused.

use std::borrow::Cow;

/// Rows above that the last one is compared with.
pub(super) const ABOVE: usize = 200;
/// Fewest cells above that say what a column's cells look like, and that it has no empty ones.
const FEW: usize = 5;
const MANY: usize = 20;

/// How a last row ends that no line end closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Nothing speaks against its being whole.
    Whole,
    /// Its last cell is empty, as none above is.
    Open,
    /// Its last cell is a number or a day: what was cut off nothing tells.
    Bare,
    /// Its last cell is only the beginning of one.
    Cut,
}

/// What the last cell of a column says of the end of its file.
pub(super) fn end(last: &str, above: &[Cow<str>]) -> End {
    let last = last.trim();
    let filled: Vec<&str> =
        above.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let is_part = || {
        [lacks_parts, lacks_tail, lacks_domain, is_half].iter().any(|is_cut| is_cut(last, &filled))
    };
    match last.is_empty() {
        true if above.len() >= MANY && filled.len() == above.len() => End::Open,
        false if filled.len() >= FEW && !filled.contains(&last) && is_part() => End::Cut,
        false if is_bare(last) && !is_day(last, &filled) => End::Bare,
        _ => End::Whole,
    }
}

/// A day or a time under enough others: one that was cut would be told.
fn is_day(last: &str, above: &[&str]) -> bool {
    above.len() >= FEW && form(last).matches('9').count() > 2
}

/// Digits, and what stands between those of an amount or a day.
fn is_bare(cell: &str) -> bool {
    let cell = cell.trim_start_matches("R$");
    cell.contains(|c: char| c.is_ascii_digit())
        && cell.chars().all(|c| c.is_ascii_digit() || " .,/-:+%".contains(c))
}

/// Dates, times, phones: parts of digits that stand apart, as many in every cell above, and the last part always as long.
fn lacks_parts(last: &str, above: &[&str]) -> bool {
    let form = above.first().map(|first| form(first)).unwrap_or_default();
    let is_steady = above.iter().all(|cell| self::form(cell) == form);
    let parts = form.split(|sign| sign != '9').filter(|part| !part.is_empty()).count();
    let is_dated = parts > 2 || (parts == 2 && above.len() >= MANY);
    let own = self::form(last);
    is_steady && is_dated && own != form && form.starts_with(&own)
}

/// Whatever ends above with a mark between digits and always as many of them: the year or the day of a date, the minutes, the cents.
fn lacks_tail(last: &str, above: &[&str]) -> bool {
    let tail = |cell: &str| {
        let mark = cell.rfind(|c: char| !c.is_alphanumeric())?;
        let (before, tail) = (cell.get(..mark)?, cell.get(mark..)?);
        let is_number = |text: &str| text.ends_with(|c: char| c.is_ascii_digit());
        (is_number(before) && is_number(tail)).then(|| (tail.chars().next(), tail.len()))
    };
    let is_dated = |cell: &str| form(cell).matches('9').count() > 2;
    let is_enough = above.len() >= MANY || above.iter().all(|cell| is_dated(cell));
    let Some(usual) = above.first().and_then(|first| tail(first)) else { return false };
    let is_less = tail(last).is_none_or(|own| own.0 != usual.0 || own.1 < usual.1);
    is_enough && is_less && above.iter().all(|cell| tail(cell) == Some(usual))
}

/// A cell with each run of digits as `9` and each run of letters as `a`.
fn form(cell: &str) -> String {
    let sign = |c: char| match c {
        _ if c.is_ascii_digit() => '9',
        _ if c.is_alphabetic() => 'a',
        _ => c,
    };
    let mut form: Vec<char> = cell.chars().map(sign).collect();
    form.dedup_by(|one, other| one == other && matches!(one, '9' | 'a'));
    form.into_iter().collect()
}

/// An address that has lost its end.
fn lacks_domain(last: &str, above: &[&str]) -> bool {
    let is_whole = |cell: &str| {
        let domain = cell.split_once('@').map(|(_, domain)| domain);
        domain.and_then(|domain| domain.rsplit_once('.')).is_some_and(|(_, end)| end.len() > 1)
    };
    above.iter().all(|cell| is_whole(cell)) && !is_whole(last)
}

/// Half a word: longer ones above begin with it, one of them more than once, and nowhere does it stand whole.
fn is_half(last: &str, above: &[&str]) -> bool {
    let is_word = last.chars().any(char::is_alphabetic);
    let longer = || above.iter().filter(|cell| cell.starts_with(last));
    is_word && longer().any(|word| longer().filter(|other| *other == word).count() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(last: &str, above: &[&str]) -> bool {
        let rows = above.iter().cycle().take(above.len().max(5) * 5);
        end(last, &rows.map(|cell| Cow::Borrowed(*cell)).collect::<Vec<_>>()) == End::Cut
    }

    /// Cells above, the last one whole, and how many of its beginnings cannot be told from a whole one.
    #[test]
    fn every_beginning_of_a_cell_is_told() {
        let cases: [(&[&str], &str, usize); 10] = [
            (&["2026-11-03", "2026-11-14"], "2026-11-20", 0),
            (&["03/11/2026", "14/11/2026"], "20/11/2026", 0),
            (&["1/9/2026", "14/11/2026"], "9/11/2026", 0),
            (&["03/11/2026 09:30", "14/11/2026 18:00"], "20/11/2026 10:15", 0),
            (&["2026-11-03T09:30:00Z", "2026-11-14T10:00:00Z"], "2026-11-20T10:15:59Z", 0),
            (&["1.500,00", "2.300,50", "75,90"], "1.750,25", 0),
            (&["(11) 98765-4321", "(21) 91234-5678"], "(31) 99999-1111", 0),
            (&["ana@x.com.br", "bia.b@y.com", "c9@z.org"], "dora@x.com.br", 2),
            (&["Google Ads", "Indicação", "Site"], "Indicação", 0),
            (&["Sim", "Não"], "Não", 0),
        ];
        for (above, last, unseen) in cases {
            assert!(!cut(last, above), "{last} is whole");
            let ends = last.char_indices().map(|(at, _)| at);
            let parts = ends.map(|end| &last[..end]).filter(|part| !part.is_empty());
            let missed: Vec<&str> = parts.filter(|part| !cut(part.trim_end(), above)).collect();
            assert_eq!(missed.len(), unseen, "{last}: {missed:?}");
        }
    }

    #[test]
    fn what_may_be_whole_stays() {
        for (last, above) in [
            ("999", &["1002", "1001", "1000"][..]),
            ("N-9", &["N-12", "N-11", "N-10"]),
            ("Google", &["Google Ads", "Google", "Site"]),
            ("15", &["1500", "230", "12"]),
            ("15", &["1500,50", "230", "12"]),
            ("2026", &["2025", "2024"]),
            ("", &["x", "", "y"]),
            ("São", &["Sul", "Norte"]),
        ] {
            assert!(!cut(last, above), "{last}");
        }
        let once = ["Ana Lima", "Bia Reis", "Caio", "Rua A, 12", "Av. B, 30"].map(Cow::Borrowed);
        let is_cut = |last, above: &[Cow<str>]| end(last, above) == End::Cut;
        assert!(!is_cut("Ana", &once) && !is_cut("Rua A, 1", &once), "no word stands twice");
        assert!(!is_cut("2026-1", &["2026-11-03".into(), "2026-11-04".into()]), "too few to tell");
        let filled: Vec<Cow<str>> = vec!["A".into(); MANY];
        assert_eq!((end("", &filled), end(" ", &filled[1..])), (End::Open, End::Whole));
        for (last, is_bare) in [
            ("10", true),
            ("1.234,5", true),
            ("R$ 10", true),
            ("2026", true),
            ("Ana 1", false),
            ("N-9", false),
        ] {
            assert_eq!(end(last, &[]) == End::Bare, is_bare, "{last}");
        }
    }
}
