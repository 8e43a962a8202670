//! Totals, footers and notes below a table, told from rows that only look like them.

use super::seen::Seen;
use crate::model::fold::fold;

/// Rows from the end within which a total is believed more easily; footers already recognised do not count.
pub(super) const TAIL: usize = 5;
/// How many rows from the end are looked at for a tail.
pub(super) const TAIL_LOOK: usize = 60;

const TOTAL: &[u8] = b"total";
const STARTS: [&[u8; 3]; 11] =
    [b"tot", b"sub", b"som", b"sum", b"gra", b"con", b"cop", b"gen", b"exp", b"ger", b"inf"];
const NOTES: [&[&str]; 8] = [
    &["confidential", "information"],
    &["informacoes", "confidenciais"],
    &["copyright"],
    &["generated", "by"],
    &["generated", "on"],
    &["exportado", "em"],
    &["gerado", "em"],
    &["gerado", "por"],
];
const TOTALS: [&[&str]; 11] = [
    &["total", "geral"],
    &["grand", "total"],
    &["grand", "totals"],
    &["sub", "total"],
    &["total"],
    &["totais"],
    &["totals"],
    &["subtotal"],
    &["subtotais"],
    &["soma"],
    &["sum"],
];
/// Words that name a month or a week, folded: of a total, or of the head of a group.
pub(super) const PERIODS: [&str; 28] = [
    "janeiro",
    "fevereiro",
    "marco",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "mes",
    "month",
    "semana",
    "week",
];
const AFTER_TOTAL: [&str; 33] = [
    "mensal",
    "semanal",
    "diario",
    "anual",
    "parcial",
    "acumulado",
    "leads",
    "geral",
    "gerais",
    "general",
    "overall",
    "de",
    "do",
    "da",
    "dos",
    "das",
    "of",
    "em",
    "no",
    "na",
    "in",
    "for",
    "ano",
    "year",
    "dia",
    "day",
    "periodo",
    "period",
    "trimestre",
    "registros",
    "linhas",
    "records",
    "rows",
];
/// Words before `total` that name what is added up, folded, beside the periods: nobody is called `Monthly total`.
const BEFORE_TOTAL: [&str; 17] = [
    "monthly",
    "weekly",
    "daily",
    "yearly",
    "annual",
    "quarterly",
    "running",
    "overall",
    "mensal",
    "semanal",
    "diario",
    "anual",
    "trimestral",
    "year",
    "quarter",
    "ano",
    "trimestre",
];
/// Letters by which the short name of a month is known.
const SHORT_MONTH: usize = 3;
/// Bytes of a row's first words within which `total` is looked for.
const HEAD_BYTES: usize = 32;
const NOTE_WORDS: usize = 5;
/// What parts the cells of a row in other programs' files.
const DELIMITERS: [char; 4] = ['\t', ';', ',', '|'];
/// Columns of a table in which a text alone in its row is odd.
const LEAST_COLUMNS: usize = 3;

/// The kinds of label a total or footer row starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    /// `Total`, `Total 2026`.
    Total,
    /// `Total do mês`, `Grand Totals (5700 records)`, `Subtotal Site`: nobody has such a name.
    Sure,
    /// `Total Energia`: a group's total, or the name of a company.
    Named,
    /// `Copyright …`, `Exportado em …`.
    Note,
    /// A sentence.
    Sentence,
}

/// Quick test on what stands from a row's first letter on: false means that the row is no total or note by its first word.
pub(super) fn may_start(worded: &[u8]) -> bool {
    let Some(word) = worded.first_chunk::<3>() else { return false };
    let word = word.map(|letter| letter.to_ascii_lowercase());
    let head = worded.get(..HEAD_BYTES).unwrap_or(worded);
    STARTS.contains(&&word)
        || memchr::memchr2_iter(b't', b'T', head).any(|at| {
            let own = head.get(at..at + TOTAL.len());
            own.is_some_and(|own| own.eq_ignore_ascii_case(TOTAL))
        })
}

/// True when a row, one cell a column, is a total, a footer or a note; `near_end`: nothing but a few rows below it.
pub(super) fn is_footer(cells: &[Seen], near_end: bool) -> bool {
    let Some((at, label)) = labelled(cells) else { return false };
    if is_whole_row(cells) {
        return false;
    }
    let others: Vec<&Seen> =
        cells.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, cell)| cell).collect();
    if others.iter().any(|cell| cell.as_text().is_some_and(|text| text.contains('@'))) {
        return false;
    }
    let blank = others.iter().filter(|cell| cell.is_empty()).count();
    let worded = others
        .iter()
        .filter(|cell| !matches!(cell, Seen::Empty | Seen::Number { .. } | Seen::Year(_)))
        .count();
    let mostly_blank = blank * 5 >= cells.len() * 3;
    match label {
        Label::Note => {
            (blank == others.len() && near_end) || (others.len() - blank + 1) * 2 <= cells.len()
        }
        Label::Sure if !others.iter().any(|cell| is_told(cell)) => true,
        // Where no cell beside it says a word and half of them say nothing, it adds up what stands above.
        Label::Total | Label::Sure => {
            let adds_up = worded == 0 && blank > 0 && blank * 2 >= others.len();
            worded * 5 <= others.len() && (near_end || mostly_blank || adds_up)
        }
        Label::Named => {
            near_end && worded == 0 && mostly_blank && !cells.contains(&Seen::Number { long: true })
        }
        Label::Sentence => near_end && cells.len() >= 4 && blank == others.len(),
    }
}

/// The first words of a row and where they stand; before those of a total, counts and days may stand.
fn labelled(cells: &[Seen]) -> Option<(usize, Label)> {
    let first = cells.iter().position(|cell| !cell.is_empty())?;
    let at = cells.iter().position(|cell| cell.as_text().is_some())?;
    let label = label(cells.get(at)?.as_text()?)?;
    let before = cells.get(first..at).unwrap_or_default();
    let may_stand = match label {
        Label::Sure => !before.iter().any(is_told),
        Label::Total => before.iter().all(|cell| cell.is_empty() || cell.is_small()),
        _ => before.is_empty(),
    };
    may_stand.then_some((at, label))
}

/// A text, or a number that may be an id or a phone: it tells of one row, not of several.
fn is_told(cell: &Seen) -> bool {
    matches!(cell, Seen::Text(_) | Seen::Number { long: true })
}

/// A folded word of the labels of totals: it tells of nobody.
pub fn is_of_totals(word: &str) -> bool {
    TOTALS.iter().any(|phrase| phrase.contains(&word))
        || PERIODS.contains(&word)
        || AFTER_TOTAL.contains(&word)
}

/// Ends the table where its footer begins: below a total or a note, a text alone in its row is one too, down to the last row.
pub(super) fn end_table(footers: &mut [bool], is_alone: impl Fn(usize) -> bool) {
    let is_tail = |at: &usize| footers.get(*at) == Some(&true) || is_alone(*at);
    let start = (0..footers.len()).rev().take_while(is_tail).last().unwrap_or(footers.len());
    let tail = footers.get_mut(start..).unwrap_or_default();
    let first = tail.iter().position(|footer| *footer).unwrap_or(tail.len());
    tail.get_mut(first..).unwrap_or_default().fill(true);
}

/// A text and nothing beside it, in a table of several columns.
pub(super) fn is_alone(cells: &[Seen]) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    let text = filled.next().and_then(Seen::as_text).filter(|text| !text.contains('@'));
    text.is_some()
        && filled.next().is_none()
        && cells.len() >= LEAST_COLUMNS
        && !is_whole_row(cells)
}

/// One cell, and in it as many parts as the table has columns, one of them a number, a day or an address: a row that another program wrote with another
/// delimiter, or between quotes.
pub(super) fn is_whole_row(cells: &[Seen]) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    let (Some(text), None) = (filled.next().and_then(Seen::as_text), filled.next()) else {
        return false;
    };
    let tells = |part: &str| match Seen::text(part.trim_matches('"')) {
        Seen::Text(text) => text.contains('@'),
        seen => !seen.is_empty(),
    };
    cells.len() >= LEAST_COLUMNS
        && DELIMITERS.iter().any(|delimiter| {
            text.split(*delimiter).count() >= cells.len() && text.split(*delimiter).any(tells)
        })
}

/// A word that says of which time a total is: `November total`, `Nov/2026 total`, `Monthly total`.
fn is_before_total(word: &str) -> bool {
    PERIODS.contains(&word)
        || BEFORE_TOTAL.contains(&word)
        || PERIODS.iter().any(|month| month.get(..SHORT_MONTH) == Some(word))
}

fn is_number(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit())
}

fn label(text: &str) -> Option<Label> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .map(fold)
        .filter(|word| !word.is_empty())
        .collect();
    let of_time = words.iter().take_while(|word| is_before_total(word) || is_number(word)).count();
    let rest = words.get(of_time..).unwrap_or_default();
    match (words.iter().take(of_time).any(|word| !is_number(word)), label_of(rest)) {
        (true, Some(Label::Total | Label::Sure)) => Some(Label::Sure),
        (true, Some(Label::Named)) => None,
        _ => label_of(&words),
    }
}

fn label_of(words: &[String]) -> Option<Label> {
    let starts = |phrase: &&&[&str]| {
        phrase.len() <= words.len() && phrase.iter().zip(words).all(|(left, right)| left == right)
    };
    if NOTES.iter().any(|phrase| starts(&phrase)) {
        return Some(Label::Note);
    }
    if let Some(phrase) = TOTALS.iter().find(starts) {
        // Nobody is called subtotal.
        let is_sub = words.first().is_some_and(|word| word.starts_with("subtota"));
        let plain = |word: &String| {
            is_sub
                || PERIODS.contains(&word.as_str())
                || AFTER_TOTAL.contains(&word.as_str())
                || is_number(word)
        };
        let mut rest = words.iter().skip(phrase.len());
        let has_word = phrase.len() > 1 || rest.clone().any(|word| !is_number(word));
        return Some(match rest.all(plain) {
            true if has_word => Label::Sure,
            true => Label::Total,
            false => Label::Named,
        });
    }
    (words.len() >= NOTE_WORDS).then_some(Label::Sentence)
}

#[cfg(test)]
mod tests {
    use super::super::strays::from_letter;
    use super::*;

    fn footer(row: &str, near_end: bool) -> bool {
        is_footer(&row.split(';').map(Seen::text).collect::<Vec<_>>(), near_end)
    }

    #[test]
    fn totals_and_footers() {
        assert!(footer("Total;;;;1.234,56", false));
        assert!(footer(";Total geral;10;20;R$ 30", true));
        assert!(footer("Grand Totals (5700 records);;;;", false));
        assert!(footer("Confidential Information - Do Not Distribute;;;", false));
        assert!(footer("Copyright (c) 2000-2026 salesforce.com, inc.;;;", false));
        assert!(footer("Exportado em 23/11/2026;;;", true));
        assert!(footer("Total Marketing;;;;10", true));
        assert!(footer("Informações confidenciais - Não distribuir;;;", false));
        for row in [
            ";13;Total do mês;;;",
            "13;TOTAL GERAL;;;R$ 5.000,00",
            "7;Total;;;;",
            "30/11/2026;Total do mês;44;;R$ 10",
            "Total for November;44;11/2026;12;5",
            "Subtotal Site;44;9;8;7",
            "Soma do mês;;;12;",
            "Sum;;;12;",
            "November total;44;9;8;7",
            "Monthly total;44;;;7",
            "Total novembro;44;9;;7",
            ";13;Nov/2026 total;;;",
            "Total mensal;44;9;8;7",
            "Subtotal Ana;44;9;8;7",
        ] {
            assert!(footer(row, false), "{row}");
        }
        assert!(footer("Estes números ainda podem mudar até sexta;;;", true));
    }

    #[test]
    fn companies_and_people_stay() {
        assert!(!footer("Total Energia;5000", true));
        assert!(!footer("Total Energia;;;;10", false));
        assert!(!footer("Total;10;20;30", false));
        assert!(!footer("Total;joao@x.com;;;", true));
        assert!(!footer("Totalmente Ltda;;;;", true));
        assert!(!footer("Total Energia;2026-01-01 10:00;Novo;;;;", true));
        for row in [
            "7;Total Express;11/11/2026;;",
            "7;Total Express;;;",
            "Total do mês;Ana Lima;;;",
            "7;Total;11/11/2026;Site;Ana",
            "Soma Digital;;;12;",
            "TotalEnergies;;;12;",
            "April Total Express;;;12;",
            "Monthly Totals Ltda;;;12;",
            "November total;Ana Lima;;;",
            "Ana Lima;Total do mês;;;",
        ] {
            assert!(!footer(row, false), "{row}");
        }
        assert!(!footer("5;Total Express;;;10", true));
        assert!(!footer("Maria da Silva Santos;;;;", true));
        assert!(!footer("Total Energia;(11) 98765-4321;;;;", true));
        assert!(!footer("Somar Engenharia;;;1", true));
    }

    #[test]
    fn a_total_ends_the_table() {
        let rows = ["Empresa;;", "Ana;1;2", "Total;3;4", "Acordo;;", "Empresa Exemplo;;"];
        let cells = |at: usize| rows[at].split(';').map(Seen::text).collect::<Vec<_>>();
        let mut footers = [false, false, true, false, false];
        end_table(&mut footers, |at| is_alone(&cells(at)));
        assert_eq!(footers, [false, false, true, true, true]);
        let mut footers = [false, false, true, false, false];
        end_table(&mut footers, |at| at != 4 && is_alone(&cells(at)));
        assert_eq!(
            footers,
            [false, false, true, false, false],
            "a row of the table stands below it"
        );
        assert!(
            !is_alone(&cells(1)) && !is_alone(&[Seen::text("a@x.com"), Seen::Empty, Seen::Empty])
        );
    }

    fn alone(text: &str) -> Vec<Seen<'_>> {
        vec![Seen::text(text), Seen::Empty, Seen::Empty, Seen::Empty]
    }

    #[test]
    fn a_whole_row_in_one_cell_is_no_footer() {
        for text in [
            "N-21\tl21@x.com\tGoogle\t05/11/2026 09:21",
            "N-21;l21@x.com;Site grande de vendas;05/11/2026 09:21;121,50",
            "N-21,Ana Lima da Silva,Google,2026-11-05 09:21",
            "\"N-21\",\"Ana Lima\",\"Site\",\"05/11/2026\"",
            "N-21|Ana|Site|05/11/2026|",
        ] {
            let cells = alone(text);
            assert!(
                is_whole_row(&cells) && !is_footer(&cells, true) && !is_alone(&cells),
                "{text}"
            );
        }
        for text in [
            "Dúvidas, sugestões, elogios ou correções, fale conosco",
            "Fonte: CRM; exportado por Ana; uso interno, não repassar a terceiros",
            "Gerado em 23/11/2026, às 10:00",
        ] {
            let cells = alone(text);
            assert!(!is_whole_row(&cells) && is_footer(&cells, true), "{text}");
        }
    }

    #[test]
    fn the_quick_test_lets_every_label_through() {
        for row in [
            "\"Total\";",
            ";;Subtotal",
            "SOMA;1",
            "Gerado em 1",
            "copyright",
            "Grand Total",
            "May total",
        ] {
            assert!(may_start(from_letter(row.as_bytes())), "{row}");
        }
        assert!(!may_start(from_letter(b"123;456")) && !may_start(b"Ana;Lima"));
    }
}
