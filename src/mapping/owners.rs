//! One person under one name: the id or address by which one export knows who works a lead, and the name by which another does (`DEFINITIONS.md` §5, *Groups*).

use std::collections::{BTreeMap, BTreeSet};

use crate::issue::{Code, Issue};
use crate::model::column::WordColumn;
use crate::model::fold::{fold, fold_words};

use super::frame::Frame;
use super::tables::Tables;

/// Pairs that a warning names.
const NAMED: usize = 3;

/// Words within names that are no part of an address.
const PARTICLES: [&str; 7] = ["de", "da", "do", "das", "dos", "e", "di"];

/// What stands in the place of a name where a cut address is nobody's.
const NOBODY: &str = "?";

/// Letters of the shortest local part that is made of parts of a name run together.
const SHORTEST: usize = 4;

/// Gives owners that are written as an id the name that rows with both tell, of whatever table; an id of several names stays.
fn name_ids(tables: &mut Tables) {
    let frames = [&tables.leads, &tables.deals, &tables.activities];
    let mut names: BTreeMap<&str, BTreeMap<String, &str>> = BTreeMap::new();
    for frame in frames {
        let (Some(owners), Some(ids)) = (frame.words.get("owner"), frame.texts.get("owner-id"))
        else {
            continue;
        };
        for row in (0..frame.len()).filter(|row| frame.is_live(*row)) {
            let (Some(name), Some(id)) = (owners.word(row), ids.get(row)) else { continue };
            if name != id {
                let spelling = names.entry(id).or_default().entry(fold(name)).or_insert(name);
                *spelling = name.min(spelling);
            }
        }
    }
    let only = |(id, names): (&str, BTreeMap<String, &str>)| {
        let name = names.values().next().filter(|_| names.len() == 1)?;
        Some((id.to_owned(), (*name).to_owned()))
    };
    let known = names.into_iter().filter_map(only).collect();
    rename(tables, &known);
}

/// Writes names in the place of ids and addresses wherever owners stand.
fn rename(tables: &mut Tables, known: &BTreeMap<String, String>) {
    let frames =
        [&mut tables.leads, &mut tables.deals, &mut tables.activities, &mut tables.exemptions];
    for column in frames.into_iter().filter_map(|frame| frame.words.get_mut("owner")) {
        column.rename(|owner| known.get(owner).map(String::as_str));
    }
}

/// Gives owners that are written as an id or an address their name, where exactly one owner has such a name; says which may be one person besides.
pub fn unify(tables: &mut Tables) -> Option<Issue> {
    name_ids(tables);
    let frames = [&tables.leads, &tables.deals, &tables.activities, &tables.exemptions];
    let all: BTreeSet<String> = frames.into_iter().flat_map(owners).map(str::to_owned).collect();
    let (addresses, names): (Vec<&str>, Vec<&str>) =
        all.iter().map(String::as_str).partition(|owner| owner.contains('@'));
    let (whole, cut): (Vec<&str>, Vec<&str>) = addresses.into_iter().partition(|own| is_whole(own));
    let people: BTreeMap<String, &str> = names.iter().map(|name| (fold(name), *name)).collect();
    let people: Vec<Person> = people.into_values().map(Person::of).collect();
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut alike: Vec<(String, String)> = Vec::new();
    for address in whole.iter().copied() {
        let local = Local::of(address);
        let pair = |own: &Person| (address.to_owned(), own.name.to_owned());
        match people.iter().filter(|person| local.is_of(person)).collect::<Vec<_>>()[..] {
            [only] => drop(known.insert(address.to_owned(), only.name.to_owned())),
            [] => alike.extend(people.iter().filter(|own| local.may_be(own)).map(pair)),
            ref several => alike.extend(several.iter().copied().map(pair)),
        }
    }
    for address in cut {
        match owners_of(address, &people, &whole, &known).as_slice() {
            [only] => drop(known.insert(address.to_owned(), only.clone())),
            [] => alike.push((address.to_owned(), NOBODY.to_owned())),
            several => alike.extend(several.iter().map(|own| (address.to_owned(), own.clone()))),
        }
    }
    let full = || people.iter().filter(|person| person.parts.len() > 1);
    for first in people.iter().filter(|person| person.parts.len() == 1) {
        let own = full().filter(|person| person.parts.first() == first.parts.first());
        alike.extend(own.map(|person| (first.name.to_owned(), person.name.to_owned())));
    }
    let told = said(&alike);
    rename(tables, &known);
    told
}

fn owners(frame: &Frame) -> impl Iterator<Item = &str> {
    frame.words.get("owner").into_iter().flat_map(WordColumn::spellings).map(String::as_str)
}

/// Something stands on either side of the `@`, and a host of at least two parts behind it.
fn is_whole(address: &str) -> bool {
    let is_plain =
        |text: &str| !text.is_empty() && !text.contains(|c: char| c == '@' || c.is_whitespace());
    let is_host = |host: &str| {
        let ends =
            host.rsplit_once('.').is_some_and(|(name, end)| !name.is_empty() && end.len() > 1);
        ends && is_plain(host)
    };
    address.split_once('@').is_some_and(|(local, host)| is_plain(local) && is_host(host))
}

/// Whom a cut address may be, each once and as they are called: whose name it tells, or whose whole address begins so.
fn owners_of(
    address: &str,
    people: &[Person],
    whole: &[&str],
    known: &BTreeMap<String, String>,
) -> Vec<String> {
    // With its signs: `ana@` is not how `ana.paula@x.com` begins.
    let (local, begins) = (Local::of(address), fold_words(address));
    let before = |address: &str| fold(address.split('@').next().unwrap_or_default());
    let is_same =
        |own: &&&str| fold_words(own).starts_with(&begins) || before(own) == before(address);
    let named = people.iter().filter(|own| local.is_of(own)).map(|own| own.name.to_owned());
    let alike: Vec<&str> = whole.iter().filter(is_same).copied().collect();
    let longer: Vec<&str> =
        alike.iter().copied().filter(|own| fold_words(own).starts_with(&begins)).collect();
    // Of two addresses that are alike before the `@` the one that goes on as this one does.
    let alike = if longer.is_empty() { alike } else { longer };
    let of_address =
        alike.into_iter().map(|own| known.get(own).map_or(own, String::as_str).to_owned());
    let all: BTreeMap<String, String> =
        named.chain(of_address).map(|own| (fold(&own), own)).collect();
    all.into_values().collect()
}

fn said(alike: &[(String, String)]) -> Option<Issue> {
    let pair = |(one, other): &(String, String)| format!("{one} = {other}");
    let mut named: Vec<String> = alike.iter().take(NAMED).map(pair).collect();
    named.extend((alike.len() > NAMED).then(|| "…".to_owned()));
    let values = vec![("n", alike.len().to_string()), ("owners", named.join(", "))];
    (!alike.is_empty()).then(|| Issue::warning(Code::OwnersAlike, values))
}

/// A name and its parts, folded.
struct Person<'a> {
    name: &'a str,
    parts: Vec<String>,
}

impl<'a> Person<'a> {
    fn of(name: &'a str) -> Self {
        let parts = name.split(|c: char| !c.is_alphanumeric()).map(fold);
        let is_part = |part: &String| !part.is_empty() && !PARTICLES.contains(&part.as_str());
        Self { name, parts: parts.filter(is_part).collect() }
    }
}

/// What stands before the `@` of an address, in its parts.
struct Local(Vec<String>);

impl Local {
    fn of(address: &str) -> Self {
        let local = address.split('@').next().unwrap_or_default();
        let parts = local.split(|c: char| !c.is_alphabetic()).map(fold);
        Self(parts.filter(|part| !part.is_empty()).collect())
    }

    /// First name and one more, or one of the two as an initial; run together, with at least four letters.
    fn is_of(&self, person: &Person) -> bool {
        let [first, others @ ..] = person.parts.as_slice() else { return false };
        let is_initial = |own: &str, part: &str| own.chars().count() == 1 && part.starts_with(own);
        match self.0.as_slice() {
            [one] if one.chars().count() >= SHORTEST => others.iter().any(|other| {
                let initial = |part: &str| part.chars().take(1).collect::<String>();
                *one == format!("{first}{other}")
                    || *one == format!("{}{other}", initial(first))
                    || *one == format!("{first}{}", initial(other))
            }),
            [own, rest @ ..] if !rest.is_empty() => {
                let is_first = own == first || is_initial(own, first);
                let is_known = |part: &String| {
                    others
                        .iter()
                        .any(|other| part == other || (own == first && is_initial(part, other)))
                };
                (is_first && rest.iter().all(is_known)) || self.is_turned(first, others)
            }
            _ => false,
        }
    }

    /// A further name, or several, and the first name behind them, each whole.
    fn is_turned(&self, first: &String, others: &[String]) -> bool {
        let Some((last, rest)) = self.0.split_last() else { return false };
        last == first && rest.iter().all(|part| others.contains(part))
    }

    /// The first name and nothing else.
    fn may_be(&self, person: &Person) -> bool {
        matches!(self.0.as_slice(), [only] if person.parts.first() == Some(only))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_address_is_the_one_owner_whom_it_fits() {
        for whole in ["nunes.caio@x.com", "a@b.co"] {
            assert!(is_whole(whole), "{whole}");
        }
        for cut in ["nunes.caio@", "nunes.caio@x", "nunes.caio@@x.com", "@x.com", "a b@x.com"] {
            assert!(!is_whole(cut), "{cut}");
        }
        let people = ["Caio Nunes", "Ana Souza"].map(Person::of);
        let whole = ["nunes.caio@x.com", "bia.lima@x.com", "bia.lima@y.com", "rui@x.com"];
        let known = BTreeMap::from([("nunes.caio@x.com".to_owned(), "Caio Nunes".to_owned())]);
        let of = |cut: &str| owners_of(cut, &people, &whole, &known);
        assert!(owners_of("ana@", &[], &["ana.paula@x.com"], &BTreeMap::new()).is_empty());
        for cut in ["nunes.caio@", "Nunes.Caio@x", "nunes.caio@@x.com", "caio.nunes@"] {
            assert_eq!(of(cut), ["Caio Nunes"], "{cut}");
        }
        assert_eq!(of("bia.lima@y"), ["bia.lima@y.com"]);
        assert_eq!(of("bia.lima@"), ["bia.lima@x.com", "bia.lima@y.com"], "two, so nobody");
        assert_eq!(of("rui@"), ["rui@x.com"]);
        assert!(of("ze@").is_empty());
    }

    #[test]
    fn an_address_is_a_person_by_two_parts_of_the_name() {
        let ana = Person::of("Ana Beatriz de Souza");
        for address in [
            "ana.souza@x.com.br",
            "ana_souza2@x.com",
            "a.souza@x.com",
            "ana.s@x.com",
            "anasouza@x.com",
            "asouza@x.com",
            "ana.beatriz.souza@x.com",
            "Ana-Souza@x.com",
            "souza.ana@x.com",
            "souza.ana@",
        ] {
            assert!(Local::of(address).is_of(&ana), "{address}");
        }
        for address in [
            "ana@x.com",
            "souza@x.com",
            "ana.lima@x.com",
            "bia.souza@x.com",
            "a.s@x.com",
            "vendas@x.com",
            "@x.com",
        ] {
            assert!(!Local::of(address).is_of(&ana), "{address}");
        }
        assert!(Local::of("ana@x.com").may_be(&ana) && !Local::of("bia@x.com").may_be(&ana));
        assert!(!Local::of("ana.souza@x.com").is_of(&Person::of("Ana")), "a first name alone");
    }
}
