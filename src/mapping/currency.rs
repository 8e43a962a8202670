//! Which currency an amount is in: what its cell says or is shown with, its row's currency column, its header, or the agreement.

use std::borrow::Cow;

use crate::model::fold::fold;
use crate::model::table::{Cell, Cells, Dressed, RawColumn, RawTable};

/// The sign that many currencies share.
pub const DOLLAR: &str = "$";

/// Codes whose own sign is the bare dollar.
const OF_DOLLAR: [&str; 13] =
    ["USD", "CAD", "AUD", "NZD", "MXN", "ARS", "CLP", "COP", "UYU", "HKD", "SGD", "TWD", "CVE"];

/// Codes as they are written, in capitals.
const CODES: [&str; 36] = [
    "BRL", "USD", "EUR", "GBP", "ARS", "CLP", "COP", "MXN", "PEN", "UYU", "PYG", "BOB", "VES",
    "CRC", "DOP", "CAD", "AUD", "NZD", "CHF", "JPY", "CNY", "INR", "AOA", "MZN", "CVE", "SEK",
    "NOK", "DKK", "PLN", "ZAR", "TRY", "ILS", "AED", "HKD", "SGD", "TWD",
];

/// Signs and words beside the codes; words in lower case.
const SPELT: [(&str, &str); 37] = [
    ("r$", "BRL"),
    ("real", "BRL"),
    ("reais", "BRL"),
    ("us$", "USD"),
    ("u$", "USD"),
    ("u$s", "USD"),
    ("usd$", "USD"),
    ("dólar", "USD"),
    ("dólares", "USD"),
    ("dolar", "USD"),
    ("dolares", "USD"),
    ("dollar", "USD"),
    ("dollars", "USD"),
    ("€", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("£", "GBP"),
    ("libra", "GBP"),
    ("libras", "GBP"),
    ("pound", "GBP"),
    ("pounds", "GBP"),
    ("¥", "JPY"),
    ("c$", "CAD"),
    ("ca$", "CAD"),
    ("a$", "AUD"),
    ("au$", "AUD"),
    ("ar$", "ARS"),
    ("mx$", "MXN"),
    ("mex$", "MXN"),
    ("cl$", "CLP"),
    ("clp$", "CLP"),
    ("col$", "COP"),
    ("cop$", "COP"),
    ("$u", "UYU"),
    ("s/", "PEN"),
    ("s/.", "PEN"),
    ("$", DOLLAR),
];

/// The currency that one word or sign names.
pub fn of_word(word: &str) -> Option<&'static str> {
    // What nearly every amount with a sign has.
    match word {
        "R$" => return Some("BRL"),
        "$" => return Some(DOLLAR),
        _ => {}
    }
    let code = CODES.into_iter().find(|code| word.eq_ignore_ascii_case(code));
    code.or_else(|| {
        let word = word.to_lowercase();
        SPELT.iter().find(|(spelt, _)| *spelt == word).map(|(_, code)| *code)
    })
}

/// The currency of a text such as `BRL`, `Real (R$)` or `USD - US Dollar`.
pub fn of_text(text: &str) -> Option<&'static str> {
    parts(text).find_map(of_word)
}

/// The currency a header names: `Valor (US$)`, `Amount EUR`. A code in small letters may be a word, and `real` often is one.
fn of_header(header: &str) -> Option<&'static str> {
    let is_sign = |part: &&str| {
        CODES.contains(part) || part.contains(['$', '€', '£', '¥']) && *part != DOLLAR
    };
    parts(header).filter(is_sign).find_map(of_word)
}

/// Units that a header of amounts names: `Valor (R$ mil)`, `Amount in thousands`, `amount_cents`.
const UNITS: [(f64, &[&str]); 3] = [
    (1_000.0, &["mil", "milhares", "k", "thousand", "thousands"]),
    (1_000_000.0, &["mm", "milhoes", "million", "millions"]),
    (0.01, &["centavos", "cents", "centimos"]),
];

fn unit(header: &str) -> f64 {
    let named = |part: &str| UNITS.iter().find(|(_, words)| words.contains(&fold(part).as_str()));
    parts(header).flat_map(|part| part.split(['_', '.'])).find_map(named).map_or(1.0, |it| it.0)
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '-' | ',' | ':'))
        .filter(|part| !part.is_empty())
}

/// Whose dollar, yen or crown a number format shows, by the place that it names beside the sign.
const OF_PLACE: [(&str, &[&str], &str); 17] = [
    ("$", &["409", "en-US"], "USD"),
    ("$", &["1009", "C0C", "en-CA", "fr-CA"], "CAD"),
    ("$", &["C09", "en-AU"], "AUD"),
    ("$", &["1409", "en-NZ"], "NZD"),
    ("$", &["80A", "es-MX"], "MXN"),
    ("$", &["2C0A", "es-AR"], "ARS"),
    ("$", &["340A", "es-CL"], "CLP"),
    ("$", &["240A", "es-CO"], "COP"),
    ("$", &["380A", "es-UY"], "UYU"),
    ("$", &["C04", "zh-HK"], "HKD"),
    ("$", &["1004", "4809", "en-SG", "zh-SG"], "SGD"),
    ("$", &["416", "pt-BR"], "BRL"),
    ("¥", &["804", "zh-CN"], "CNY"),
    ("kr", &["41D", "sv-SE"], "SEK"),
    ("kr", &["414", "814", "nb-NO", "nn-NO"], "NOK"),
    ("kr.", &["406", "da-DK"], "DKK"),
    ("zł", &["415", "pl-PL"], "PLN"),
];

/// The currency that a number format shows: `[$€-407] #,##0.00`, `"US$" 0`, `R$ #,##0`. A sign in brackets is one of money whatever
/// it is; other words of a format are looked up, for `0" un"` shows no money.
fn of_format(format: &str) -> Option<Cow<'_, str>> {
    let mut words = String::new();
    let mut rest = format.chars();
    while let Some(sign) = rest.next() {
        match sign {
            '[' => {
                let (inner, after) = rest.as_str().split_once(']')?;
                rest = after.chars();
                if let Some(own) = inner.strip_prefix('$').and_then(of_brackets) {
                    return Some(own);
                }
            }
            '"' => {
                let (quoted, after) = rest.as_str().split_once('"')?;
                words.push_str(quoted);
                rest = after.chars();
            }
            '\\' => words.extend(rest.next()),
            // Room as wide as a sign, or filled with it.
            '_' | '*' => words.extend(rest.next().map(|_| ' ')),
            '0' | '#' | '?' | '.' | ',' | ';' | '@' | '%' => words.push(' '),
            other => words.push(other),
        }
    }
    of_text(&words).map(Cow::Borrowed)
}

/// The currency of `€-407`, `USD` or `-416`, which names a place only.
fn of_brackets(inner: &str) -> Option<Cow<'_, str>> {
    let (sign, place) = inner.split_once('-').unwrap_or((inner, ""));
    let sign = Some(sign.trim()).filter(|sign| !sign.is_empty())?;
    let is_there = |places: &[&str]| places.iter().any(|own| own.eq_ignore_ascii_case(place));
    let by_place = OF_PLACE.iter().find(|(own, places, _)| *own == sign && is_there(places));
    let code = by_place.map(|(_, _, code)| *code).or_else(|| of_word(sign));
    Some(code.map_or(Cow::Borrowed(sign), Cow::Borrowed))
}

/// First and last row, and the currency that their cells are shown with.
type Run<'a> = ((u32, u32), Option<Cow<'a, str>>);

/// The currencies that the number formats of some columns show, row by row.
pub struct Worn<'a> {
    rows: &'a [u32],
    /// For each column, where there are several the cells that tell which one counts, and its formats with what they show.
    columns: Vec<(Option<&'a Cells>, Vec<Run<'a>>)>,
}

impl<'a> Worn<'a> {
    /// Of a field's columns; nothing where no format of theirs shows any.
    pub fn of(table: &'a RawTable, positions: &[usize]) -> Option<Self> {
        let runs = |at: &usize| table.look.formats.get(at).map(Vec::as_slice).unwrap_or_default();
        let shown = |run: &'a Dressed| (run.rows, of_format(&run.format));
        let column = |at: &usize| {
            let cells = match table.columns.get(*at) {
                Some(RawColumn::Cells(cells)) if positions.len() > 1 => Some(cells),
                _ => None,
            };
            (cells, runs(at).iter().map(shown).collect::<Vec<Run>>())
        };
        let columns: Vec<_> = positions.iter().map(column).collect();
        let is_shown = columns.iter().any(|(_, runs)| runs.iter().any(|(_, code)| code.is_some()));
        is_shown.then_some(Self { rows: &table.rows, columns })
    }

    /// The currency that the number of a row is shown with.
    pub fn at(&self, row: usize) -> Option<&str> {
        let number = *self.rows.get(row)?;
        let is_own =
            |cells: Option<&Cells>| cells.is_none_or(|cells| cells.get(row) != Cell::Empty);
        let (_, runs) = self.columns.iter().find(|(cells, _)| is_own(*cells))?;
        let at = runs.partition_point(|((_, last), _)| *last < number);
        runs.get(at).filter(|((first, _), _)| *first <= number)?.1.as_deref()
    }
}

/// How the amounts of a column are told apart.
#[derive(Clone, Copy)]
pub struct Purse<'a> {
    /// The agreement's currency: only this is added.
    pub own: &'a str,
    /// What an amount that names none is in.
    pub usual: &'a str,
    /// The column that names each row's.
    pub column: Option<&'a RawColumn>,
    /// What the number formats of its cells show.
    pub worn: Option<&'a Worn<'a>>,
    /// What one is worth where the header says a unit: a thousand, a hundredth.
    pub unit: f64,
}

impl<'a> Purse<'a> {
    /// What a column of amounts is in: `said` is the source's setting.
    pub fn of(own: &'a str, said: Option<&'a str>, header: &str, table: &'a RawTable) -> Self {
        let usual = said.or_else(|| of_header(header)).unwrap_or(own);
        Self { own, usual, column: currency_column(table), worn: None, unit: unit(header) }
    }

    /// An amount in the currency's own unit; nothing where it has a fraction of what is the smallest coin by its header.
    pub fn worth(&self, number: f64) -> Option<f64> {
        (self.unit >= 1.0 || number.fract() == 0.0).then_some(number * self.unit)
    }

    /// The currency of an amount, from the sign in its cell and its row's word.
    pub fn name(&self, sign: Option<&str>, row: Option<&str>) -> String {
        let known = row.map(|word| of_text(word).unwrap_or(word));
        match (sign, known) {
            (Some(DOLLAR) | None, Some(known)) => known.to_owned(),
            (Some(sign), Some(known)) if sign != known => format!("{sign}/{known}"),
            (Some(DOLLAR), None) if OF_DOLLAR.contains(&self.usual) => self.usual.to_owned(),
            (Some(sign), _) => sign.to_owned(),
            (None, None) => self.usual.to_owned(),
        }
    }
}

/// The column whose header says currency and whose cells name some.
fn currency_column(table: &RawTable) -> Option<&RawColumn> {
    let says = |header: &String| {
        let header = fold(header);
        header.contains("moeda") || header.contains("currency")
    };
    let names = |column: &&RawColumn| {
        let texts = column.iter().filter(|cell| *cell != Cell::Empty).take(100);
        let known = |cell: Cell| matches!(cell, Cell::Text(text) if of_text(text).is_some());
        let found: Vec<bool> = texts.map(known).collect();
        found.iter().filter(|known| **known).count() * 2 > found.len()
    };
    table
        .headers
        .iter()
        .zip(&table.columns)
        .filter(|(header, _)| says(header))
        .map(|(_, column)| column)
        .find(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_signs_and_headers() {
        let texts = [
            ("BRL", Some("BRL")),
            ("Real brasileiro", Some("BRL")),
            ("USD - US Dollar", Some("USD")),
            ("R$ (BRL)", Some("BRL")),
            ("euro", Some("EUR")),
            ("pontos", None),
        ];
        for (text, code) in texts {
            assert_eq!(of_text(text), code, "{text}");
        }
        let headers = [
            ("Valor (US$)", Some("USD")),
            ("Amount EUR", Some("EUR")),
            ("Valor [R$]", Some("BRL")),
            ("Valor real", None),
            ("Valor ($)", None),
            ("Try again", None),
        ];
        for (header, code) in headers {
            assert_eq!(of_header(header), code, "{header}");
        }
        let units = [
            ("Valor (R$ mil)", 1_000.0),
            ("VALOR EM MILHARES", 1_000.0),
            ("Amount ($ k)", 1_000.0),
            ("Receita, R$ MM", 1_000_000.0),
            ("Valor (milhões)", 1_000_000.0),
            ("amount_cents", 0.01),
            ("Valor (centavos)", 0.01),
            ("Valor mensal", 1.0),
            ("Valor (MM/AAAA)", 1.0),
            ("Kit (R$)", 1.0),
            ("Family plan value", 1.0),
        ];
        for (header, worth) in units {
            assert!((unit(header) - worth).abs() < 1e-9, "{header}");
        }
    }

    #[test]
    fn number_formats() {
        let formats = [
            ("[$USD] #,##0.00", Some("USD")),
            ("\"US$\" #,##0.00", Some("USD")),
            ("US$ #,##0.00;-US$ #,##0.00", Some("USD")),
            ("\\U\\S\\$\\ #,##0", Some("USD")),
            ("[$$-409]#,##0.00_);[Red]([$$-409]#,##0.00)", Some("USD")),
            ("[$$-en-US]#,##0.00", Some("USD")),
            ("[$€-407] #,##0.00", Some("EUR")),
            ("#,##0.00\\ [$€-1]", Some("EUR")),
            ("#,##0.00\" €\"", Some("EUR")),
            ("[$EUR ]#,##0.00_-", Some("EUR")),
            ("[$R$-416] #,##0.00", Some("BRL")),
            ("_-\"R$\"\\ * #,##0.00_-;\\-\"R$\"\\ * #,##0.00_-", Some("BRL")),
            ("[$¥-411]#,##0", Some("JPY")),
            ("[$¥-804]#,##0", Some("CNY")),
            ("[$kr-41D] 0", Some("SEK")),
            ("[$₿] 0.0000", Some("₿")),
            ("\"$\"#,##0.00", Some(DOLLAR)),
            ("$#,##0.00", Some(DOLLAR)),
            ("[$$] 0", Some(DOLLAR)),
            ("[$-416]#,##0.00", None),
            ("[Red]0", None),
            ("[>=1000]#,##0,\"K\";0", None),
            ("0\" un\"", None),
            ("0.00%", None),
            ("#,##0.00E+00", None),
            ("\"", None),
            ("[$", None),
        ];
        for (format, code) in formats {
            assert_eq!(of_format(format).as_deref(), code, "{format}");
        }
    }

    #[test]
    fn the_cell_then_its_row_then_the_file() {
        let purse = Purse { own: "BRL", usual: "BRL", column: None, worn: None, unit: 1.0 };
        assert_eq!(purse.name(None, None), "BRL");
        assert_eq!(purse.name(Some("USD"), None), "USD");
        assert_eq!(purse.name(None, Some("Dólar")), "USD");
        assert_eq!(purse.name(Some(DOLLAR), Some("USD")), "USD");
        assert_eq!(purse.name(Some("BRL"), Some("USD")), "BRL/USD");
        assert_eq!(purse.name(None, Some("Bitcoin")), "Bitcoin");
        // Whose dollar it is nobody says.
        assert_eq!(purse.name(Some(DOLLAR), None), "$");
        assert_eq!(Purse { usual: "USD", ..purse }.name(Some(DOLLAR), None), "USD");
    }
}
