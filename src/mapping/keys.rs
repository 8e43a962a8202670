//! Keys that make two rows one person: e-mail addresses and phone numbers, normalised (`DEFINITIONS.md` §2).

use std::borrow::Cow;

use crate::model::fold::fold;

/// What parts several keys in one cell.
const LIST_MARKS: [char; 3] = [';', ',', '|'];

/// The keys of a cell that may hold a list.
pub fn listed(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(LIST_MARKS).map(str::trim).filter(|part| !part.is_empty())
}

/// An address trimmed and lower-cased; nothing when it holds no `@` between two other signs.
pub fn email(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim();
    let (name, host) = text.split_once('@')?;
    if name.is_empty() || host.is_empty() {
        return None;
    }
    let is_lower = text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    Some(if is_lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) })
}

/// A phone number's digits in one form: national digits of a Brazilian number, all digits of a foreign one.
///
/// `+` and not 55 → digits as they are; else 00 or 0 + carrier and 55 are dropped, and a mobile number of ten digits gets its 9. Fewer than ten digits are no key.
pub fn phone(text: &str) -> Option<String> {
    let text = text.trim();
    let all: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.starts_with('+') && !all.starts_with("55") {
        return (all.len() >= 10).then_some(all);
    }
    let mut digits = without_trunk(&all);
    if (12..=13).contains(&digits.len()) {
        digits = digits.strip_prefix("55").unwrap_or(digits);
    }
    let is_old_mobile = digits.len() == 10
        && digits.as_bytes().get(2).is_some_and(|third| (b'6'..=b'9').contains(third));
    match digits.split_at_checked(2) {
        Some((area, number)) if is_old_mobile => Some(format!("{area}9{number}")),
        _ => (digits.len() >= 10).then(|| digits.to_owned()),
    }
}

/// Drops `00`, or `0` and the carrier's two digits where what remains is longer than a national number.
fn without_trunk(all: &str) -> &str {
    if let Some(rest) = all.strip_prefix("00") {
        return rest;
    }
    let Some(rest) = all.strip_prefix('0') else { return all };
    let has_carrier = (12..=13).contains(&rest.len()) && !rest.starts_with("55");
    if has_carrier { rest.get(2..).unwrap_or(rest) } else { rest }
}

/// A glob of the agreement (`*@empresa.com.br`, `teste *`), compared folded but for `*`, `@`, blanks and points.
#[derive(Clone, Debug)]
pub struct Glob {
    parts: Vec<String>,
}

impl Glob {
    /// Compiles a pattern in which `*` stands for any text and `?` for one sign.
    pub fn new(pattern: &str) -> Self {
        Self { parts: pattern.split('*').map(|part| soft_fold(part).into_owned()).collect() }
    }

    /// True when the whole of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        let text = soft_fold(text.trim());
        let Some((first, rest)) = self.parts.split_first() else { return false };
        let Some((last, middle)) = rest.split_last() else {
            return begins(&text, first) == Some(text.len());
        };
        let Some(inner) = begins(&text, first).and_then(|end| text.get(end..)) else {
            return false;
        };
        let mut left = inner;
        let has_middle = middle.iter().all(|part| {
            let mut places = left.char_indices().map(|(at, _)| at).chain([left.len()]);
            let found = places.find_map(|at| Some(at + begins(left.get(at..)?, part)?));
            left = found.and_then(|end| left.get(end..)).unwrap_or_default();
            found.is_some()
        });
        has_middle && ends(left, last)
    }
}

/// How far into a text a part of a pattern reaches that begins with it; `?` is any sign.
fn begins(text: &str, part: &str) -> Option<usize> {
    let mut signs = text.chars();
    let fits =
        part.chars().all(|wanted| signs.next().is_some_and(|sign| wanted == '?' || wanted == sign));
    fits.then(|| text.len() - signs.as_str().len())
}

/// True when a text ends with a part of a pattern.
fn ends(text: &str, part: &str) -> bool {
    let mut signs = text.chars().rev();
    part.chars()
        .rev()
        .all(|wanted| signs.next().is_some_and(|sign| wanted == '?' || wanted == sign))
}

/// Case and accents folded, every other sign kept: in a glob the point and the blank mean something.
fn soft_fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            out.push_str(&fold(c.encode_utf8(&mut [0; 4])));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_of_one_line_are_one_key() {
        for text in [
            "(11) 98765-4321",
            "+55 11 98765-4321",
            "5511987654321",
            "011987654321",
            "0 15 11 98765-4321",
            "0055 11 98765 4321",
            "11 8765-4321",
        ] {
            assert_eq!(phone(text).as_deref(), Some("11987654321"), "{text}");
        }
        assert_eq!(phone("11 3765-4321").as_deref(), Some("1137654321"));
        assert_eq!(phone("+1 (212) 555-0100").as_deref(), Some("12125550100"));
        assert_eq!(phone("8765-4321"), None);
    }

    #[test]
    fn emails_are_trimmed_and_lower_cased() {
        assert_eq!(email(" Ana@X.com ").as_deref(), Some("ana@x.com"));
        assert_eq!(email("ana"), None);
        assert_eq!(email("@x.com"), None);
    }

    #[test]
    fn globs_speak_of_the_whole_text() {
        assert!(Glob::new("*@empresa.com.br").matches("Ana@Empresa.com.br"));
        assert!(Glob::new("teste *").matches("Teste João"));
        assert!(!Glob::new("teste *").matches("Testemunha"));
        assert!(Glob::new("contato@*").matches("contato@x.com"));
        assert!(!Glob::new("contato").matches("contato2"));
        for (pattern, fits, other) in [
            ("teste?@x.com", "teste1@x.com", "teste@x.com"),
            ("*a?a*", "banana", "baab"),
            ("??", "çã", "a"),
            ("a*b*b", "abb", "ab"),
            ("*.br", "x.br.br", "x.br."),
        ] {
            assert!(
                Glob::new(pattern).matches(fits) && !Glob::new(pattern).matches(other),
                "{pattern}"
            );
        }
    }
}
