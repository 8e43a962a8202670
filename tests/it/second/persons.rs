//! Who is the same person: keys, and rows joined through them.

use std::collections::{BTreeMap, BTreeSet};

use super::world::{Export, Row, Terms, cell, fold, items};

/// A key of a person: what kind and its normal form.
pub type Key = (&'static str, String);

/// The rows that are people, and who each is.
pub struct Census {
    /// Row → person, by index; nothing for rows set aside.
    pub person: Vec<Option<usize>>,
    /// Key → people who carry it.
    pub carriers: BTreeMap<Key, BTreeSet<usize>>,
}

pub fn phone(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.trim().starts_with('+') && !digits.starts_with("55") {
        return (digits.len() >= 10).then_some(digits);
    }
    let mut rest = digits.as_str();
    if let Some(after) = rest.strip_prefix("00") {
        rest = after;
    } else if let Some(after) = rest.strip_prefix('0') {
        rest = if after.len() > 11 { &after[2..] } else { after };
    }
    if rest.starts_with("55") && (12..=13).contains(&rest.len()) {
        rest = &rest[2..];
    }
    let is_old_mobile =
        rest.len() == 10 && rest.chars().nth(2).is_some_and(|third| ('6'..='9').contains(&third));
    let number =
        if is_old_mobile { format!("{}9{}", &rest[..2], &rest[2..]) } else { rest.to_owned() };
    (number.len() >= 10).then_some(number)
}

/// The addresses of a row, those left out that people write where they give none.
pub fn emails(row: &Row) -> Vec<Key> {
    let own = items(row, "email").into_iter().map(|item| item.to_lowercase());
    own.filter(|item| !item.starts_with("naotem")).map(|item| ("email", item)).collect()
}

/// The numbers of a row: an extension is no part of one, one digit eight times stands for none, five zeros at the end of
/// a cell of bare digits were other digits.
pub fn phones(row: &Row) -> Vec<Key> {
    let whole = cell(row, "phone").trim().trim_end_matches(".0");
    let is_bare = whole.bytes().all(|sign| sign.is_ascii_digit());
    let own = items(row, "phone")
        .into_iter()
        .filter_map(|item| phone(item.split(" ramal").next().unwrap().trim_end_matches(".0")));
    let is_real = |number: &String| {
        let last: std::collections::BTreeSet<char> = number.chars().rev().take(8).collect();
        last.len() > 1 && !(is_bare && number.ends_with("00000"))
    };
    own.filter(is_real).map(|number| ("phone", number)).collect()
}

/// A glob on the whole text, both folded; `*` is anything, `?` one sign.
pub fn glob(pattern: &str, text: &str) -> bool {
    fn fits(pattern: &[char], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some(('*', rest)) => (0..=text.len()).any(|skip| fits(rest, &text[skip..])),
            Some((sign, rest)) => text
                .split_first()
                .is_some_and(|(first, after)| (first == sign || *sign == '?') && fits(rest, after)),
        }
    }
    fits(&fold(pattern).chars().collect::<Vec<_>>(), &fold(text).chars().collect::<Vec<_>>())
}

pub fn is_test(row: &Row, terms: &Terms) -> bool {
    let texts = items(row, "email")
        .into_iter()
        .chain([cell(row, "name").to_owned(), cell(row, "company").to_owned()]);
    texts
        .filter(|text| !text.is_empty())
        .any(|text| terms.ignore.iter().any(|pattern| glob(pattern, &text)))
}

/// The id of a row: its own, or made from its keys where no column holds one.
pub fn row_id(export: &Export, row: &Row) -> Option<String> {
    if export.columns.iter().any(|column| column == "id") {
        return Some(cell(row, "id").to_owned()).filter(|id| !id.is_empty());
    }
    let key = emails(row).into_iter().chain(phones(row)).next();
    let named = format!("#{}|{}", fold(cell(row, "name")), fold(cell(row, "company")));
    key.map(|(_, key)| key).or_else(|| Some(named).filter(|named| named != "#|"))
}

pub fn census(leads: &Export, terms: &Terms) -> Census {
    let used: Vec<usize> = (0..leads.rows.len())
        .filter(|index| {
            !is_test(&leads.rows[*index], terms) && row_id(leads, &leads.rows[*index]).is_some()
        })
        .collect();
    let shared = shared_keys(leads, terms, &used);
    let mut group: Vec<usize> = (0..leads.rows.len()).collect();
    let unite = |group: &mut Vec<usize>, one: usize, other: usize| {
        let (from, to) = (group[one], group[other]);
        group.iter_mut().filter(|member| **member == from).for_each(|member| *member = to);
    };
    let mut first: BTreeMap<Key, usize> = BTreeMap::new();
    let mut with_phone: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for &index in &used {
        for key in joining(leads, terms, &leads.rows[index]).into_iter().filter(|key| {
            !shared.contains(&(if key.0 == "called" { "phone" } else { key.0 }, key.1.clone()))
        }) {
            if key.0 == "phone" {
                with_phone.entry(key).or_default().push(index);
            } else {
                let other = *first.entry(key).or_insert(index);
                unite(&mut group, index, other);
            }
        }
    }
    let apart = group.clone();
    for rows in with_phone.into_values() {
        let name = |index: usize| words(cell(&leads.rows[index], "name"));
        let own = |index: usize| -> BTreeSet<Key> {
            emails(&leads.rows[index]).into_iter().filter(|key| !shared.contains(key)).collect()
        };
        let two = |one: usize, other: usize| {
            let (mine, theirs) = (own(one), own(other));
            apart[one] != apart[other]
                && !mine.is_empty()
                && !theirs.is_empty()
                && mine.is_disjoint(&theirs)
                && !name(one).is_empty()
                && !name(other).is_empty()
                && !alike(&name(one), &name(other))
        };
        let several = rows.iter().any(|one| rows.iter().any(|other| two(*one, *other)));
        for &row in &rows {
            let is_same =
                |other: &&usize| !several || (name(row) == name(**other) && !name(row).is_empty());
            if let Some(other) = rows.iter().find(is_same) {
                unite(&mut group, row, *other);
            }
        }
    }
    let mut carriers: BTreeMap<Key, BTreeSet<usize>> = BTreeMap::new();
    for &index in &used {
        let row = &leads.rows[index];
        for key in named(leads, row).into_iter().chain(emails(row)).chain(phones(row)) {
            carriers.entry(key).or_default().insert(group[index]);
        }
    }
    let person =
        (0..leads.rows.len()).map(|index| used.contains(&index).then(|| group[index])).collect();
    Census { person, carriers }
}

fn named(leads: &Export, row: &Row) -> Vec<Key> {
    let person = Some(cell(row, "person").to_owned()).filter(|person| !person.is_empty());
    let id = row_id(leads, row).filter(|_| leads.columns.iter().any(|column| column == "id"));
    id.map(|id| ("lead", id)).into_iter().chain(person.map(|person| ("person", person))).collect()
}

fn joining(leads: &Export, terms: &Terms, row: &Row) -> Vec<Key> {
    let mut keys = named(leads, row);
    if !leads.columns.iter().any(|column| column == "id") {
        let first = emails(row).into_iter().chain(phones(row)).next();
        // What a row is called by is its own, also where it is a number.
        let named = first.map(|(kind, key)| (if kind == "phone" { "called" } else { kind }, key));
        keys.push(named.unwrap_or_else(|| ("lead", row_id(leads, row).unwrap())));
    }
    let is_matched = |kind: &str| terms.matched.iter().any(|matched| matched == kind);
    keys.extend(emails(row).into_iter().filter(|_| is_matched("email")));
    keys.extend(phones(row).into_iter().filter(|_| is_matched("phone")));
    keys
}

/// The words of a name.
fn words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric()).map(fold).filter(|word| !word.is_empty()).collect()
}

/// One name is the other, or a part of it, or has initials for its words.
fn alike(one: &[String], other: &[String]) -> bool {
    let within = |short: &[String], long: &[String]| {
        short.iter().all(|word| {
            long.iter().any(|own| {
                own == word || (word.chars().count() == 1 && own.starts_with(word.as_str()))
            })
        })
    };
    if one.len() <= other.len() { within(one, other) } else { within(other, one) }
}

/// Shared addresses, and keys that more than three people carry: people are told apart by their other key and by `person`, or by these, the addresses
/// beside the key that stand in few rows, and the name together; of rows with none of it more than ten ids are of many.
fn shared_keys(leads: &Export, terms: &Terms, used: &[usize]) -> BTreeSet<Key> {
    let is_shared =
        |key: &Key| key.0 == "email" && terms.shared.iter().any(|pattern| glob(pattern, &key.1));
    let mut with: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    let mut shared = BTreeSet::new();
    for &index in used {
        let row = &leads.rows[index];
        let own: BTreeSet<Key> = emails(row).into_iter().chain(phones(row)).collect();
        own.into_iter().for_each(|key| with.entry(key).or_default().push(index));
        shared.extend(emails(row).into_iter().filter(is_shared));
    }
    let has_ids = leads.columns.iter().any(|column| column == "id");
    let is_of_many = |(key, rows): (&Key, &Vec<usize>)| {
        let other = |row: &Row| if key.0 == "email" { phones(row) } else { emails(row) };
        let own = |row: &Row| if key.0 == "email" { emails(row) } else { phones(row) };
        let strict = |row: &Row| -> BTreeSet<Key> {
            let person =
                Some(("person", cell(row, "person").to_owned())).filter(|key| !key.1.is_empty());
            other(row).into_iter().filter(|key| !is_shared(key)).chain(person).collect()
        };
        let wide = |row: &Row| -> BTreeSet<Key> {
            let beside = own(row).into_iter().filter(|own| !is_shared(own) && with[own].len() <= 3);
            let beside = beside.map(|(_, key)| ("beside", key));
            strict(row).into_iter().chain(beside).collect()
        };
        let rows: Vec<&Row> = rows.iter().map(|index| &leads.rows[*index]).collect();
        let nameless = vec![Vec::new(); rows.len()];
        let names: Vec<Vec<String>> = rows.iter().map(|row| words(cell(row, "name"))).collect();
        let bare = rows.iter().filter(|row| wide(row).is_empty() && cell(row, "name").is_empty());
        let ids: BTreeSet<&str> = bare.map(|row| cell(row, "id")).collect();
        people(&rows.iter().map(|row| strict(row)).collect::<Vec<_>>(), &nameless) > 3
            || people(&rows.iter().map(|row| wide(row)).collect::<Vec<_>>(), &names) > 3
            || (has_ids && ids.len() > 10)
    };
    shared.extend(with.iter().filter(|own| is_of_many(*own)).map(|(key, _)| key.clone()));
    shared
}

/// People among rows of keys and names: rows with a key in common, or with one name, are of one; rows without any of nobody.
fn people(rows: &[BTreeSet<Key>], names: &[Vec<String>]) -> usize {
    let said: Vec<usize> =
        (0..rows.len()).filter(|at| !rows[*at].is_empty() || !names[*at].is_empty()).collect();
    let mut group: Vec<usize> = (0..rows.len()).collect();
    let is_one = |a: &[String], b: &[String]| {
        !a.is_empty() && !b.is_empty() && (alike(a, b) || alike(b, a) || initials(a, b))
    };
    for &a in &said {
        for &b in &said {
            if !rows[a].is_disjoint(&rows[b]) || is_one(&names[a], &names[b]) {
                let (from, to) = (group[a], group[b]);
                group.iter_mut().filter(|own| **own == from).for_each(|own| *own = to);
            }
        }
    }
    said.iter().map(|at| group[*at]).collect::<BTreeSet<usize>>().len()
}

/// Every word of the shorter name is in the longer, where of two words one may be the other's initial.
fn initials(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let begins = |a: &str, b: &str| a.chars().count() == 1 && b.starts_with(a);
    short.iter().all(|a| long.iter().any(|b| a == b || begins(a, b) || begins(b, a)))
}
