//! What makes digits a phone or a document: how many there are, how they are grouped and by what they are parted.

/// Digits of a document's number.
const CPF: usize = 11;
const CNPJ: usize = 14;
/// Digits of a mobile's number with its area code.
const MOBILE: usize = 11;
/// The groups of an RG, of seven, eight or nine signs as the states issue them, its check digit behind a dash.
const RG: [[usize; 4]; 2] = [[2, 3, 3, 1], [1, 3, 3, 1]];
/// How phones and documents are grouped as people write them, whatever signs they put between.
const PRINTED: [&[usize]; 11] = [
    &[2, 5, 4],
    &[2, 4, 4],
    &[2, 1, 4, 4],
    &[3, 5, 4],
    &[3, 4, 4],
    &[2, 8],
    &[2, 9],
    &[2, 2, 5, 4],
    &[2, 2, 4, 4],
    &[3, 3, 3, 2],
    &[2, 3, 3, 4, 2],
];
/// After which digits documents are parted as they are printed.
const CPF_CUTS: [usize; 3] = [3, 6, 9];
const CNPJ_CUTS: [usize; 4] = [2, 5, 8, 12];

/// The letters and digits of a number, the length of its groups, and by what each two of them are parted: the first sign that is neither a
/// blank nor a bracket, else a blank.
struct Grouped {
    signs: Vec<u8>,
    groups: Vec<usize>,
    between: Vec<char>,
}

impl Grouped {
    fn of(text: &str) -> Self {
        let text = text.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let mut own = Self { signs: Vec::new(), groups: vec![0], between: Vec::new() };
        let mut parted = None;
        for c in text.chars() {
            if !c.is_ascii_alphanumeric() {
                let sign = if matches!(c, '(' | ')') { ' ' } else { c };
                parted = parted.filter(|before| *before != ' ').or(Some(sign));
                continue;
            }
            if let Some(sign) = parted.take() {
                own.between.push(sign);
                own.groups.push(0);
            }
            own.signs.push(c.to_ascii_uppercase() as u8);
            if let Some(last) = own.groups.last_mut() {
                *last += 1;
            }
        }
        own
    }

    fn is_digits(&self) -> bool {
        self.signs.iter().all(u8::is_ascii_digit)
    }

    /// After how many signs it is parted.
    fn cuts(&self) -> Vec<usize> {
        let ends = self.groups.iter().scan(0, |sum, length| {
            *sum += length;
            Some(*sum)
        });
        ends.take(self.between.len()).collect()
    }

    fn is_parted_by(&self, sign: char) -> bool {
        !self.between.is_empty() && self.between.iter().all(|own| *own == sign)
    }

    fn group(&self, place: usize) -> u32 {
        let start: usize = self.groups.iter().take(place).sum();
        let length = self.groups.get(place).copied().unwrap_or_default();
        self.signs.iter().skip(start).take(length).fold(0, |sum: u32, digit| {
            sum.saturating_mul(10).saturating_add(u32::from(digit.saturating_sub(b'0')))
        })
    }

    fn is_year(&self, place: usize) -> bool {
        self.groups.get(place) == Some(&4) && (1990..2050).contains(&self.group(place))
    }

    /// `2026-11-23 09`, `23.11.2026`, `20261123-0910`, `2026-000123`: a day or a year stands in it.
    fn is_dated(&self) -> bool {
        let day = |place: usize| {
            (1..=2).contains(&self.groups.get(place).copied().unwrap_or_default())
                && (1..=31).contains(&self.group(place))
        };
        let is_day = |first: usize| {
            let is_even = self.between.get(first) == self.between.get(first + 1);
            let is_short = self.groups.get(first..first + 3) == Some(&[2, 2, 2])
                && (self.between.get(first) == Some(&'/') || first == 0 && self.groups.len() == 4);
            is_even
                && ((self.is_year(first) && day(first + 1) && day(first + 2))
                    || (day(first) && day(first + 1) && (self.is_year(first + 2) || is_short)))
        };
        let is_whole =
            self.groups.first() == Some(&8) && (19_900_000..20_500_000).contains(&self.group(0));
        let is_running = self.is_year(0) && matches!(self.between.first(), Some('-' | '/'));
        is_whole || is_running || (0..self.groups.len()).any(is_day)
    }

    /// `192.168.100.10`.
    fn is_host(&self) -> bool {
        self.groups.len() == 4
            && self.is_parted_by('.')
            && (0..4).all(|place| {
                self.groups.get(place).is_some_and(|length| *length <= 3)
                    && self.group(place) <= 255
            })
    }

    /// `529.982.247,25`: thousands by one sign, cents by another.
    fn is_amount(&self) -> bool {
        let Some((last, others)) = self.between.split_last() else { return false };
        let is_even = others.iter().all(|sign| Some(sign) == others.first() && sign != last);
        let thousands = self.groups.get(1..self.groups.len() - 1).unwrap_or_default();
        matches!(last, ',' | '.')
            && is_even
            && self.groups.last().is_some_and(|cents| *cents <= 2)
            && self.groups.first().is_some_and(|first| *first <= 3)
            && thousands.iter().all(|group| *group == 3)
    }
}

/// True of digits in which a day or a year stands.
pub fn is_dated(text: &str) -> bool {
    Grouped::of(text).is_dated()
}

/// True of a phone or the number of a document.
pub fn is_number(text: &str) -> bool {
    is_phone(text) || is_document(text)
}

/// A number with a sign that only phones have, or of the form of Brazilian ones: area code, then 9 and eight digits, or eight that begin as
/// those of landlines do; or nine digits parted before the last four.
pub fn is_phone(text: &str) -> bool {
    let own = Grouped::of(text);
    let length = own.signs.len();
    let is_marked = text.starts_with(['(', '+']);
    if !own.is_digits() || !(9..=15).contains(&length) || own.is_host() || is_document_of(&own) {
        return false;
    }
    if own.between.contains(&'/') || own.between.contains(&',') {
        return is_behind_area(&own);
    }
    if !is_marked && own.is_dated() {
        return false;
    }
    let is_split = length > 9 && (is_marked || text.matches('-').count() == 1);
    is_split || is_brazilian(&own) || is_local(&own) || is_abroad(&own)
}

/// `646-555-0101`, `20 7946 0958`, `0044 7911 123456`, `07911 123456`: in groups as North America and London write them, behind the two zeros of a call abroad, or behind
/// the zero of a call within many countries.
fn is_abroad(own: &Grouped) -> bool {
    let is_even = ['-', '.', ' '].into_iter().any(|sign| own.is_parted_by(sign));
    let digit = |place: usize| own.signs.get(place).copied().unwrap_or_default();
    let is_in_groups = match own.groups.as_slice() {
        [3, 3, 4] => digit(0) > b'1' && digit(3) > b'1',
        [1, 3, 3, 4] => digit(0) == b'1' && digit(1) > b'1' && digit(4) > b'1',
        // London's, as it is written within Britain.
        [2, 4, 4] => own.signs.starts_with(b"20") && !own.is_year(1) && !own.is_year(2),
        _ => false,
    };
    let is_behind_zeros = own.signs.starts_with(b"00") && digit(2) > b'0' && own.signs.len() >= 11;
    let is_national = own.signs.starts_with(b"0") && digit(1) > b'0';
    let has_length = (10..=12).contains(&own.signs.len());
    is_in_groups && is_even || is_behind_zeros || is_national && has_length && is_even
}

/// `11/97777-0042`, `011/3333-4444`: of what a slash or a comma parts, a phone behind its area code is one number, and a mobile's without it;
/// `11/2025/2026` is none.
fn is_behind_area(own: &Grouped) -> bool {
    let has_country = own.signs.len() > MOBILE && own.signs.starts_with(b"55");
    let groups = own.groups.get(usize::from(has_country && own.groups.first() == Some(&2))..);
    let groups = groups.unwrap_or_default();
    let is_area =
        matches!((groups.first(), own.signs.first()), (Some(2), _) | (Some(3), Some(b'0')));
    let number = groups.get(1..).unwrap_or_default();
    let is_dated = (1..own.groups.len()).any(|place| own.is_year(place));
    let is_number = matches!(number, [4 | 5, 4] | [1, 4, 4] | [8 | 9]) && !is_dated;
    is_area && is_number && is_brazilian(own) || is_local(own)
}

/// `97777-0042`, `9 7777-0042`: a mobile's number without its area code.
fn is_local(own: &Grouped) -> bool {
    let is_listed = !own.between.contains(&'-') && own.is_year(1);
    own.signs.first() == Some(&b'9')
        && matches!(own.groups.as_slice(), [5, 4] | [1, 4, 4])
        && !is_listed
}

fn is_brazilian(own: &Grouped) -> bool {
    let national = match own.signs.as_slice() {
        [b'0', b'0', b'5', b'5', rest @ ..] | [b'5', b'5', rest @ ..] | [b'0', rest @ ..]
            if rest.len() >= 10 =>
        {
            rest
        }
        all => all,
    };
    let before = own.signs.len() - national.len();
    let cuts: Vec<usize> = own
        .cuts()
        .iter()
        .filter_map(|cut| cut.checked_sub(before))
        .filter(|cut| *cut > 0)
        .collect();
    let is_version =
        own.is_parted_by('.') && !cuts.iter().all(|cut| [2, 3, 5, 7, 8, 9].contains(cut));
    match national {
        [area, second, b'9', _, ..] if national.len() == 11 => {
            is_area(*area, *second) && !is_version
        }
        [area, second, b'2'..=b'5', ..] if national.len() == 10 => {
            let is_even = cuts.len() < 3 || (cuts.contains(&2) && cuts.contains(&6));
            is_area(*area, *second) && is_even
        }
        _ => false,
    }
}

/// Area codes that Brazil has given.
fn is_area(first: u8, second: u8) -> bool {
    match first {
        b'1' | b'4' | b'6' | b'8' | b'9' => second > b'0',
        b'2' => matches!(second, b'1' | b'2' | b'4' | b'7' | b'8'),
        b'3' => matches!(second, b'1'..=b'5' | b'7' | b'8'),
        b'5' => matches!(second, b'1' | b'3'..=b'5'),
        b'7' => matches!(second, b'1' | b'3'..=b'5' | b'7' | b'9'),
        _ => false,
    }
}

/// The number of a person or a company, parted as it is printed, or in any way where its last two digits prove the others.
pub fn is_document(text: &str) -> bool {
    is_document_of(&Grouped::of(text))
}

/// A number that its own digits prove, whatever stands at it: a document, or a Brazilian mobile's with its country or its area.
pub fn is_proved(text: &str) -> bool {
    let own = Grouped::of(text);
    let is_abroad = own.signs.len() == MOBILE + 2 && own.signs.starts_with(b"55");
    let is_mobile = own.signs.len() == MOBILE && (own.between.is_empty() || is_printed_of(&own));
    let is_phone = own.is_digits() && (is_abroad || is_mobile) && is_brazilian(&own);
    !own.is_dated() && (proves(&own) || is_phone)
}

/// True of a number in groups as people write them.
pub fn is_printed(text: &str) -> bool {
    is_printed_of(&Grouped::of(text))
}

fn is_printed_of(own: &Grouped) -> bool {
    PRINTED.contains(&own.groups.as_slice())
}

/// `12.345.678-9`, `1.234.567-X`: an identity card's number.
fn is_identity(own: &Grouped) -> bool {
    let Some((last, others)) = own.signs.split_last() else { return false };
    RG.iter().any(|groups| own.groups == groups)
        && own.between == ['.', '.', '-']
        && others.iter().all(u8::is_ascii_digit)
        && (last.is_ascii_digit() || *last == b'X')
}

fn is_document_of(own: &Grouped) -> bool {
    if own.is_host() || own.is_amount() || own.is_dated() {
        return false;
    }
    if is_identity(own) {
        return true;
    }
    let cuts = own.cuts();
    // A spreadsheet takes a leading zero away, and some write one more.
    let is_shifted = match own.signs.as_slice() {
        all if all.len() == CNPJ - 1 && own.is_digits() => {
            let signs = [&b"0"[..], all].concat();
            let is_cut = cuts.iter().map(|cut| cut + 1).eq(CNPJ_CUTS);
            is_cut || proves(&Grouped { signs, groups: Vec::new(), between: Vec::new() })
        }
        [b'0', rest @ ..] if rest.len() == CPF && own.is_digits() && cuts.is_empty() => {
            let signs = rest.to_vec();
            proves(&Grouped { signs, groups: Vec::new(), between: Vec::new() })
        }
        _ => false,
    };
    let is_printed = match own.signs.len() {
        CPF => {
            let is_marked = matches!(own.between.last(), Some('-' | '/')) && own.is_digits();
            let is_within = cuts.iter().all(|cut| CPF_CUTS.contains(cut));
            own.is_digits() && (cuts == CPF_CUTS || is_marked && is_within && cuts.contains(&9))
        }
        CNPJ => cuts == CNPJ_CUTS && own.signs.iter().rev().take(2).all(u8::is_ascii_digit),
        _ => false,
    };
    is_printed || is_shifted || proves(own)
}

/// Two check digits at the end, of weights that run from 2 upwards from the right, for a company from 2 to 9 again and again.
fn proves(own: &Grouped) -> bool {
    let most = match own.signs.len() {
        CPF if own.is_digits() => 11,
        CNPJ => 9,
        _ => return false,
    };
    let (first, length) = (own.signs.first(), own.signs.len());
    own.signs.iter().any(|sign| Some(sign) != first)
        && [length - 2, length - 1].into_iter().all(|place| {
            let values =
                own.signs.iter().take(place).rev().map(|sign| u32::from(sign.saturating_sub(b'0')));
            let sum: u32 =
                values.zip((2..=most).cycle()).map(|(value, weight)| value * weight).sum();
            let check = (11 - sum % 11) % 11 % 10;
            own.signs.get(place).is_some_and(|sign| u32::from(*sign) == check + u32::from(b'0'))
        })
}
