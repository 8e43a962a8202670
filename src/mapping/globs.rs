//! Patterns of the agreement that speak of addresses, names and companies.

use std::borrow::Cow;

use crate::model::fold::fold;

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
