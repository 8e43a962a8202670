//! What tells a person apart, recognised in any text: addresses, phones, and the numbers of Brazilian documents (CPF, CNPJ).
//!
//! A text is read in plain signs (`plain`), so that a number is the same whatever dash or blank parts it; what is found there is hidden in the
//! text as it was written.

mod address;
mod number;
pub(super) mod plain;
mod stretches;

use number::is_phone;
use plain::Plain;

use crate::model::agreement::PersonalData;

/// What stands for a thing that is not shown.
pub const HIDDEN: &str = "•••";

/// Digits that stay when a number is masked.
const SHOWN: usize = 2;

/// Fewer digits than this are no number of a person's.
pub const FEWEST: usize = 8;

/// Most bytes of a text that is looked through and shown: no word and no name is longer.
const LONGEST: usize = 2_000;

/// True when a text holds a phone number.
pub fn has_phone(text: &str) -> bool {
    let plain = Plain::of(beginning(text).0).text;
    stretches::numbers(&plain)
        .into_iter()
        .any(|(from, to)| plain.get(from..to).is_some_and(is_phone))
}

/// True when a text is the number of a document and nothing else.
pub fn is_document(text: &str) -> bool {
    let plain = Plain::of(beginning(text).0).text;
    let plain = plain.trim();
    let is_of_number = |c: char| c.is_ascii_alphanumeric() || "-./ ".contains(c);
    plain.starts_with(|c: char| c.is_ascii_alphanumeric())
        && plain.chars().all(is_of_number)
        && number::is_document(plain)
}

/// True of a word that says what kind of number follows: `tel`, `CPF`.
pub fn is_label(word: &str) -> bool {
    stretches::is_label(word)
}

/// True when a text holds an address, a phone or the number of a document.
pub fn is_personal(text: &str) -> bool {
    let (start, rest) = beginning(text);
    (may_hold(start) || !rest.is_empty()) && removed(text) != text
}

/// A text as a message may quote it at a level: nothing of a person's stays at none.
pub fn quoted(level: PersonalData, text: &str) -> String {
    match level {
        PersonalData::Full => text.to_owned(),
        PersonalData::Masked => masked(text),
        PersonalData::None => removed(text),
    }
}

/// A text with three dots for every address, phone and document.
pub fn removed(text: &str) -> String {
    changed(text, &|_| HIDDEN.to_owned(), &|_, _| HIDDEN.to_owned())
}

/// A text with the middle of addresses hidden, and of phones and documents all digits but the last two.
pub fn masked(text: &str) -> String {
    changed(text, &|number| masked_signs(number, char::is_alphanumeric), &|name, host| {
        let first: String = name.trim_start_matches('"').chars().take(1).collect();
        format!("{first}…@{}", masked(host))
    })
}

/// As much of a text as is looked through, and what stands for the rest, of which nothing is shown. It ends at a blank: no number is cut.
fn beginning(text: &str) -> (&str, &'static str) {
    if text.len() <= LONGEST {
        return (text, "");
    }
    let start = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or_default();
    (start.rfind(char::is_whitespace).and_then(|at| start.get(..at)).unwrap_or(start), "…")
}

/// A text with other words for its phones and documents, and for each address by its name and host.
fn changed(
    text: &str,
    number: &dyn Fn(&str) -> String,
    address: &dyn Fn(&str, &str) -> String,
) -> String {
    let (text, rest) = beginning(text);
    if !may_hold(text) {
        return text.to_owned() + rest;
    }
    let plain = Plain::of(text);
    let of = |(from, to): (usize, usize)| text.get(from..to).unwrap_or_default();
    let mut found: Vec<((usize, usize), String)> = Vec::new();
    for [from, at, host, to] in address::addresses(&plain.text) {
        let name = of(plain.written(from, at)).trim_end();
        found.push((plain.written(from, to), address(name, of(plain.written(host, to)))));
    }
    for (from, to) in stretches::numbers(&plain.text) {
        let place = plain.written(from, to);
        if found.iter().all(|((start, end), _)| place.1 <= *start || *end <= place.0) {
            found.push((place, number(of(place))));
        }
    }
    found.sort();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for ((from, to), words) in found {
        out.push_str(of((done, from)));
        out.push_str(&words);
        done = to;
    }
    out + of((done, text.len())) + rest
}

/// False of most texts, at a glance: too few digits, and nothing by which an address is written.
fn may_hold(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let has_letters = || text.chars().filter(|c| c.is_alphanumeric()).count() > FEWEST;
    digits >= FEWEST
        || (digits > 1 && has_letters())
        || text.contains(['@', '\u{ff20}', '\u{fe6b}', '%', ')', ']', '}', '>', ';', '\\', '='])
        || ["rroba", "RROBA", " at ", " AT ", " At "].iter().any(|word| text.contains(word))
}

/// A number with only its last two digits.
pub fn masked_digits(text: &str) -> String {
    masked_signs(text, char::is_numeric)
}

fn masked_signs(text: &str, is_sign: fn(char) -> bool) -> String {
    let all = text.chars().filter(|c| is_sign(*c)).count();
    let mut seen = 0;
    let hide = |c: char| {
        seen += usize::from(is_sign(c));
        if is_sign(c) && seen + SHOWN <= all { '•' } else { c }
    };
    text.chars().map(hide).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_of_every_writing_are_seen_and_masked() {
        for (text, shown) in [
            ("11987654321", "•••••••••21"),
            ("(11) 98765-4321", "(••) •••••-••21"),
            ("+55 11 98765-4321", "+•• •• •••••-••21"),
            ("ligar 11 98765-4321 à tarde", "ligar •• •••••-••21 à tarde"),
            ("+1 415 555 0101", "+• ••• ••• ••01"),
            ("5511987654321", "•••••••••••21"),
            ("1133334444", "••••••••44"),
            ("11987654321 / 1133334444", "•••••••••21 / ••••••••44"),
            ("11987654321 1133334444", "•••••••••21 ••••••••44"),
            ("2026-11-23 11 98765-4321", "2026-11-23 •• •••••-••21"),
            ("11 98765-4321 11 98765-4322", "•• •••••-••21 •• •••••-••22"),
        ] {
            assert!(has_phone(text), "{text}");
            assert_eq!(masked(text), shown);
        }
    }

    #[test]
    fn documents_are_no_phones_and_are_masked() {
        for (text, shown) in [
            ("123.456.789-09", "•••.•••.•••-09"),
            ("12345678909", "•••••••••09"),
            ("11.222.333/0001-81", "••.•••.•••/••••-81"),
            ("11222333000181", "••••••••••••81"),
        ] {
            assert!(is_document(text) && !has_phone(text), "{text}");
            assert_eq!(masked(text), shown);
        }
        assert_eq!(masked("CPF 123.456.789-09, Ana"), "CPF •••.•••.•••-09, Ana");
        let two = "(11) 98765-4321 123.456.789-09";
        assert_eq!(masked(two), "(••) •••••-••21 •••.•••.•••-09");
    }

    #[test]
    fn dates_amounts_and_codes_stay() {
        for text in [
            "2026-11-23 09:10:11",
            "23/11/2026 09:10",
            "11/23/2026 10:20",
            "23.11.2026 10h",
            "R$ 1.234.567,89",
            "10293847561",
            "1764000000",
            "N8-0042",
            "zcrm_5001000000123456",
            "123456",
            "a1b2c3d4-1111-2222",
        ] {
            assert_eq!(masked(text), text);
            assert!(!has_phone(text), "{text}");
        }
    }

    #[test]
    fn at_none_nothing_of_a_person_stays() {
        for (text, shown) in [
            ("ana.lima@x.com.br", "•••"),
            ("de ana@x.com, (11) 98765-4321.", "de •••, •••."),
            ("CPF 123.456.789-09", "CPF •••"),
            ("leads-11987654321.csv", "leads-•••.csv"),
            ("Reunião 23/11/2026 10:20", "Reunião 23/11/2026 10:20"),
            ("@canal", "@canal"),
        ] {
            assert_eq!(quoted(PersonalData::None, text), shown);
            assert_eq!(is_personal(text), text != shown, "{text}");
        }
    }

    #[test]
    fn addresses_are_masked_wherever_they_stand() {
        assert_eq!(masked("ana@x.com / 11987654321"), "a…@x.com / •••••••••21");
        assert_eq!(masked("<Ana> ana.lima@x.com; rui@y.com"), "<Ana> a…@x.com; r…@y.com");
        assert_eq!(masked("@arroba só"), "@arroba só");
        assert_eq!(masked("mailto:ana@x.com"), "mailto:a…@x.com");
    }

    /// Slips of the hand in an address, and numbers that a word before them gives away.
    #[test]
    fn mistyped_addresses_and_labelled_numbers_are_hidden() {
        for text in [
            "ana.lima@@gmail.com",
            "ana.lima@.gmail.com",
            "ana.lima@-gmail.com",
            "ana.lima@_gmail.com",
            "ana.lima@ @gmail.com",
            "ana.lima@<gmail.com>",
            "ana.lima@(gmail.com)",
            "ana.lima@:gmail.com",
            "ana.lima\\@gmail.com",
            "ana.lima @ gmail . com",
            "ana.lima at gmail dot com",
            "ana.lima AT gmail DOT com",
            "ana.lima(a)gmail.com",
            "diz ana.lima@@gmail.com hoje",
            "CPF 12345678900",
            "cpf:12345678900",
            "CNPJ 12345678000100",
            "RG 123456789",
            "RG: 12345678-9",
            "CNH 12345678901",
            "tel 33334444",
            "fone 3333-4444",
            "cel 977770001",
            "celular: 977770001",
        ] {
            let left = removed(text).to_lowercase();
            assert!(left.contains(HIDDEN), "{text}: {left}");
            let parts = ["ana", "lima", "gmail", "3333", "4444", "9777", "1234", "5678"];
            assert!(parts.iter().all(|part| !left.contains(part)), "{text}: {left}");
        }
        for text in [
            "Prezado(a) cliente",
            "olha at home",
            "visita at empresa.com",
            "tel 23/11/2026",
            "fone 2026-11-23 10:20",
            "canal @ loja",
            "RG 12",
            "cel 4711",
            "N-12345678",
            "lote 12345678",
            "ok. Depois. Fim",
        ] {
            assert_eq!(removed(text), text);
        }
    }

    /// A number in groups of the given lengths, with a sign between them.
    fn grouped(number: &str, lengths: &[usize], between: &str) -> String {
        let mut rest = number;
        let parts = lengths.iter().map(|length| {
            let (part, behind) = rest.split_at(*length);
            rest = behind;
            part
        });
        parts.collect::<Vec<_>>().join(between)
    }

    #[test]
    fn a_number_is_hidden_however_it_is_parted() {
        let between = [
            " ", "-", ".", "\u{2010}", "\u{2011}", "\u{2013}", "\u{2014}", "\u{2212}", "\u{ff0d}",
            "\u{a0}", "\u{202f}", "\u{2009}", "\t", "\u{200b}", " - ", "\u{b7}",
        ];
        let phone: &[&[usize]] = &[
            &[11],
            &[2, 9],
            &[2, 5, 4],
            &[2, 1, 4, 4],
            &[7, 4],
            &[2, 1, 8],
            &[2, 5, 2, 2],
            &[2, 3, 2, 4],
        ];
        let landline: &[&[usize]] = &[&[10], &[2, 8], &[2, 4, 4], &[6, 4], &[2, 4, 2, 2]];
        let abroad: &[&[usize]] = &[&[13], &[2, 11], &[2, 2, 9], &[2, 2, 5, 4], &[2, 2, 1, 4, 4]];
        let person: &[&[usize]] = &[&[11], &[3, 3, 3, 2], &[9, 2], &[3, 3, 5], &[3, 6, 2], &[6, 5]];
        let company: &[&[usize]] =
            &[&[14], &[2, 3, 3, 4, 2], &[8, 4, 2], &[8, 6], &[12, 2], &[2, 6, 4, 2]];
        for (number, groupings) in [
            ("11977770042", phone),
            ("4833334444", landline),
            ("5511977770042", abroad),
            ("977770042", &[&[5, 4], &[1, 4, 4]]),
            ("52998224725", person),
            ("11222333000181", company),
        ] {
            for lengths in groupings {
                // Nine digits with nothing between them may be anybody's.
                let parts = |sign: &&&str| number.len() > 9 || **sign != "\u{200b}";
                for sign in between.iter().filter(parts) {
                    let text = format!("diz {} hoje", grouped(number, lengths, sign));
                    assert_eq!(removed(&text), "diz ••• hoje", "{text:?}");
                    let wide = |c: char| char::from_u32(u32::from(c) - 48 + 0xff10).unwrap_or(c);
                    let wide: String = text
                        .chars()
                        .map(|c| if c.is_ascii_digit() { wide(c) } else { c })
                        .collect();
                    assert_eq!(removed(&wide), "diz ••• hoje", "{wide:?}");
                }
            }
        }
    }

    #[test]
    fn numbers_of_persons_are_seen_where_nothing_parts_them_from_words() {
        for (text, shown) in [
            ("11/97777-0053", "•••"),
            ("529982247/27", "•••"),
            ("529,982,247-25", "•••"),
            ("11222333/0001-81", "•••"),
            ("12.ABC.345/01DE-35", "•••"),
            ("CNPJ12abc34501de35", "CNPJ•••"),
            ("tel11977770053", "tel•••"),
            ("CPF52998224725", "CPF•••"),
            ("nº52998224725x", "nº•••x"),
            ("0xx11 97777-0053", "0xx11 •••"),
            ("2026-11-23 97777-0053", "2026-11-23 •••"),
            ("52998224725-11977770053", "•••-•••"),
            ("11977770053,11977770054", "•••,•••"),
            ("Lead11977770045", "Lead•••"),
            ("c5511977770054", "c•••"),
            ("tel_11_91586_7731", "tel_•••"),
            ("leads_11977770053_2026-11-23.csv", "leads_•••_2026-11-23.csv"),
            ("%2B55%20119%207777%200053", "•••"),
            ("11/90925/1642", "•••"),
            ("11987654321Z", "•••Z"),
            ("O11987654321", "O•••"),
            ("A11977770053", "A•••"),
            ("2026-11-23T11987654321", "2026-11-23T•••"),
            ("fone11987654321fim", "fone•••fim"),
            ("abc(11)98765-4321", "abc•••"),
        ] {
            assert_eq!(removed(text), shown);
        }
    }

    #[test]
    fn a_number_is_one_whatever_sign_parts_its_groups() {
        for sign in ["*", "|", ";", ":", "#", "\\", "~", ",", "/", "_"] {
            for (number, lengths) in [
                ("11987654321", &[2, 5, 4][..]),
                ("1133334444", &[2, 4, 4]),
                ("01133334444", &[3, 4, 4]),
                ("5511987654321", &[2, 2, 5, 4]),
                ("52998224725", &[3, 3, 3, 2]),
                ("11222333000181", &[2, 3, 3, 4, 2]),
            ] {
                let text = format!("diz {} hoje", grouped(number, lengths, sign));
                assert_eq!(removed(&text), "diz ••• hoje", "{text:?}");
            }
        }
        for text in ["011/3333-4444", "11-98765:4321", "98765/4321"] {
            assert_eq!(removed(text), "•••");
        }
    }

    #[test]
    fn identity_cards_are_documents() {
        for text in ["12.345.678-9", "1.234.567-8", "12.345.678-X", "12.345.678-x"] {
            assert_eq!(removed(text), "•••");
            assert_eq!(removed(&format!("RG {text}, SSP")), "RG •••, SSP");
            assert_eq!(removed(&format!("RG: {text} SSP/SP")), "RG: ••• SSP/SP");
        }
    }

    #[test]
    fn phones_of_other_countries_are_seen() {
        for (text, shown) in [
            ("646-555-0101", "•••"),
            ("646.555.0101", "•••"),
            ("1-646-555-0101", "•••"),
            ("0044 7911 123456", "•••"),
            ("00351912345678", "•••"),
            ("07911 123456", "•••"),
            ("06 12 34 56 78", "•••"),
            ("20 7946 0958", "•••"),
            ("20-7946-0958", "•••"),
            ("+44 20 7946 0958", "•••"),
            ("https://wa.me/447911123456", "https://wa.me/•••"),
            ("tel:447911123456", "tel:•••"),
            ("7.526.557/0001-00", "•••"),
            ("CNPJ 7526557000100", "CNPJ •••"),
            ("052998224725", "•••"),
            ("103-456-7890", "103-456-7890"),
            ("000123456789", "000123456789"),
            ("0123456789", "0123456789"),
        ] {
            assert_eq!(removed(text), shown);
        }
    }

    #[test]
    fn addresses_are_seen_in_every_writing() {
        for text in [
            "ana＠x.com",
            "ana%40x.com",
            "\"ana lima\"@x.com",
            "ana\u{200b}@x.com",
            "ana@\u{200b}x.com",
            "ana&bob@x.com",
            "ana#1@x.com",
            "ana=b@x.com",
            "ana(at)x.com",
            "ana @ exemplo.com",
            "ana%2540x.com",
            "ana\\u0040x.com",
            "ana arroba x.com",
            "ana&#x40;x.com",
            "ana (at) x.com",
            "ana [arroba] x.com",
            "ANA ARROBA X PONTO COM",
            "ana[arroba]x[ponto]com",
            "ana@x ponto com ponto br",
            "ana{at}x{dot}com",
            "ana <at> x (dot) com",
            "ana=40x.com",
            "ａｎａ＠ｘ．ｃｏｍ",
            "ana@[10.0.0.1]",
        ] {
            assert_eq!(removed(&format!("diz {text} hoje")), "diz ••• hoje", "{text:?}");
        }
        assert_eq!(removed("{ana}@x.com"), "{•••");
    }

    #[test]
    fn days_amounts_versions_and_orders_are_nobodys() {
        for text in [
            "2026-11-23 11:22:33",
            "23/11/2026 10",
            "11/9/2026 1234",
            "23/11–30/11/2026",
            "11-9-2026-1030",
            "20261123-0910",
            "leads-20261123-091011.csv",
            "R$ 529.982.247,25",
            "US$ 529,982,247.25",
            "119.0.6045.199",
            "192.168.100.10",
            "1.19.2.10",
            "2026-00012345",
            "PED-1029384756",
            "N-6",
            "3000-5000",
            "93012 2026",
            "f47ac10b-58cc-4372-a567-0e02b2c3d479",
            "1 2 3 4 5 6 7 8 9 10 11 12",
            "A10293847561",
            "N2026000011",
            "A1133334444",
            "3/11/26 10:20:30",
            "09:10:11 987",
            "12/2025/2026",
            "98765/2026",
            "3333/4444",
            "20 2025 2026",
            "1.234.567-89",
            "12.345.678",
            "12:30;13:40;14:50",
            "01310-100",
            "PEDIDO2026AB35",
            "10%",
            "50%; 40%",
            "(2026)",
            "leads_2026-11-23_0910.csv",
            "acordo_2026-11-23_2026-10.xlsx",
            "utm_2024_11_98765",
            "promo%2050",
            "25%25",
            "Arroba Digital",
            "chegou ao ponto, 2 arroba 3",
            "total=401",
            "vale 15 @ 20",
        ] {
            assert_eq!(removed(text), text);
        }
    }
}
