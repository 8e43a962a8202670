//! What a text says when the writings in which servers repeat a line are undone: percent-encoding, quoted-printable, escapes, entities.

/// Writings within writings: quoted-printable of a percent-encoding.
const DEPTH: usize = 2;

/// A text as it stands and as it reads when each writing is undone.
pub(super) fn readings(said: &str) -> Vec<String> {
    let soft = said.replace("=\r\n", "").replace("=\n", "").replace("= ", "");
    let mut all = vec![said.to_owned(), soft];
    all.dedup();
    let mut newest = all.clone();
    for _ in 0..DEPTH {
        newest = newest
            .iter()
            .flat_map(|text| [coded(text, '%'), coded(text, '='), escaped(text), named(text)])
            .filter(|text| !all.contains(text))
            .collect();
        newest.dedup();
        all.extend(newest.iter().cloned());
    }
    all
}

/// Signs written as a mark and two hex digits: `%61` in addresses, `=61` in quoted-printable.
fn coded(text: &str, mark: char) -> String {
    replaced(text, |rest| {
        let digits = rest.strip_prefix(mark)?.get(..2)?;
        Some((u32::from_str_radix(digits, 16).ok()?, 3))
    })
}

/// `\x61`, `\u0061`, `\141`, and a sign behind a backslash.
fn escaped(text: &str) -> String {
    replaced(text, |rest| {
        let inner = rest.strip_prefix('\\')?;
        let number = |from: usize, to: usize, base| {
            u32::from_str_radix(inner.get(from..to)?, base).ok().map(|sign| (sign, to + 1))
        };
        match inner.chars().next()? {
            'x' => number(1, 3, 16),
            'u' => number(1, 5, 16),
            '0'..='7' => number(0, 3, 8),
            other => Some((u32::from(other), 1 + other.len_utf8())),
        }
    })
}

/// `&#97;`, `&#x61;`, `&amp;`.
fn named(text: &str) -> String {
    const NAMES: [(&str, char); 5] =
        [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];
    replaced(text, |rest| {
        let (inner, _) =
            rest.strip_prefix('&')?.split_once(';').filter(|(name, _)| name.len() < 9)?;
        let sign = match inner.strip_prefix('#') {
            Some(digits) => match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            },
            None => u32::from(NAMES.iter().find(|(name, _)| *name == inner)?.1),
        };
        Some((sign, inner.len() + 2))
    })
}

/// A text with every place at which something is found (a sign and the bytes it was written in) replaced by it.
fn replaced(text: &str, find: impl Fn(&str) -> Option<(u32, usize)>) -> String {
    let (mut made, mut rest) = (String::new(), text);
    while let Some(sign) = rest.chars().next() {
        let found = find(rest)
            .and_then(|(code, length)| Some((char::from_u32(code)?, rest.get(length..)?)));
        let (sign, after) =
            found.unwrap_or_else(|| (sign, rest.get(sign.len_utf8()..).unwrap_or_default()));
        made.push(sign);
        rest = after;
    }
    made
}
