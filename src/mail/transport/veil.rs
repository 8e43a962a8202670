//! What a server says without the secret it was told, at whatever step and in whatever writing: some repeat the line they did not expect.
//!
//! A reply that holds it, or a large part of it, is withheld but for its codes: what is left around it would help to guess the rest.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use secrecy::ExposeSecret;

use super::{Line, Refusal};

/// Signs of a reply that are shown.
const SHOWN: usize = 300;
/// A piece of a secret as long as this, or the whole when it is shorter, gives it away.
const SHORT: usize = 8;
/// Secrets longer than this are tokens: pieces of this many signs give them away.
const LONG: usize = 40;
const PIECE: usize = 20;
/// Writings within writings: quoted-printable of a percent-encoding.
const DEPTH: usize = 2;

/// What gives a secret away, folded.
#[derive(Clone, Debug, Default)]
pub struct Veil {
    /// In a text without blanks, small letters.
    marks: Vec<String>,
    /// In its letters and digits alone.
    bare: Vec<String>,
}

impl Veil {
    /// The veil over what is said on a line.
    pub fn over(line: &Line) -> Self {
        line.secret.as_ref().map_or_else(Self::default, |secret| Self::of(secret.expose_secret()))
    }

    /// The veil over a secret.
    pub fn of(secret: &str) -> Self {
        let clear = without_blanks(secret);
        let halves = secret.bytes().flat_map(|byte| [byte >> 4, byte & 15]);
        let hex: String = halves.filter_map(|half| char::from_digit(half.into(), 16)).collect();
        let coded = [0, 1, 2].map(|before| base64_core(secret.as_bytes(), before));
        let long_enough = |form: &String| form.len() >= 4 || *form == clear;
        let forms = [clear.clone(), hex.clone()].into_iter().chain(coded).filter(long_enough);
        let bare = [alphanumeric(&clear), hex].into_iter().filter(|form| form.len() >= 6);
        Self {
            marks: forms.flat_map(|form| pieces(&form)).collect(),
            bare: bare.flat_map(|form| pieces(&form)).collect(),
        }
    }

    /// A refusal whose words hold nothing of the secret.
    pub fn cover(&self, mut refusal: Refusal) -> Refusal {
        refusal.said = self.hidden(&refusal.said);
        refusal
    }

    fn hidden(&self, said: &str) -> String {
        if self.shows_through(said) { codes(said) } else { said.chars().take(SHOWN).collect() }
    }

    /// True of words that hold the secret or a large part of it, in whatever writing.
    pub fn shows_through(&self, said: &str) -> bool {
        readings(said).iter().any(|reading| self.is_given_away(reading))
    }

    fn is_given_away(&self, reading: &str) -> bool {
        let flat = url_safe(&without_blanks(&without_codes(reading)));
        let bare = alphanumeric(&flat);
        self.marks.iter().any(|mark| flat.contains(&url_safe(mark)))
            || self.bare.iter().any(|mark| bare.contains(mark.as_str()))
    }
}

/// A text as it stands and as it reads when each writing is undone.
fn readings(said: &str) -> Vec<String> {
    let soft = said.replace("=\r\n", "").replace("=\n", "").replace("= ", "");
    let mut all = vec![said.to_owned(), soft];
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

/// The part of a base64 text that bytes of it give, whatever stands around them, when so many bytes modulo three stand before.
fn base64_core(bytes: &[u8], before: usize) -> String {
    let padded: Vec<u8> = std::iter::repeat_n(0, before).chain(bytes.iter().copied()).collect();
    let whole = padded.len() * 8 / 6;
    let skipped = (before * 8).div_ceil(6);
    let text = BASE64_STANDARD.encode(&padded);
    text.get(skipped..whole).unwrap_or_default().to_lowercase()
}

/// What of a form gives it away.
fn pieces(form: &str) -> Vec<String> {
    let signs: Vec<char> = form.chars().collect();
    let text = |piece: &[char]| piece.iter().collect::<String>();
    match signs.len() {
        0 => Vec::new(),
        length if length <= SHORT => vec![form.to_owned()],
        length if length <= LONG => signs.windows(SHORT.max(length * 6 / 10)).map(text).collect(),
        _ => signs.chunks_exact(PIECE).map(text).collect(),
    }
}

/// Without what each line of a reply repeats: its code and the enhanced one. A secret may be split over lines.
fn without_codes(text: &str) -> String {
    text.split_whitespace().filter(|word| !is_code(word)).collect()
}

/// The codes a reply begins with, and that more was said.
fn codes(said: &str) -> String {
    let codes = said.split_whitespace().take(2).take_while(|word| is_code(word));
    codes.chain(["…"]).collect::<Vec<_>>().join(" ")
}

/// `550`, `550-5.7.1`, `5.7.1`.
fn is_code(word: &str) -> bool {
    let is_digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_reply = |part: &str| part.len() == 3 && is_digits(part, 3);
    let is_enhanced = |part: &str| {
        part.split('.').count() == 3 && part.split('.').all(|number| is_digits(number, 3))
    };
    match word.split_once('-') {
        Some((reply, enhanced)) => {
            is_reply(reply) && (enhanced.is_empty() || is_enhanced(enhanced))
        }
        None => is_reply(word) || is_enhanced(word),
    }
}

fn without_blanks(text: &str) -> String {
    let signs = text.chars().filter(|sign| !sign.is_whitespace() && !sign.is_control());
    signs.flat_map(char::to_lowercase).collect()
}

/// Base64 for addresses has other signs for two of its values.
fn url_safe(text: &str) -> String {
    text.replace('+', "-").replace('/', "_")
}

fn alphanumeric(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRETS: [&str; 6] = [
        "canario-9f3b7",
        "Zx9!k",
        "pass word with blanks",
        "sênha-do-João-2026",
        "ya29.a0AfH6SMBx_very-long-token/with+signs.and.dots.0123456789abcdefghijklmnop",
        "a=b%41&c;\"d'\\e",
    ];

    fn writings(secret: &str) -> Vec<(&'static str, String)> {
        let each = |form: &dyn Fn(u8) -> String| secret.bytes().map(form).collect::<String>();
        let base64 = |text: &str| BASE64_STANDARD.encode(text);
        let plain = base64(&format!("\0acordo\0{secret}"));
        let middle = secret.char_indices().nth(secret.chars().count() / 2).unwrap().0;
        let (start, end) = secret.split_at(middle);
        let (plain_start, plain_end) = plain.split_at(plain.len() / 2);
        vec![
            ("clear", secret.to_owned()),
            ("in a sentence", format!("the password «{secret}» is wrong")),
            ("upper case", secret.to_uppercase()),
            ("LOGIN", base64(secret)),
            ("LOGIN without padding", base64(secret).trim_end_matches('=').to_owned()),
            ("PLAIN", plain.clone()),
            ("PLAIN of another user", base64(&format!("\0a\0{secret}"))),
            ("PLAIN with an authorization", base64(&format!("boss\0acordo\0{secret}"))),
            ("PLAIN in upper case", plain.to_uppercase()),
            ("PLAIN for addresses", plain.replace('+', "-").replace('/', "_")),
            ("PLAIN in swapped case", swapped(&plain)),
            ("JSON", format!("{{\"auth\":{}}}", serde_json::json!(secret))),
            ("JSON of XOAUTH2", serde_json::json!({ "status": "400", "sent": base64(&format!("user=a\u{1}auth=Bearer {secret}\u{1}\u{1}")) }).to_string()),
            ("PLAIN over lines", format!("{plain_start} 5.7.8 {plain_end}")),
            ("XOAUTH2", base64(&format!("user=acordo\u{1}auth=Bearer {secret}\u{1}\u{1}"))),
            ("percent", each(&|byte| format!("%{byte:02X}"))),
            ("quoted-printable", each(&|byte| format!("={byte:02X}"))),
            ("quoted-printable of base64", base64(secret).replace('=', "=3D")),
            (
                "percent of base64",
                base64(secret).replace('=', "%3D").replace('/', "%2F").replace('+', "%2B"),
            ),
            ("percent twice", each(&|byte| format!("%25{byte:02x}"))),
            ("hex", each(&|byte| format!("{byte:02x}"))),
            ("hex with colons", each(&|byte| format!("{byte:02X}:"))),
            ("escaped", each(&|byte| format!("\\x{byte:02x}"))),
            ("over lines", format!("{start} {end}")),
            ("over lines with codes", format!("{start} 535-5.7.8 {end}")),
            ("soft break", format!("{start}=\n{end}")),
        ]
    }

    fn swapped(text: &str) -> String {
        let swap = |sign: char| {
            if sign.is_ascii_lowercase() {
                sign.to_ascii_uppercase()
            } else {
                sign.to_ascii_lowercase()
            }
        };
        text.chars().map(swap).collect()
    }

    #[test]
    fn no_writing_of_a_secret_is_shown() {
        for secret in SECRETS {
            let veil = Veil::of(secret);
            for (how, written) in writings(secret) {
                // A secret in other than ASCII letters, byte by byte, reads as other signs: what is left of it is its ASCII.
                if !secret.is_ascii() && how.contains("upper") {
                    continue;
                }
                let said = format!("535 5.7.8 bad login {written} try again");
                assert_eq!(veil.hidden(&said), "535 5.7.8 …", "{how} of {secret}: {written}");
            }
            let entities: String = secret
                .chars()
                .flat_map(|sign| format!("&#{};", sign as u32).into_bytes())
                .map(char::from)
                .collect();
            assert_eq!(veil.hidden(&entities), "…", "{entities}");
        }
    }

    #[test]
    fn a_large_part_of_a_secret_is_not_shown_either() {
        for (secret, part) in [
            ("canario-9f3b7-longe", "canario-9f3b7-l"),
            (
                "ya29.a0AfH6SMBx_very-long-token/with+signs.and.dots.0123456789abcdefghij",
                "very-long-token/with+signs.and.dots.01234",
            ),
        ] {
            assert_eq!(Veil::of(secret).hidden(&format!("550 {part} cut")), "550 …", "{part}");
        }
    }

    #[test]
    fn what_holds_no_secret_is_shown() {
        let replies = [
            "535 5.7.8 Username and Password not accepted. For more information, go to https://support.google.com/mail/?p=BadCredentials",
            "550 5.1.1 <ana@empresa.com.br>: Recipient address rejected: User unknown in virtual mailbox table",
            "454 4.7.0 Temporary authentication failure: Connection lost to authentication server",
            "550-5.7.26 This mail has been blocked because the sender is unauthenticated.",
            "452 4.2.2 The email account that you tried to reach is over quota 9f3b7",
            "421 try later = soon, 100% sure & safe; C:\\mail\\x41",
        ];
        for secret in SECRETS {
            for said in replies {
                assert_eq!(Veil::of(secret).hidden(said), said, "{secret}");
            }
        }
        assert_eq!(Veil::default().hidden(replies[0]), replies[0], "no secret, nothing to hide");
        assert_eq!(Veil::default().hidden(&"x".repeat(900)).len(), SHOWN);
    }
}
