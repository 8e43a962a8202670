//! Keys that make two rows one person: e-mail addresses and phone numbers, normalised (`DEFINITIONS.md` §2).

use std::borrow::Cow;

use crate::issue::Code;
use crate::model::account::Reason;
use crate::model::fold::{fold, is_hidden};

use super::nothing;

/// The marks between the parts of a cell that may hold a list of ids.
const LIST_MARKS: [char; 3] = [';', ',', '|'];

/// The parts of a cell that may hold a list of ids.
pub fn listed(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(LIST_MARKS).map(str::trim).filter(|part| !part.is_empty())
}

/// Digits of the longest number there is (E.164).
pub(super) const LONGEST_PHONE: usize = 15;

/// Words that say of what follows them that it is the id of a lead.
pub(super) const ID_WORDS: [&str; 9] =
    ["lead", "leads", "id", "codigo", "code", "cliente", "contato", "contact", "customer"];

/// Words before the digits of an extension.
const EXTENSIONS: [&str; 8] = ["ramal", "ramais", "ram", "r", "ext", "extn", "extension", "x"];

/// Hosts of WhatsApp ids whose digits are an international number; those of groups are none.
const WHATSAPP_HOSTS: [&str; 2] = ["c.us", "s.whatsapp.net"];

/// What a cell gives towards knowing a person.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Whole addresses or numbers, normalised, each once.
    pub keys: Vec<String>,
    /// Those that stand for no address or number at all: `naotem@gmail.com`, `(11) 99999-9999`.
    pub fillers: Vec<String>,
    /// Why the cell gives no key although it holds something like one.
    pub fault: Option<Fault>,
}

/// Why a key joins nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It stands for none.
    Filler,
    /// A spreadsheet has rounded it.
    LostDigits,
    /// It is not whole: no area code, no host, two addresses run together.
    Partial,
    /// More different people carry it than one person can be.
    Many,
    /// The cell holds something else, beside another column that has a key; the other cells of its column have keys.
    Beside,
    /// The cell holds something else.
    Other,
}

impl Fault {
    /// The code of the warning.
    pub fn code(self) -> Code {
        match self {
            Self::Filler => Code::KeyFiller,
            Self::LostDigits => Code::KeyLostDigits,
            Self::Partial => Code::KeyPartial,
            Self::Many => Code::KeyOfMany,
            Self::Beside | Self::Other => Code::KeyNone,
        }
    }
}

impl Fault {
    /// Why its row stands on the Data sheet.
    pub fn reason(self) -> Reason {
        match self {
            Self::Filler => Reason::KeyFiller,
            Self::LostDigits => Reason::KeyLostDigits,
            Self::Partial => Reason::KeyPartial,
            Self::Many => Reason::KeyOfMany,
            Self::Beside | Self::Other => Reason::KeyNone,
        }
    }
}

impl Found {
    fn add(&mut self, key: String, is_filler: bool) {
        let list = if is_filler { &mut self.fillers } else { &mut self.keys };
        if !list.contains(&key) {
            list.push(key);
        }
    }

    fn judged(mut self, is_like_one: bool, has_lost: bool) -> Self {
        self.fault = match (self.fillers.is_empty(), has_lost, self.keys.is_empty()) {
            (false, ..) => Some(Fault::Filler),
            (_, true, _) => Some(Fault::LostDigits),
            (_, _, true) => is_like_one.then_some(Fault::Partial),
            _ => None,
        };
        self
    }
}

/// The addresses in any text, lower-cased: beside names, labels, tags, brackets, several in a row.
pub fn emails(text: &str) -> Found {
    let mut found = Found::default();
    if !text.contains('@') {
        return found;
    }
    let text = visible(text);
    // Signs of an address, beside letters and digits; any other sign ends it.
    let is_sign = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '@' | '.' | '_' | '%' | '+' | '-' | '\'' | '&' | '$' | '^' | '~')
    };
    let mut has_nobody = false;
    for run in text.split(|c| !is_sign(c)).filter(|run| run.contains('@')) {
        match whole_address(run) {
            Some(address) => {
                let is_filler = is_nobody(&address);
                found.add(address, is_filler);
            }
            None => has_nobody |= is_nobody(run),
        }
    }
    let mut found = found.judged(true, false);
    if has_nobody && found.keys.is_empty() {
        found.fault = Some(Fault::Filler);
    }
    found
}

/// The address of a text that holds exactly one; of several none can be chosen. A made-up filler
/// counts only where there is nothing else.
pub fn email(text: &str) -> Option<Cow<'_, str>> {
    let found = emails(text);
    match (found.keys.as_slice(), found.fillers.as_slice()) {
        ([only], _) | ([], [only]) => Some(Cow::Owned(only.clone())),
        _ => None,
    }
}

/// An address without what clings to it; nothing where two run together, or where a part is missing.
fn whole_address(run: &str) -> Option<String> {
    let (name, rest) = run.split_once('@')?;
    let name = name.trim_start_matches(['.', '\'', '-', '+', '&', '~']);
    let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-')));
    let (host, behind) = rest.split_at(end.unwrap_or(rest.len()));
    let host = host.trim_end_matches(['.', '-']);
    let (_, last) = host.rsplit_once('.')?;
    let is_whole = !name.is_empty()
        && !behind.contains(['@', '_'])
        && host.split('.').all(|label| !label.is_empty())
        && last.chars().nth(1).is_some()
        && !last.chars().all(|c| c.is_ascii_digit());
    is_whole.then(|| [name, "@", host].concat()).map(lowered)
}

fn lowered(mut text: String) -> String {
    if !text.is_ascii() {
        return text.to_lowercase();
    }
    text.make_ascii_lowercase();
    text
}

/// True for addresses that people write where they give none.
pub(super) fn is_nobody(address: &str) -> bool {
    let Some((name, host)) = address.split_once('@') else { return false };
    let site = host.split('.').next().unwrap_or_default();
    nothing::is_name(name)
        || nothing::is_site(site)
        || (may_be_one_sign(name) && is_one_sign(&fold(name), &fold(site)))
}

/// `xxx`, `999999`; of one or two signs only where the site is the same.
fn is_one_sign(name: &str, site: &str) -> bool {
    let mut signs = name.chars();
    let is_one = signs.next().is_some_and(|first| signs.all(|sign| sign == first));
    is_one && (name == site || name.chars().nth(2).is_some())
}

fn may_be_one_sign(name: &str) -> bool {
    let mut signs = name.bytes().filter(u8::is_ascii_alphanumeric);
    let first = signs.next();
    !name.is_ascii()
        || signs.all(|sign| first.is_some_and(|first| first.eq_ignore_ascii_case(&sign)))
}

/// A run of digits in a text, with the marks in and before it.
#[derive(Default)]
struct Piece {
    digits: String,
    /// After how many digits a blank, a dash or a bracket stands.
    breaks: Vec<usize>,
    is_international: bool,
    is_extension: bool,
}

impl Piece {
    /// The numbers it holds: none, one, or two that only blanks part.
    fn numbers(&self) -> Vec<String> {
        if self.is_extension && self.digits.len() < 8 {
            return Vec::new();
        }
        if self.digits.len() <= LONGEST_PHONE {
            let number = national(&self.digits, self.is_international);
            return number.map(Cow::into_owned).into_iter().collect();
        }
        let is_one = |digits: usize| (10..=13).contains(&digits);
        let all = self.digits.len();
        let mut places = self.breaks.iter().filter(|at| is_one(**at) && is_one(all - **at));
        match (places.next(), places.next()) {
            (Some(at), None) => {
                let (first, second) = self.digits.split_at(*at);
                [national(first, self.is_international), national(second, false)]
                    .into_iter()
                    .flatten()
                    .map(Cow::into_owned)
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The phone numbers in any text: several in a row, beside names and extensions, in links and ids.
pub fn phones(text: &str) -> Found {
    let text = visible(text.trim());
    let text = without_decimals(&text);
    let mut found = Found::default();
    let (pieces, has_lost) = pieces(text);
    let like_one = pieces.iter().map(|piece| piece.digits.len()).max().unwrap_or(0) >= 4;
    let mut has_rounded = has_lost;
    let is_one_digit = |digits: &str| digits.bytes().all(|b| Some(b) == digits.bytes().next());
    for piece in pieces.iter().filter(|own| own.digits.len() >= 8 && is_one_digit(&own.digits)) {
        found.add(piece.digits.clone(), true);
    }
    // A number of a cell stands there as bare digits; whoever wrote brackets, blanks or `+` wrote every digit.
    let is_bare = text.bytes().all(|sign| sign.is_ascii_digit());
    for number in pieces.iter().flat_map(Piece::numbers) {
        if is_bare && number.ends_with("00000") && !is_no_number(&number) {
            has_rounded = true;
            continue;
        }
        let is_filler = is_no_number(&number);
        found.add(number, is_filler);
    }
    found.judged(like_one, has_rounded)
}

/// The number of a text that holds exactly one; of several none can be chosen. A filler such as
/// `99999999` counts only where there is nothing else.
pub fn phone(text: &str) -> Option<String> {
    let found = phones(text);
    match (found.keys.as_slice(), found.fillers.as_slice()) {
        ([only], _) | ([], [only]) => Some(only.clone()),
        _ => None,
    }
}

/// Runs of digits, and whether some of them were left in scientific form (`5,5E+12`).
fn pieces(text: &str) -> (Vec<Piece>, bool) {
    let (mut pieces, mut own, mut has_lost) = (Vec::new(), Piece::default(), false);
    let (mut word, mut is_word_over) = (String::new(), true);
    let mut rest = text.char_indices().peekable();
    while let Some((at, sign)) = rest.next() {
        let mut close = |own: &mut Piece| pieces.push(std::mem::take(own));
        match sign {
            '0'..='9' => {
                if own.digits.is_empty() {
                    own.is_extension = EXTENSIONS.contains(&word.as_str());
                }
                word.clear();
                own.digits.push(sign);
            }
            '+' => {
                close(&mut own);
                own.is_international = true;
            }
            '(' if own.digits.len() >= 8 => close(&mut own),
            '(' | ')' | '-' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {
                own.breaks.push(own.digits.len());
                is_word_over = true;
            }
            '@' => {
                let host = text.get(at + 1..).unwrap_or_default();
                let end = host.find(|c: char| !(c.is_ascii_alphanumeric() || ".-".contains(c)));
                let host = host.get(..end.unwrap_or(host.len())).unwrap_or_default();
                own.is_international = true;
                if !WHATSAPP_HOSTS.contains(&host.to_ascii_lowercase().as_str()) {
                    own = Piece::default();
                }
                close(&mut own);
                while rest.next_if(|(next, _)| *next <= at + host.len()).is_some() {}
            }
            _ if sign.is_alphabetic() => {
                let power = text.get(at + 1..).unwrap_or_default();
                let power = power.strip_prefix('+').unwrap_or(power);
                let is_after_digit = text
                    .get(..at)
                    .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
                if matches!(sign, 'e' | 'E')
                    && is_after_digit
                    && power.starts_with(|c: char| c.is_ascii_digit())
                {
                    (own, has_lost) = (Piece::default(), true);
                } else {
                    close(&mut own);
                }
                if is_word_over {
                    word.clear();
                }
                is_word_over = false;
                word.extend(sign.to_lowercase());
            }
            _ if sign.is_whitespace() && !sign.is_control() => {
                own.breaks.push(own.digits.len());
                is_word_over = true;
            }
            _ => {
                close(&mut own);
                is_word_over = true;
                match sign {
                    '#' => "ext".clone_into(&mut word),
                    ':' | '=' => {}
                    _ => word.clear(),
                }
            }
        }
    }
    pieces.push(own);
    pieces.retain(|piece| !piece.digits.is_empty());
    (pieces, has_lost)
}

/// A number's digits in one form: national digits of a Brazilian number, all digits of a foreign one.
///
/// `+` and not 55 → digits as they are; else 00 or 0 + carrier and 55 are dropped, and a mobile number of ten digits gets its 9. Fewer than ten digits are no key.
pub(super) fn national(all: &str, is_international: bool) -> Option<Cow<'_, str>> {
    if is_international && !all.starts_with("55") {
        return (all.len() >= 10).then_some(Cow::Borrowed(all));
    }
    let mut digits = without_trunk(all);
    if (12..=13).contains(&digits.len()) {
        digits = digits.strip_prefix("55").unwrap_or(digits);
    }
    let is_old_mobile = digits.len() == 10
        && digits.as_bytes().get(2).is_some_and(|third| (b'6'..=b'9').contains(third));
    match digits.split_at_checked(2) {
        Some((area, number)) if is_old_mobile => Some(Cow::Owned(format!("{area}9{number}"))),
        _ => (digits.len() >= 10).then_some(Cow::Borrowed(digits)),
    }
}

/// Numbers that people write where they give none: eight times the same digit, or counting up.
pub(super) fn is_no_number(digits: &str) -> bool {
    let tail = digits.get(digits.len().saturating_sub(8)..).unwrap_or_default();
    let is_one_digit = tail.bytes().all(|digit| Some(digit) == tail.bytes().next());
    is_one_digit || tail == "12345678"
}

/// A number without the `.0` that a program which took it for an amount has left behind it.
pub fn without_decimals(text: &str) -> &str {
    let Some((whole, decimals)) = around_mark(text) else { return text };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_zero = !decimals.is_empty() && decimals.bytes().all(|b| b == b'0');
    let digits = whole.strip_prefix('+').unwrap_or(whole);
    if is_number(digits) && is_zero { whole } else { text }
}

/// What stands before and behind the first point or comma.
pub fn around_mark(text: &str) -> Option<(&str, &str)> {
    let at = memchr::memchr2(b'.', b',', text.as_bytes())?;
    text.get(..at).zip(text.get(at + 1..))
}

/// A text without marks that nobody sees and that copying brings along.
fn visible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_hidden(*c)).collect())
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
            "(0xx11) 98765-4321",
            "11987654321.0",
            "5511987654321,00",
            "tel:+55-11-98765-4321",
            "<a href=\"tel:+5511987654321\">11 98765-4321</a>",
            "5511987654321@c.us",
            "5511987654321@s.whatsapp.net",
            "https://wa.me/5511987654321",
            "{\"phone\": \"11987654321\"}",
            "Cel: 11 98765.4321 (Maria)",
            "11 98765\u{2011}4321",
            "\u{202a}+55 11 98765-4321\u{202c}",
            "11 98765-4321 ramal 22",
            "11 98765-4321 (ext. 22)",
            "11 98765-4321 x22",
            "11 98765-4321 #22",
            "11 98765-4321 R: 22",
            "11 98765-4321 / ramais 22 e 23",
        ] {
            let found = phones(text);
            assert_eq!((found.keys, found.fault), (vec!["11987654321".to_owned()], None), "{text}");
        }
        assert_eq!(phone("11 3765-4321").as_deref(), Some("1137654321"));
        assert_eq!(phone("+1 (212) 555-0100").as_deref(), Some("12125550100"));
        assert_eq!(phone("12125550100@c.us").as_deref(), Some("12125550100"));
        assert_eq!(phone("8765-4321"), None);
    }

    #[test]
    fn several_phones_of_a_cell_are_several_keys() {
        for text in [
            "(11) 98765-0001 / (11) 3333-4444",
            "11 98765-0001; 1133334444",
            "11 98765-0001 e 11 3333-4444",
            "11 98765-0001 ou 11 3333-4444",
            "11 98765-0001 or 11 3333-4444",
            "11 98765-0001, 11 3333-4444 ramal 5",
            "+5511987650001 +551133334444",
            "(11) 98765-0001 (11) 3333-4444",
            "11987650001 1133334444",
            "11 98765-0001\n11 3333-4444",
            "cel 11 98765-0001 com 11 3333-4444",
            "[\"11987650001\",\"1133334444\"]",
            "11 98765-0001 ::: 11 3333-4444",
            "11987650001<br>1133334444",
        ] {
            assert_eq!(phones(text).keys, ["11987650001", "1133334444"], "{text}");
        }
    }

    #[test]
    fn what_is_no_phone_gives_no_key() {
        for (text, fault) in [
            ("(11) 99999-9999", Fault::Filler),
            ("0000000000", Fault::Filler),
            ("11 98888-8888", Fault::Filler),
            ("11 1234-5678", Fault::Filler),
            ("5.51198765E+12", Fault::LostDigits),
            ("5,5119876500E+12", Fault::LostDigits),
            ("5.511987650e12", Fault::LostDigits),
            ("5511900000000", Fault::Filler),
            ("5511987600000", Fault::LostDigits),
            ("98765-4321", Fault::Partial),
            ("98765-4321 (11)", Fault::Partial),
            ("11987650001119876500021198765000", Fault::Partial),
        ] {
            let found = phones(text);
            assert_eq!((found.keys.len(), found.fault), (0, Some(fault)), "{text}");
        }
        // The id of a group chat is nobody's number.
        for text in ["", "-", "não informado", "n/a", "sem", "5511987650001-1612345678@g.us"] {
            assert_eq!(phones(text), Found::default(), "{text}");
        }
    }

    #[test]
    fn whole_addresses_are_found_in_any_text() {
        for text in [
            " Ana@X.com ",
            "Ana Lima <ana@x.com>",
            "mailto:ana@x.com?subject=oi",
            "<a href=\"mailto:ana@x.com\">ana@x.com</a>",
            "(ana@x.com)",
            "[ana@x.com]",
            "E-mail: ana@x.com.",
            "'ana@x.com'",
            "{\"email\":\"ana@x.com\"}",
            "&lt;ana@x.com&gt;",
            "ana\u{200b}@x.com",
            "*ana@x.com*",
        ] {
            assert_eq!(emails(text).keys, ["ana@x.com"], "{text}");
            assert_eq!(email(text).as_deref(), Some("ana@x.com"), "{text}");
        }
        for text in [
            "a1@x.com / b1@x.com",
            "a1@x.com/b1@x.com",
            "a1@x.com e b1@x.com",
            "a1@x.com ou b1@x.com",
            "a1@x.com ::: b1@x.com",
            "a1@x.com\nb1@x.com",
            "Ana a1@x.com, Bia b1@x.com",
            "a1@x.com<br/>b1@x.com",
            "a1@x.com|b1@x.com;a1@x.com",
        ] {
            assert_eq!(emails(text).keys, ["a1@x.com", "b1@x.com"], "{text}");
        }
        assert_eq!(emails("o'neal+crm@x-y.com.br").keys, ["o'neal+crm@x-y.com.br"]);
    }

    #[test]
    fn what_is_no_whole_address_gives_no_key() {
        for text in
            ["@x.com", "ana@", "ana@x", "a@x.com@y.com", "a@x.com-b@y.com", "ana@x..com", "ana@x.c"]
        {
            let found = emails(text);
            assert_eq!((found.keys.len(), found.fault), (0, Some(Fault::Partial)), "{text}");
        }
        for text in [
            "naotem@gmail.com",
            "nao.tem@hotmail.com",
            "sem@email",
            "nao@tem",
            "teste@empresa.com.br",
            "teste123@gmail.com",
            "ana@teste.com",
            "xxx@gmail.com",
            "a@a.com",
            "999999@uol.com.br",
        ] {
            let found = emails(text);
            assert_eq!((found.keys.len(), found.fault), (0, Some(Fault::Filler)), "{text}");
        }
        for text in ["testemunha@x.com", "nadia@x.com", "a@x.com", "semiramis@sem.com.br"] {
            assert_eq!(emails(text).keys, [text], "{text}");
        }
        assert_eq!(emails("ana"), Found::default());
    }
}
