//! A text with one sign for all that look alike: dashes, blanks, full-width signs, an address's sign in other writings. Signs without a width go.

use unicode_normalization::UnicodeNormalization;

use crate::model::fold::is_hidden;

/// Other writings of an address's sign, as they stand in documents and where somebody hides from collectors.
const SIGNS: [&str; 9] =
    ["(at)", "[at]", "{at}", "(arroba)", "[arroba]", "&#64;", "&#x40;", "&commat;", "\\u0040"];

/// What stands for an address's sign only where a name stands before it and a host behind it, blanks around it or not.
const AT: [&str; 14] = [
    "[arroba]", "(arroba)", "{arroba}", "<arroba>", "[at]", "(at)", "{at}", "<at>", "arroba",
    "=40", "@", "(a)", "[a]", "at",
];
/// What stands for a host's dot.
const DOT: [&str; 10] =
    ["[ponto]", "(ponto)", "{ponto}", "[dot]", "(dot)", "{dot}", "[.]", "(.)", "ponto", "dot"];
/// Blanks before and behind such a word at most.
const BLANKS: usize = 2;

/// A text in plain signs, and where each of them stands in the text as it was written.
pub struct Plain {
    pub text: String,
    /// Of each sign: its byte in the plain text, and its first and last byte in the written one.
    places: Vec<(usize, usize, usize)>,
}

impl Plain {
    pub fn of(written: &str) -> Self {
        let mut plain = Self {
            text: String::with_capacity(written.len()),
            places: Vec::with_capacity(written.len()),
        };
        let mut at = 0;
        while let Some((sign, length)) = written.get(at..).and_then(|rest| first(rest, &plain.text))
        {
            if let Some(sign) = sign {
                plain.places.push((plain.text.len(), at, at + length));
                plain.text.push(sign);
            }
            at += length;
        }
        plain
    }

    /// Where a stretch of the plain text stands in the written one.
    pub fn written(&self, from: usize, to: usize) -> (usize, usize) {
        let place = |at: usize| self.places.partition_point(|(own, _, _)| *own < at);
        let start = self.places.get(place(from)).map_or(0, |(_, start, _)| *start);
        let last = place(to).checked_sub(1).and_then(|last| self.places.get(last));
        (start, last.map_or(start, |(_, _, end)| *end))
    }
}

/// The first sign of a text, if it has a width, and the bytes it is written in; `before` is what stands before it, in plain signs.
fn first(rest: &str, before: &str) -> Option<(Option<char>, usize)> {
    let sign = rest.chars().next()?;
    if matches!(sign, ' ' | '[' | '(' | '{' | '<' | '=' | '%' | '&' | '\\' | '\u{a0}') {
        if let Some(length) = at_before_host(rest, before) {
            return Some((Some('@'), length));
        }
        if let Some(length) = dot(rest).filter(|_| is_in_host(before)) {
            return Some((Some('.'), length));
        }
        if let Some(form) = SIGNS.iter().find(|form| begins(rest, form)) {
            return Some((Some('@'), form.len()));
        }
        if let Some((sign, length)) = percent(rest) {
            return Some((Some(sign), length));
        }
    }
    Some((plain_sign(sign), sign.len_utf8()))
}

fn begins(text: &str, form: &str) -> bool {
    text.get(..form.len()).is_some_and(|start| start.eq_ignore_ascii_case(form))
}

/// A word for a sign, and how long it is with the blanks around it. A bare word needs blanks on both sides, a bare sign on one.
fn spelled(rest: &str, forms: &[&str]) -> Option<usize> {
    let own = rest.trim_start_matches([' ', '\u{a0}']);
    let form = forms.iter().find(|form| begins(own, form))?;
    let after = own.get(form.len()..)?;
    let end = after.trim_start_matches([' ', '\u{a0}']);
    let (left, right) = (rest.len() - own.len(), after.len() - end.len());
    let is_word = form.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_near = left <= BLANKS && right <= BLANKS;
    let is_apart = match *form {
        _ if is_word => left > 0 && right > 0,
        "@" => left + right > 0,
        "=40" | "(a)" | "[a]" => left + right == 0,
        _ => true,
    };
    (is_near && is_apart).then_some(left + form.len() + right)
}

fn at_before_host(rest: &str, before: &str) -> Option<usize> {
    let length = spelled(rest, &AT).filter(|_| before.ends_with(char::is_alphanumeric))?;
    let host = rest.get(length..)?;
    let label = host.find(|c: char| !(c.is_alphanumeric() || c == '-'))?;
    let behind = host.get(label..)?;
    let is_dotted =
        behind.strip_prefix('.').is_some_and(|end| end.starts_with(char::is_alphanumeric));
    // The English word stands in any sentence: its host's dot is a word too.
    let is_word = begins(rest.trim_start_matches([' ', '\u{a0}']), "at ");
    let is_host = is_dotted && !is_word || dot(behind).is_some();
    (label > 0 && is_host).then_some(length)
}

fn dot(rest: &str) -> Option<usize> {
    let length = spelled(rest, &DOT)?;
    rest.get(length..)?.starts_with(char::is_alphanumeric).then_some(length)
}

/// True within the host of an address.
fn is_in_host(before: &str) -> bool {
    let host = before.rsplit_once('@').map_or("", |(_, host)| host);
    !host.is_empty() && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
}

/// A sign as links have it, `%40`, also where the link itself was written into another one, `%2540`; and the bytes it takes.
fn percent(rest: &str) -> Option<(char, usize)> {
    let inner = rest.strip_prefix('%')?;
    let own = inner.trim_start_matches("25");
    let own = if own.len() < 2 { inner } else { own };
    let code = own.get(..2).filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let sign = char::from(u8::from_str_radix(code, 16).ok()?);
    (' '..='~').contains(&sign).then_some((sign, rest.len() - own.len() + 2))
}

fn plain_sign(sign: char) -> Option<char> {
    match sign {
        '\n' | '\r' => Some('\n'),
        ' '..='~' | 'º' | 'ª' => Some(sign),
        _ if is_hidden(sign) => None,
        '\u{2010}'..='\u{2015}'
        | '\u{2043}'
        | '\u{2212}'
        | '\u{fe58}'
        | '\u{fe63}'
        | '\u{ff0d}' => Some('-'),
        '\u{2044}' | '\u{2215}' => Some('/'),
        '\u{b7}' | '\u{2024}' | '\u{2219}' => Some('.'),
        _ if sign.is_whitespace() => Some(' '),
        _ => {
            let mut plain = std::iter::once(sign).nfkc();
            match (plain.next(), plain.next()) {
                (Some(one), None) => Some(one),
                _ => Some(sign),
            }
        }
    }
}
