//! Addresses and numbers written as most are: known at first sight, as [`super::keys`] would know them by a closer look.
//!
//! A million cells are told without a list or a text made for each; whatever has another sign in it is left to the closer look.

use std::borrow::Cow;

use super::keys::{Found, LONGEST_PHONE, emails, is_no_number, is_nobody, national, phones};

/// How the keys of one kind are found in a cell.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Everything that a cell gives.
    pub find: fn(&str) -> Found,
    /// The only key of a cell written as most are, put in the place of what stood there; false where the cell wants a closer look. It
    /// is there for speed alone: what it gives is what `find` gives.
    pub plain: fn(&str, &mut String) -> bool,
}

/// E-mail addresses.
pub const EMAILS: Kind = Kind { find: emails, plain: plain_email };
/// Phone numbers.
pub const PHONES: Kind = Kind { find: phones, plain: plain_phone };

/// An address of Latin letters, digits, dots and dashes, and nothing beside it.
fn plain_email(text: &str, out: &mut String) -> bool {
    let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'.' | b'_' | b'-');
    let Some((name, host)) = text.split_once('@') else { return false };
    let Some((_, last)) = host.rsplit_once('.') else { return false };
    let is_plain = name.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
        && name.bytes().all(is_sign)
        && host.bytes().all(|sign| is_sign(sign) && sign != b'_')
        && host.split('.').all(|label| !label.is_empty())
        && !host.ends_with('-')
        && last.len() > 1
        && !last.bytes().all(|sign| sign.is_ascii_digit());
    if !is_plain || is_nobody(text) {
        return false;
    }
    out.clear();
    out.push_str(text);
    out.make_ascii_lowercase();
    true
}

/// Digits with a `+` before them and blanks, dashes and brackets between them, as many as one number has.
fn plain_phone(text: &str, out: &mut String) -> bool {
    out.clear();
    let rest = text.strip_prefix('+').unwrap_or(text);
    for sign in rest.bytes() {
        match sign {
            b'0'..=b'9' => out.push(char::from(sign)),
            b'(' if out.len() >= 8 => return false,
            b' ' | b'-' | b'(' | b')' => {}
            _ => return false,
        }
    }
    if out.len() > LONGEST_PHONE {
        return false;
    }
    let is_one_digit = || out.bytes().all(|digit| Some(digit) == out.bytes().next());
    let Some(number) = national(out, rest.len() < text.len()) else { return false };
    // Fillers and numbers that a spreadsheet has rounded.
    if is_one_digit() || is_no_number(&number) || number.ends_with("00000") {
        return false;
    }
    let end = number.len();
    match number {
        Cow::Owned(number) => *out = number,
        Cow::Borrowed(_) => drop(out.drain(..out.len() - end)),
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_is_read_as_by_a_closer_look() {
        let phones = [
            "(11) 98765-4321",
            "+55 11 98765-4321",
            "5511987654321",
            "011987654321",
            "0 15 11 98765-4321",
            "0055 11 98765 4321",
            "11 8765-4321",
            "11 3765-4321",
            "+1 (212) 555-0100",
            "+551133334444",
            "+5511",
            "98765-4321",
            "(11) 99999-9999",
            "1112345678",
            "5511987600000",
            "+5511987600000",
            "11987650001 1133334444",
            "(11) 98765-0001 (11) 3333-4444",
            "11 98765-4321 ramal 22",
            "+55 (11) 98765 - 4321",
            "+",
            "",
        ];
        let emails = [
            "ana@x.com",
            "Ana.Lima@X.com.br",
            "ana_l-1@x-y.io",
            "ana@x",
            "ana@x.c",
            "ana@x..com",
            "ana@x.com.",
            "ana@x.com-",
            ".ana@x.com",
            "-ana@x.com",
            "ana@x_y.com",
            "ana@x.12",
            "ana@x@y.com",
            "a@a.com",
            "teste@x.com",
            "naotem@gmail.com",
            "ana+b@x.com",
            "aná@x.com",
            "@x.com",
            "ana",
        ];
        let mut plain = [0; 2];
        let all = [(PHONES, &phones[..]), (EMAILS, &emails[..])];
        for ((kind, texts), plain) in all.into_iter().zip(&mut plain) {
            for text in texts {
                let mut own = "what stood there".to_owned();
                if (kind.plain)(text, &mut own) {
                    let whole = Found { keys: vec![own], ..Found::default() };
                    assert_eq!((kind.find)(text), whole, "{text}");
                    *plain += 1;
                }
            }
        }
        assert_eq!(plain, [11, 3], "the others are looked at closely");
    }
}
