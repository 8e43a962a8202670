//! Which currency an amount is in: what its cell says, its row's currency column, its header, or the agreement.

use crate::model::fold::fold;
use crate::model::table::{Cell, RawColumn, RawTable};

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

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '-' | ',' | ':'))
        .filter(|part| !part.is_empty())
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
}

impl<'a> Purse<'a> {
    /// What a column of amounts is in: `said` is the source's setting.
    pub fn of(own: &'a str, said: Option<&'a str>, header: &str, table: &'a RawTable) -> Self {
        let usual = said.or_else(|| of_header(header)).unwrap_or(own);
        Self { own, usual, column: currency_column(table) }
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
    }

    #[test]
    fn the_cell_then_its_row_then_the_file() {
        let purse = Purse { own: "BRL", usual: "BRL", column: None };
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
