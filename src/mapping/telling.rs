//! Ids that tell whom they mean. An id is shown only where it cannot be a person: neither by its shape, nor beside what its own row says of name,
//! address, phone and company.

use std::borrow::Cow;
use std::collections::HashSet;

use rayon::prelude::*;

use super::keys::ID_WORDS;
use super::personal;
use crate::model::dataset::Leads;
use crate::model::fold::fold;
use crate::model::hash;

/// Letters of a word that may be a name; beside digits a shorter one is a prefix (`ABC-12`).
const WORD: usize = 3;
const WORD_BESIDE_DIGITS: usize = 4;
/// Digits of an id that a phone can be known by, and how many of them are compared.
const FEWEST_DIGITS: usize = 6;
const DIGITS: usize = 8;
/// Signs of a machine's hexadecimal number at least, and digits among them.
const HEX: usize = 8;
const HEX_DIGITS: usize = 3;
/// How often letters and digits take turns in what only a machine writes: `006A000001abcDEF`.
const TURNS: usize = 3;
/// Words of ids beside those that say what an id is of.
const PLAIN: [&str; 46] = [
    "account",
    "caso",
    "case",
    "client",
    "clientes",
    "company",
    "conta",
    "contacts",
    "contatos",
    "crm",
    "deal",
    "deals",
    "demo",
    "empresa",
    "form",
    "formulario",
    "import",
    "inbound",
    "item",
    "key",
    "landing",
    "linha",
    "negocio",
    "negocios",
    "novo",
    "number",
    "numero",
    "oportunidade",
    "opportunity",
    "order",
    "outbound",
    "page",
    "pedido",
    "person",
    "pessoa",
    "planilha",
    "record",
    "registro",
    "sheet",
    "site",
    "test",
    "teste",
    "ticket",
    "user",
    "usuario",
    "uuid",
];
/// Words of companies' names that name none.
const LEGAL: [&str; 9] = ["ltda", "eireli", "inc", "llc", "ltd", "gmbh", "com", "dos", "das"];

/// An id as it may be shown where nothing else of its row is known: one that may be a person by its shape becomes a short stable code.
pub fn code(id: &str) -> Cow<'_, str> {
    if tells(id) { hash::code(id).into() } else { id.into() }
}

/// True of an id that may be an address, a phone, a document or a name by its shape.
pub fn tells(id: &str) -> bool {
    // Most ids are numbers, and too short ones for anybody's.
    if id.len() < personal::FEWEST && id.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    // Of rows with one id the later ones have a number behind it.
    let own = id.rsplit_once(" (").filter(|(_, end)| end.ends_with(')')).map_or(id, |(own, _)| own);
    let is_number = (10..=11).contains(&own.len()) && own.bytes().all(|byte| byte.is_ascii_digit());
    !is_code(own)
        && (id.contains('@') || is_number || personal::is_personal(own) || may_be_name(own))
}

/// Ids of leads that tell whom they mean beside the rest of their row, and not by their shape.
pub fn telling(leads: &Leads) -> HashSet<String> {
    let own = |lead: usize| {
        let id = leads.id.get(lead)?;
        (!is_code(id) && !tells(id) && is_called(leads, lead, id)).then(|| id.to_owned())
    };
    (0..leads.len()).into_par_iter().filter_map(own).collect()
}

/// A code that stands for somebody already: `L-1a2b3c4d`, `F-1a2b3c4d`.
fn is_code(id: &str) -> bool {
    let digits = id.strip_prefix("L-").or_else(|| id.strip_prefix("F-"));
    digits.is_some_and(|own| own.len() == HEX && own.bytes().all(|c| c.is_ascii_hexdigit()))
}

fn may_be_name(id: &str) -> bool {
    let has_digits = id.contains(|c: char| c.is_numeric());
    id.contains(char::is_alphabetic)
        && !is_hexadecimal(id)
        && words(id).any(|word| is_like_name(&word, has_digits))
}

fn is_hexadecimal(id: &str) -> bool {
    let count = |is: fn(&char) -> bool| id.chars().filter(is).count();
    count(char::is_ascii_hexdigit) >= HEX
        && count(char::is_ascii_digit) >= HEX_DIGITS
        && id.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, '-' | '{' | '}'))
}

fn is_like_name(word: &str, has_digits: bool) -> bool {
    let fewest = if has_digits { WORD_BESIDE_DIGITS } else { WORD };
    let letters = word.chars().count();
    if !word.is_ascii() {
        return letters > 1;
    }
    letters >= fewest && word.contains(['a', 'e', 'i', 'o', 'u', 'y']) && !is_plain(word)
}

fn is_plain(word: &str) -> bool {
    ID_WORDS.contains(&word) || PLAIN.contains(&word)
}

/// The words of an id, folded: letters between other signs, parted where a capital follows a small letter; none of what only a machine writes.
fn words(id: &str) -> impl Iterator<Item = String> {
    let parts = id.split(|c: char| !c.is_alphanumeric()).filter(|part| turns(part) < TURNS);
    parts.flat_map(humps).map(fold).filter(|word| !word.is_empty())
}

fn turns(part: &str) -> usize {
    let is_turn = |pair: &(char, char)| pair.0.is_alphabetic() != pair.1.is_alphabetic();
    part.chars().zip(part.chars().skip(1)).filter(is_turn).count()
}

/// `MariaSilva2` as `Maria` and `Silva`.
fn humps(part: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let mut before = ' ';
    for (at, c) in part.char_indices() {
        let is_cut = before.is_alphabetic() != c.is_alphabetic()
            || before.is_lowercase() && c.is_uppercase();
        cuts.extend((at > 0 && is_cut).then_some(at));
        before = c;
    }
    cuts.push(part.len());
    let each = cuts.windows(2).filter_map(|cut| part.get(*cut.first()?..*cut.last()?));
    each.filter(|hump| hump.starts_with(char::is_alphabetic)).collect()
}

/// True when the id says what the lead's row says, whatever the case, accents, signs and order. Of a number only the phones are asked, and
/// only one of letters is taken apart.
fn is_called(leads: &Leads, lead: usize, id: &str) -> bool {
    let digits_of = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let digits = digits_of(id);
    let digits = digits.trim_start_matches('0');
    let tail = digits.get(digits.len().saturating_sub(DIGITS)..).unwrap_or_default();
    let is_phone = || digits_of(leads.phone.get(lead).unwrap_or_default()).contains(tail);
    let is_named = || {
        let own = Id::of(id);
        !own.words.is_empty() && Row::of(leads, lead).is_named(&own, digits.is_empty())
    };
    tail.len() >= FEWEST_DIGITS && is_phone() || id.contains(char::is_alphabetic) && is_named()
}

/// An id and its words, folded, none of them plain.
struct Id<'a> {
    id: &'a str,
    words: Vec<String>,
}

impl<'a> Id<'a> {
    fn of(id: &'a str) -> Self {
        let parts = id.split(|c: char| !c.is_alphanumeric()).flat_map(humps).map(fold);
        Self { id, words: parts.filter(|word| !is_plain(word)).collect() }
    }
}

/// What a lead's row says of whom it is.
struct Row {
    /// Words of name, address and company, folded.
    words: Vec<String>,
    /// The first letters of the name.
    initials: String,
    /// What stands before the `@` of the address, folded.
    local: String,
}

impl Row {
    fn of(leads: &Leads, lead: usize) -> Self {
        let [name, email, company] = [&leads.name, &leads.email, &leads.company]
            .map(|column| column.get(lead).unwrap_or_default());
        let parted = |text: &str| -> Vec<String> {
            text.split(|c: char| !c.is_alphabetic()).map(fold).collect()
        };
        let (local, host) = email.split_once('@').unwrap_or((email, ""));
        let names = parted(name);
        let initials = names.iter().filter_map(|word| word.chars().next()).collect();
        let site = host.split('.').next().unwrap_or_default();
        let words = [names, parted(local), parted(site), parted(company)].concat();
        let is_own =
            |word: &String| word.chars().count() >= WORD && !LEGAL.contains(&word.as_str());
        Self {
            words: words.into_iter().filter(is_own).filter(|word| !is_plain(word)).collect(),
            initials,
            local: fold(local),
        }
    }

    fn is_named(&self, Id { id, words: own }: &Id, is_of_letters: bool) -> bool {
        let letters = own.concat();
        let is_in = |word: &String| {
            own.contains(word)
                || word.len() >= WORD_BESIDE_DIGITS && letters.contains(word.as_str())
                || own
                    .iter()
                    .any(|part| part.len() >= WORD_BESIDE_DIGITS && word.contains(part.as_str()))
        };
        let is_local = letters.len() > 1 && self.local.len() >= WORD && fold(id) == self.local;
        let are_initials = is_of_letters && letters.len() > 1 && letters == self.initials;
        self.words.iter().any(is_in) || is_local || are_initials
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_may_be_somebody_by_their_shape_are_coded() {
        for id in [
            "ana@x.com",
            "529.982.247-10",
            "52998224725",
            "11.222.333/0001-81",
            "(11) 98765-4321",
            "+55 11 98765-4321",
            "5511987654321",
            "lead-11987654321",
            "Ana Souza",
            "Ana Souza (2)",
            "52998224725 (2)",
            "José d'Ávila Lima",
            "J. Silva",
            "Maria_Silva",
            "Segredo, Maria",
            "maria-silva",
            "MARIASILVA",
            "MariaSilva7",
            "msilva01",
            "Lead Maria",
            "empresa-secreta",
            "ｍａｒｉａ",
            "Анна",
            "王伟",
        ] {
            assert!(code(id).starts_with("L-") && code(id).len() == 10, "{id}");
        }
        for id in [
            "4711",
            "N-1",
            "006A000001abcDEF",
            "a1b2c3d4-1111-2222",
            "1764000000000",
            "Lead 12",
            "LEAD-0042",
            "5,8E+18 (2)",
            "zcrm_5001000000123456",
            "65f1c0ffee0123456789abcd",
            "PED-1029",
            "negocio 4",
            "L-deadbeef",
            "F-deadbeef",
        ] {
            assert_eq!(code(id), id);
        }
    }

    /// True when an id tells whom it means beside a row: name, address, phone and company.
    fn tells_beside(id: &str, [name, email, phone, company]: [&str; 4]) -> bool {
        let mut leads = Leads { person: vec![0], ..Leads::default() };
        leads.id.push(Some(id));
        for (column, cell) in [
            (&mut leads.name, name),
            (&mut leads.email, email),
            (&mut leads.phone, phone),
            (&mut leads.company, company),
        ] {
            column.push(Some(cell));
        }
        telling(&leads).contains(id)
    }

    #[test]
    fn ids_that_say_what_their_row_says_are_coded() {
        const ROW: [&str; 4] =
            ["Zoé Krż Ng", "zk.1987@acme9.test", "+44 7911 123456", "Tri Kom XYZ Ltda"];
        for id in [
            "zoe1",
            "ZOÉ-2",
            "1 zoe 2",
            "7911123456",
            "447911123456",
            "00447911123456",
            "123456",
            "zk1987",
            "ZK_1987",
            "xyz-44",
            "Kom 3",
            "ZKN",
            "acme-77",
        ] {
            assert!(tells(id) || tells_beside(id, ROW), "{id}");
        }
        for id in ["4711", "N-6", "zo-1", "Lead 12", "78901234", "tlc-5", "006A000001abcDEF"] {
            assert!(!tells_beside(id, ROW), "{id}");
        }
        assert!(!tells_beside("lead12", ["", "lead12@x.test", "", "Lead Company"]));
    }
}
