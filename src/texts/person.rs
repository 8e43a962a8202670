//! How much of a person a report shows: `full`, `masked` or `none` (`[report] personal-data`).

use std::collections::HashSet;
use std::hash::BuildHasher;

use crate::intake;
use crate::mapping::{nothing, personal, spelling, telling};
use crate::model::agreement::{OwnerNames, PersonalData};
use crate::model::fold::fold;
use crate::model::hash;

/// Digits that a name may have: `Turma 2026` is one less than a number that could be dialled.
const MOST_DIGITS: usize = 5;

/// Words within dates and amounts: they name nobody.
const PLAIN: [&str; 13] =
    ["t", "z", "h", "de", "as", "at", "am", "pm", "r", "us", "brl", "usd", "eur"];

/// A lead's id as a report shows it. One that is among those that tell whom they mean, or may do so by its shape, becomes a short stable code
/// unless all may be shown.
pub fn lead_code(
    level: PersonalData,
    id: &str,
    telling: &HashSet<String, impl BuildHasher>,
) -> String {
    match level {
        PersonalData::Full => id.to_owned(),
        _ if telling.contains(id) => hash::code(id),
        _ => telling::code(id).into_owned(),
    }
}

/// A lead's id as the one who must correct it finds it again: of an address the first letter and the domain unless all may be shown.
pub fn hint(level: PersonalData, id: &str, telling: &HashSet<String, impl BuildHasher>) -> String {
    if level == PersonalData::Masked && is_address(id) {
        beginning(id)
    } else {
        lead_code(level, id, telling)
    }
}

/// Who works leads: a name as it is, for the teams' own people are named everywhere; an address or a phone as the level of personal data says.
pub fn owner(level: PersonalData, name: &str) -> String {
    if name.contains('@') || personal::is_personal(name) {
        hint(level, name, &HashSet::<String>::new())
    } else {
        name.to_owned()
    }
}

/// An owner's name as it is shown to others: whole, by initials, or not at all.
pub fn shown(level: OwnerNames, name: &str) -> Option<String> {
    match level {
        OwnerNames::Names => Some(name.to_owned()),
        OwnerNames::Initials => Some(initials(name)),
        OwnerNames::None => None,
    }
}

/// A contact's name: as it is, first name and an initial, or nothing.
pub fn contact(level: PersonalData, name: &str) -> String {
    match level {
        PersonalData::Full => name.to_owned(),
        PersonalData::Masked => masked(name),
        PersonalData::None => String::new(),
    }
}

/// A lead's company: as it is, its first two letters, or nothing.
pub fn company(level: PersonalData, name: &str) -> String {
    match level {
        PersonalData::Full => name.to_owned(),
        PersonalData::Masked => beginning(name),
        PersonalData::None => String::new(),
    }
}

/// A cell of a file as a message quotes it. What can only be a date, a short number, a total's label or an error of a workbook is shown as
/// it is; anything else may hold a name, an address or a phone.
pub fn cell(level: PersonalData, text: &str) -> String {
    match level {
        PersonalData::Full => text.to_owned(),
        _ if is_of_nobody(text) => text.to_owned(),
        PersonalData::Masked => beginning(text),
        PersonalData::None => "•••".to_owned(),
    }
}

fn is_of_nobody(text: &str) -> bool {
    if spelling::is_only_relative(text) || nothing::is_error(text) {
        return true;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_short = if text.contains(['/', ':']) { is_moment(text) } else { digits <= 8 };
    let is_plain =
        |word: &str| PLAIN.contains(&word) || word.is_empty() || intake::is_of_totals(word);
    let mut words = text.split(|c: char| !c.is_alphabetic()).map(fold);
    let is_personal = text.contains('@') || personal::is_personal(text) || is_short_number(text);
    is_short && !is_personal && words.all(|word| is_plain(&word))
}

/// True of digits grouped as those of days and times are: of more than two stand together the year's alone, a second's parts and an offset.
fn is_moment(text: &str) -> bool {
    let whole = text.split('+').next().unwrap_or_default();
    let parts = whole.rsplit_once('.').filter(|(clock, _)| clock.contains(':'));
    let clock = parts.map_or(whole, |(clock, _)| clock);
    let lengths = clock.split(|c: char| !c.is_ascii_digit()).map(str::len);
    let mut long = lengths.filter(|length| *length > 2);
    long.next().is_none_or(|length| length == 4) && long.next().is_none()
}

/// `3333-4444`, `97777-004`, `33334444`: a phone without its area code, or with a digit less. Eight digits in a row may be a day.
fn is_short_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let others: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let is_parted = matches!(others.as_slice(), ['-' | ' ' | '.']);
    let is_day = others.is_empty() && (text.starts_with("19") || text.starts_with("20"));
    (7..=8).contains(&digits) && (is_parted || others.is_empty()) && !is_day
}

/// Of an address and nothing else the first letter and the domain: `a•••@serraazul.com.br`; of other long texts two letters.
pub fn beginning(text: &str) -> String {
    let start = |n: usize| text.chars().take(n).collect::<String>();
    match text.split_once('@') {
        Some((_, domain)) if is_address(text) => format!("{}•••@{domain}", start(1)),
        _ if text.chars().count() <= 2 => text.to_owned(),
        _ => format!("{}•••", start(2)),
    }
}

/// True of one address and nothing beside it.
fn is_address(text: &str) -> bool {
    let is_of_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !name.contains(|c: char| c.is_whitespace() || ";,/|<>".contains(c))
            && host.contains('.')
            && host.chars().all(is_of_host)
    })
}

/// First name and an initial, however they are parted, of what is left beside addresses, phones, documents and long numbers; where nothing is
/// left, what their own masks leave.
fn masked(name: &str) -> String {
    let rest = personal::quoted(PersonalData::None, name);
    let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '@');
    let is_of_name = |word: &&str| {
        word.starts_with(char::is_alphabetic)
            && word.bytes().filter(u8::is_ascii_digit).count() < MOST_DIGITS
            && !personal::is_label(word)
    };
    let mut words = rest.split(|c: char| !is_of_word(c)).filter(is_of_name);
    let Some(first) = words.next() else { return number_masked(name) };
    match words.next_back().and_then(|last| last.chars().next()) {
        Some(initial) => format!("{first} {initial}."),
        None => first.to_owned(),
    }
}

/// An address, a number or a handle in the place of a name.
fn number_masked(name: &str) -> String {
    if name.contains('@') {
        beginning(name)
    } else if personal::is_personal(name) {
        personal::masked(name)
    } else {
        personal::masked_digits(name)
    }
}

/// `Rafael Moura` → `R. M.`
pub fn initials(name: &str) -> String {
    let letters: Vec<String> = name
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .map(|c| format!("{}.", c.to_uppercase()))
        .collect();
    letters.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_codes_unless_all_may_be_shown() {
        let telling = HashSet::from(["ms-12".to_owned()]);
        let lead_code = |level, id: &str| lead_code(level, id, &telling);
        let hint = |level, id: &str| hint(level, id, &telling);
        assert_eq!(lead_code(PersonalData::Masked, "4711"), "4711");
        assert_eq!(lead_code(PersonalData::Full, "ana@x.com"), "ana@x.com");
        let code = lead_code(PersonalData::Masked, "ana@x.com");
        assert!(code.starts_with("L-") && code.len() == 10);
        assert_eq!(lead_code(PersonalData::None, "ms-12"), hash::code("ms-12"));
        assert_eq!(lead_code(PersonalData::None, "ms-13"), "ms-13");
        assert_eq!(hint(PersonalData::Masked, "ana@x.com"), "a•••@x.com");
        assert_eq!(hint(PersonalData::None, "ana@x.com"), code);
        let both = "ana@x.com / Ana Lima";
        assert_eq!(hint(PersonalData::Masked, both), hash::code(both));
        assert_eq!(contact(PersonalData::Masked, "Ana Beatriz Lopes"), "Ana L.");
        assert_eq!(contact(PersonalData::None, "Ana"), "");
        for (name, shown) in [
            ("Segredo,Maria", "Segredo M."),
            ("maria.segredo", "maria s."),
            ("Maria/Segredo", "Maria S."),
            ("Maria_Segredo", "Maria S."),
            ("Ana-Clara D'Ávila", "Ana D."),
            ("52998224725", "•••••••••25"),
            ("11977770042", "•••••••••42"),
            ("+5511977770042", "+•••••••••••42"),
            ("tel:11977770042", "tel:•••••••••42"),
            ("ana.segredo@x.test", "a•••@x.test"),
            ("ana.canario@x.test / Mariana Segredo (11) 97777-0042", "Mariana S."),
            ("Mariana Segredo - 11977770042", "Mariana S."),
            ("Segredo, Mariana (CPF 529.982.247-25)", "Segredo M."),
            ("CPF 529.982.247-25", "CPF •••.•••.•••-25"),
            ("ana@x.test/bia@y.test", "an•••"),
            ("ana@x.test;bia@y.test", "an•••"),
            ("@mariasegredo", "@m•••"),
            ("@mariasegredo (11) 97777-0043", "@m•••"),
            ("Maria Segredo 123456", "Maria S."),
            ("Maria Segredo 2", "Maria S."),
            ("97777-0042", "•••••-••42"),
            ("33334444", "••••••44"),
            ("Ana", "Ana"),
        ] {
            assert_eq!(contact(PersonalData::Masked, name), shown);
        }
    }

    #[test]
    fn a_cell_is_quoted_at_the_level_agreed() {
        let cells = [
            ("31/02/2026 10:00:00", "31/02/2026 10:00:00", "31/02/2026 10:00:00"),
            ("2026-13-45", "2026-13-45", "2026-13-45"),
            ("1,234", "1,234", "1,234"),
            ("20261345", "20261345", "20261345"),
            ("3333-4444", "33•••", "•••"),
            ("97777-004", "97•••", "•••"),
            ("7777 0042", "77•••", "•••"),
            ("33334444", "33•••", "•••"),
            ("ontem às 10:00", "ontem às 10:00", "ontem às 10:00"),
            ("ana@x.com", "a•••@x.com", "•••"),
            ("ana@x.test e maria.segredo@y.test, fone (11) 97777-0044", "an•••", "•••"),
            ("ana@x.test / Mariana Segredo", "an•••", "•••"),
            ("@mariasegredo (11) 97777-0043", "@m•••", "•••"),
            ("Ana Souza", "An•••", "•••"),
            ("(11) 98765-4321", "(1•••", "•••"),
            ("123.456.789-09", "12•••", "•••"),
            ("12.345.678/0001-95", "12•••", "•••"),
            ("11987654321 / 11987654322", "11•••", "•••"),
            ("11/09", "11/09", "11/09"),
            ("TOTAL GERAL", "TOTAL GERAL", "TOTAL GERAL"),
            ("Total do mês: 12", "Total do mês: 12", "Total do mês: 12"),
            ("Total Express", "To•••", "•••"),
            ("R$ 1.234,56", "R$ 1.234,56", "R$ 1.234,56"),
            ("2026-11-03T10:00:00Z", "2026-11-03T10:00:00Z", "2026-11-03T10:00:00Z"),
            ("31/02/0026 10:00", "31/02/0026 10:00", "31/02/0026 10:00"),
            ("11/2026 10:00:00.123", "11/2026 10:00:00.123", "11/2026 10:00:00.123"),
            ("011/3333-4444", "01•••", "•••"),
            ("(11)/98765/4321", "(1•••", "•••"),
            ("98765/4321", "98•••", "•••"),
            ("3333/4444", "33•••", "•••"),
            ("11-98765:4321", "11•••", "•••"),
            ("529:982:247:25", "52•••", "•••"),
            ("#N/D", "#N/D", "#N/D"),
            ("#N/DISP", "#N/DISP", "#N/DISP"),
            ("Err:502", "Err:502", "Err:502"),
            ("#NÚM!", "#NÚM!", "#NÚM!"),
            ("#JOANA!", "#J•••", "•••"),
            ("#VALOR!", "#VALOR!", "#VALOR!"),
            ("#Ana", "#A•••", "•••"),
        ];
        for (text, masked, none) in cells {
            assert_eq!(cell(PersonalData::Full, text), text);
            assert_eq!(cell(PersonalData::Masked, text), masked);
            assert_eq!(cell(PersonalData::None, text), none);
        }
    }
}
