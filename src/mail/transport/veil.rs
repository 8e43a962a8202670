//! What servers say without the secret they were told, at whatever step and in whatever writing: some repeat the line they did not expect.
//!
//! A reply is withheld but for its codes when it shows a large part of the secret, or when it would with what other replies of the same run
//! have shown: half of it may stand in the answer to one recipient and half in the answer to the next. What is left around a withheld part
//! would help to guess the rest.
//!
//! A large part is 60 % of the secret, at least [`LEAST`] bits (five signs, or six of base64) and at most [`MOST`]; a part counts where four
//! signs of it stand together, or three as a word of their own. So a secret of less than eight signs is seen when it is told in two, and
//! not when it is told in three; one of four signs is seen whole, and nothing of it before that. Fewer would be found in usual answers.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::Refusal;
use super::writing::readings;

/// Signs of a reply that are shown.
const SHOWN: usize = 300;
/// Bits of a sign.
const BITS: usize = 8;
/// Bits of a secret without which nothing is given away, unless it has no more; and those that always give it away.
const LEAST: usize = 36;
const MOST: usize = 24 * BITS;
/// Signs from which on a secret is a token: so long that a few signs of it stand in any text.
const LONG: usize = 40;

/// What gives a secret away. Its copies share what was shown of it.
#[derive(Clone, Default)]
pub struct Veil {
    forms: Vec<Form>,
    /// For each bit of the secret, whether an address or a name that anybody may see tells it.
    known: Vec<bool>,
    /// For each bit, whether a reply has shown it.
    shown: Arc<Mutex<Vec<bool>>>,
    /// So many bits give it away.
    most: usize,
}

/// A secret in one writing: small letters, no blanks.
#[derive(Clone)]
struct Form {
    text: String,
    /// The bit of the secret at which each byte begins.
    starts: Vec<usize>,
    /// So many bytes together are a part of it, or so many as a word of their own.
    least: usize,
    least_word: usize,
    /// It is looked for among letters and digits alone.
    is_bare: bool,
}

/// A text to look for forms in.
struct Text {
    flat: String,
    bare: String,
    words: BTreeSet<String>,
}

impl Veil {
    /// The veil over a secret.
    pub fn of(secret: &str) -> Self {
        let bits = secret.len() * BITS;
        let most = (bits * 6).div_ceil(10).clamp(LEAST, MOST).min(bits);
        let shown = Arc::new(Mutex::new(vec![false; bits]));
        Self { forms: forms(secret), known: vec![false; bits], shown, most }
    }

    /// Words that anybody may see, such as addresses: what they tell of the secret is no news. One that holds all of it tells nothing.
    pub fn with_known<'a>(mut self, words: impl IntoIterator<Item = &'a str>) -> Self {
        for word in words {
            let told = self.told(&Text::all(word));
            if told.contains(&false) {
                self.known = union(&self.known, &told);
            }
        }
        self
    }

    /// A refusal whose words, with those of the refusals before it, give the secret not away.
    pub fn cover(&self, mut refusal: Refusal) -> Refusal {
        refusal.said = self.hidden(&refusal.said);
        refusal
    }

    fn hidden(&self, said: &str) -> String {
        self.after_others(said, &Text::all(said))
    }

    /// What is shown of a reply, read in all ways, after those before it.
    fn after_others(&self, said: &str, texts: &[Text]) -> String {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let told = self.told(texts);
        let all = union(&shown, &told);
        if self.gives_away(&all) && self.is_news(&shown, &told) {
            return codes(said);
        }
        *shown = all;
        said.chars().take(SHOWN).collect()
    }

    /// True of words that by themselves show a large part of the secret, in whatever writing.
    pub fn shows_through(&self, said: &str) -> bool {
        self.gives_away(&self.told(&Text::all(said)))
    }

    fn gives_away(&self, told: &[bool]) -> bool {
        self.most > 0 && told.iter().filter(|is_told| **is_told).count() >= self.most
    }

    /// True where something is told that was neither shown nor known.
    fn is_news(&self, shown: &[bool], told: &[bool]) -> bool {
        let old = shown.iter().zip(&self.known).map(|(shown, known)| *shown || *known);
        told.iter().zip(old).any(|(told, is_old)| *told && !is_old)
    }

    /// For each bit of the secret, whether one of the texts tells it.
    fn told(&self, texts: &[Text]) -> Vec<bool> {
        let mut told = vec![false; self.known.len()];
        for form in &self.forms {
            texts.iter().for_each(|text| form.mark(text, &mut told));
        }
        told
    }
}

/// A secret in the writings of servers: clear, its letters and digits alone, hex, and base64, which depends on how many bytes stand before.
fn forms(secret: &str) -> Vec<Form> {
    let clear: Vec<(u8, usize)> = secret
        .char_indices()
        .filter(|(_, sign)| !is_nothing(*sign))
        .flat_map(|(at, sign)| {
            let small = url_safe(&sign.to_lowercase().to_string());
            small.into_bytes().into_iter().map(move |byte| (byte, at * BITS))
        })
        .collect();
    let bare: Vec<(u8, usize)> =
        clear.iter().copied().filter(|(byte, _)| byte.is_ascii_alphanumeric()).collect();
    let halves = secret.bytes().flat_map(|byte| [byte >> 4, byte & 15]);
    let digits = halves.filter_map(|half| char::from_digit(half.into(), 16));
    let hex: Vec<(u8, usize)> = digits.map(|digit| digit as u8).zip((0..).step_by(4)).collect();
    let scale = if clear.len() > LONG { 2 } else { 1 };
    let is_other = bare.len() >= 6 && bare.len() < clear.len();
    let mut forms = vec![Form::of(clear, 4 * scale, 3 * scale, false)];
    forms.extend(is_other.then(|| Form::of(bare, 4 * scale, 3 * scale, true)));
    forms.push(Form::of(hex, 8 * scale, 5 * scale, true));
    forms
        .extend((0..3).map(|before| Form::of(base64(secret, before), 5 * scale, 4 * scale, false)));
    let clear = forms.first().map_or(0, |form| form.text.len());
    forms.retain(|form| form.text.len() >= clear.clamp(1, 4));
    forms
}

impl Form {
    fn of(signs: Vec<(u8, usize)>, least: usize, least_word: usize, is_bare: bool) -> Self {
        let (bytes, mut starts): (Vec<u8>, Vec<usize>) = signs.into_iter().unzip();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let least = least.min(text.len()).max(1);
        starts.iter_mut().take(1).for_each(|first| *first = 0);
        Self { text, starts, least, least_word: least_word.min(least), is_bare }
    }

    /// Marks what a text tells.
    fn mark(&self, text: &Text, told: &mut [bool]) {
        let whole = if self.is_bare { &text.bare } else { &text.flat };
        for (at, part) in self.parts().filter(|(_, part)| whole.contains(part)) {
            self.fill(at, part.len(), told);
        }
        let is_part = |word: &&String| (self.least_word..self.least).contains(&word.len());
        for word in text.words.iter().filter(is_part) {
            let found = self.text.match_indices(word.as_str());
            found.for_each(|(at, _)| self.fill(at, word.len(), told));
        }
    }

    /// Its parts, by where they begin.
    fn parts(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.char_indices().filter_map(|(at, _)| {
            let mut ends = at + self.least..=self.text.len();
            let end = ends.find(|end| self.text.is_char_boundary(*end))?;
            Some((at, self.text.get(at..end)?))
        })
    }

    /// Marks the bits of some of its bytes: up to where the next begins, with what of the secret has no byte of its own.
    fn fill(&self, at: usize, length: usize, told: &mut [bool]) {
        let start = self.starts.get(at).copied().unwrap_or_default();
        let end = self.starts.get(at + length).copied().unwrap_or(told.len());
        told.get_mut(start..end).unwrap_or_default().fill(true);
    }
}

impl Text {
    /// What is said, in all the ways in which it may be read.
    fn all(said: &str) -> Vec<Self> {
        let readings = readings(said);
        let mut texts: Vec<String> = readings.iter().map(|text| without_codes(text)).collect();
        texts.extend(readings);
        texts.iter().map(|text| Self::of(text)).collect()
    }

    fn of(text: &str) -> Self {
        let small = url_safe(&text.to_lowercase());
        let flat: String = small.chars().filter(|sign| !is_nothing(*sign)).collect();
        let bare = flat.chars().filter(char::is_ascii_alphanumeric).collect();
        let words =
            small.split_whitespace().chain(small.split(|sign: char| !sign.is_alphanumeric()));
        let words = words.map(str::to_owned).collect();
        Self { flat, bare, words }
    }
}

/// Blanks and control signs are none of a secret's.
fn is_nothing(sign: char) -> bool {
    sign.is_whitespace() || sign.is_control()
}

fn union(one: &[bool], other: &[bool]) -> Vec<bool> {
    one.iter().zip(other).map(|(one, other)| *one || *other).collect()
}

/// The part of a base64 text that a secret gives when so many bytes modulo three stand before it. Its first and last signs may depend on
/// what stands around; they are as if that were nothing, and no bit of the secret is told by them alone.
fn base64(secret: &str, before: usize) -> Vec<(u8, usize)> {
    let padded: Vec<u8> = std::iter::repeat_n(0, before).chain(secret.bytes()).collect();
    let (own, all) = (before * BITS, padded.len() * BITS);
    let text = url_safe(&BASE64_STANDARD.encode(&padded).to_lowercase()).into_bytes();
    let signs = text.into_iter().zip((0..).step_by(6)).filter(|(byte, _)| *byte != b'=');
    let start = |at: usize| match at {
        at if at < own + 6 && own > 0 => 0,
        at if at + 6 > all => all - own,
        at => at - own,
    };
    signs.filter(|(_, at)| at + 6 > own).map(|(byte, at)| (byte, start(at))).collect()
}

/// Without what each line of a reply repeats: its code and the enhanced one. A secret may be split over lines.
fn without_codes(text: &str) -> String {
    text.split_whitespace().filter(|word| !is_code(word)).collect::<Vec<_>>().join(" ")
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

/// Base64 for addresses has other signs for two of its values.
fn url_safe(text: &str) -> String {
    text.replace('+', "-").replace('/', "_")
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

    /// A text in so many parts, about as long as one another.
    fn split(text: &str, count: usize) -> Vec<String> {
        let signs: Vec<char> = text.chars().collect();
        signs.chunks(signs.len().div_ceil(count)).map(|part| part.iter().collect()).collect()
    }

    /// What is shown of parts of a text that stand in replies of one run, whatever else these say.
    fn shown(veil: &Veil, parts: &[String]) -> Vec<bool> {
        let said = |part: &String| format!("550 5.1.1 <jo@x.com> {part} unknown here");
        parts.iter().map(|part| veil.clone().hidden(&said(part)) != "550 5.1.1 …").collect()
    }

    #[test]
    fn a_secret_told_in_parts_is_not_shown_whole() {
        let secrets = SECRETS.into_iter().chain(["k7Rw2xQ9", "senha=comprida/e+simples"]);
        for secret in secrets.filter(|secret| secret.len() > 7) {
            for (how, written) in writings(secret) {
                if !secret.is_ascii() && how.contains("upper") {
                    continue;
                }
                let counts = if secret.len() < 12 { 2..=2 } else { 2..=3 };
                for count in counts {
                    let parts = split(&written, count);
                    let shown = shown(&Veil::of(secret), &parts);
                    assert!(shown.contains(&false), "{how} of {secret} in {count}: {parts:?}");
                }
            }
        }
        let short =
            [("k7Rw2xQ9", 3), ("123456789", 3), ("Vb3-x.Yz0", 3), ("Zx9!kq", 2), ("1234567", 2)];
        for (secret, count) in short {
            let digits: Vec<String> = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            let hex = digits.concat();
            for written in
                [secret.to_owned(), secret.to_uppercase(), BASE64_STANDARD.encode(secret), hex]
            {
                let parts = split(&written, count);
                assert!(shown(&Veil::of(secret), &parts).contains(&false), "{parts:?}");
            }
        }
    }

    #[test]
    fn parts_may_be_written_each_in_its_own_way() {
        let secret = "canario-9f3b7";
        let (start, end) = secret.split_at(6);
        let hex = end.bytes().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().concat();
        let percent = start.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
        for parts in [
            [start.to_owned(), hex.clone()],
            [percent.clone(), end.to_owned()],
            [BASE64_STANDARD.encode(start), BASE64_STANDARD.encode(end)],
            [BASE64_STANDARD.encode(start), hex],
            [end.to_uppercase(), percent],
            [end.to_owned(), start.to_owned()],
        ] {
            assert_eq!(shown(&Veil::of(secret), &parts), [true, false], "{parts:?}");
            let one = parts.join(" and ");
            assert_eq!(shown(&Veil::of(secret), std::slice::from_ref(&one)), [false], "{one}");
        }
        // What was shown may be shown again; what was not, not.
        let [start, end] = [start, end].map(str::to_owned);
        let again = [start.clone(), start.clone(), end.clone(), "nobody".to_owned(), end, start];
        assert_eq!(shown(&Veil::of(secret), &again), [true, true, false, true, false, true]);
    }

    #[test]
    fn what_addresses_tell_anybody_is_no_news() {
        let known = ["vendas@empresa.com.br", "smtp.empresa.com.br"];
        let veil = |secret: &str| Veil::of(secret).with_known(known);
        let said = "550 5.1.1 <vendas@empresa.com.br>: no such user at empresa.com.br";
        assert_eq!(veil("Empresa2026").hidden(said), said);
        assert_eq!(veil("vendas@empresa").hidden("550 Empresa"), "550 Empresa");
        let others = ["550 Empresa2026 …", "550 2026 at empresa …", "550 RW1wcmVzYTIwMjY= …"];
        for other in others {
            assert_eq!(veil("Empresa2026").hidden(other), "550 …", "{other}");
        }
        assert_eq!(Veil::of("Empresa2026").hidden(said), "550 5.1.1 …", "nobody knows it");
        let own = "550 5.7.1 acordo-9f3b7 …";
        assert_eq!(
            Veil::of("acordo-9f3b7").with_known(["acordo-9f3b7"]).hidden(own),
            "550 5.7.1 …"
        );
    }

    /// Answers of servers as they are met.
    const REPLIES: [&str; 40] = [
        "250 2.1.5 Ok",
        "250 2.0.0 Ok: queued as 4F2A91C03B",
        "550 5.1.1 User unknown",
        "550 5.1.1 <ana@empresa.com.br>: Recipient address rejected: User unknown in virtual mailbox table",
        "550-5.1.1 The email account that you tried to reach does not exist. Please try 5.1.1 double-checking the recipient's email address for typos or 5.1.1 unnecessary spaces. For more information, go to 5.1.1 https://support.google.com/mail/?p=NoSuchUser d2e1a72fcca58-7b9c3f2d1a4si1023456b3a.112 - gsmtp",
        "550 5.4.1 Recipient address rejected: Access denied. [BN8NAM11FT042.eop-nam11.prod.protection.outlook.com 2026-11-23T11:00:04.123Z 08DE2A1B9C3D4E5F]",
        "535 5.7.8 Username and Password not accepted. For more information, go to https://support.google.com/mail/?p=BadCredentials 98e67ed59e1d1-2b5c8f0a1easm5123456a91.3 - gsmtp",
        "535 5.7.3 Authentication unsuccessful [GR0P278CA0101.CHEP278.PROD.OUTLOOK.COM 2026-11-23T11:00:04.123Z 08DD0123456789AB]",
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.",
        "535 Incorrect authentication data",
        "535 5.7.0 Error: authentication failed: UGFzc3dvcmQ6",
        "530 5.7.57 Client not authenticated to send mail. Error: 535 5.7.3 Authentication unsuccessful",
        "534 5.7.9 Application-specific password required. For more information, go to https://support.google.com/mail/?p=InvalidSecondFactor",
        "454 4.7.0 Temporary authentication failure: Connection lost to authentication server",
        "451 4.7.1 Greylisting in action, please come back in 00:05:00",
        "450 4.2.0 <midia@empresa.com.br>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/empresa.com.br.html",
        "451 4.3.0 Temporary lookup failure",
        "452 4.2.2 The email account that you tried to reach is over quota. Please direct the recipient to https://support.google.com/mail/?p=OverQuotaTemp",
        "452 4.5.3 Error: too many recipients",
        "421 4.7.0 Try again later, closing connection. (EHLO) 5b1f17b1804b1-42cb8a3d2f1sm12345e9.14 - gsmtp",
        "421 4.4.2 mx.uol.com.br Error: timeout exceeded",
        "421 Too many concurrent SMTP connections; please try again later.",
        "550 5.7.1 Relaying denied",
        "554 5.7.1 <vendas@empresa.com.br>: Relay access denied",
        "554 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/203.0.113.7",
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
        "554 5.2.252 SendAsDenied; revops@empresa.com.br not allowed to send as acordo@empresa.com.br; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception",
        "550-5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.",
        "550 5.7.1 Our system has detected that this message is likely unsolicited mail. To reduce the amount of spam sent to Gmail, this message has been blocked.",
        "552 5.3.4 Message size exceeds fixed maximum message size of 26214400",
        "552 5.2.3 Your message exceeded Google's message size limits.",
        "554 5.6.0 Corrupt message content",
        "553 5.1.3 The recipient address <ana@empresa> is not a valid RFC 5321 address.",
        "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
        "550 Sender verify failed",
        "550 5.2.1 The email account that you tried to reach is disabled.",
        "550 Mailbox quota exceeded / Caixa postal cheia",
        "550 Usuário não encontrado: conta inexistente ou bloqueada (código 0x80070005)",
        "454 4.7.0 TLS not available due to local problem",
        "503 5.5.1 Bad sequence of commands: MAIL first",
    ];

    #[test]
    fn no_usual_answer_is_withheld() {
        const SIGNS: &[u8] =
            b"abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789!@#$%&*-_=+./";
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut below = |most: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % most
        };
        let texts = REPLIES.map(Text::all);
        for _ in 0..1000 {
            let length = 6 + below(15);
            let password: String =
                (0..length).map(|_| char::from(SIGNS[below(SIGNS.len())])).collect();
            // All of one run, one after the other.
            let veil = Veil::of(&password);
            for (said, texts) in REPLIES.iter().zip(&texts) {
                let shown: String = said.chars().take(SHOWN).collect();
                assert_eq!(veil.after_others(said, texts), shown, "{password}");
            }
        }
    }
}
