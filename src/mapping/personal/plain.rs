//! A text with one sign for all that look alike: dashes, blanks, full-width signs, an address's sign in other writings. Signs without a width go.

use unicode_normalization::UnicodeNormalization;

/// Other writings of an address's sign, as they stand in links and where somebody hides from collectors.
const AT: [&str; 4] = ["%40", "(at)", "[at]", "&#64;"];

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
        while let Some((sign, length)) = written.get(at..).and_then(first) {
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

/// The first sign of a text, if it has a width, and the bytes it is written in.
fn first(rest: &str) -> Option<(Option<char>, usize)> {
    let is_at =
        |form: &&&str| rest.get(..form.len()).is_some_and(|start| start.eq_ignore_ascii_case(form));
    if let Some(form) = AT.iter().find(is_at) {
        return Some((Some('@'), form.len()));
    }
    rest.chars().next().map(|sign| (plain_sign(sign), sign.len_utf8()))
}

fn plain_sign(sign: char) -> Option<char> {
    match sign {
        '\n' | '\r' => Some('\n'),
        ' '..='~' | 'º' | 'ª' => Some(sign),
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' => None,
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
