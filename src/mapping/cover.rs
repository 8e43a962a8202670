//! What the outputs are not given to see, unless all may be shown: addresses, phones and documents in places where words are expected, such
//! as the source of a lead, a header or the name of a file. Whom a cell names in its own column (name, e-mail) every output covers itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::issue::{Code, Issue};
use crate::model::agreement::{Condition, PersonalData};
use crate::model::column::Coded;
use crate::model::dataset::Dataset;
use crate::model::fold::fold_words;
use crate::model::hash::code;
use crate::model::records::LogEntry;

use super::{personal, telling};

/// Words of the teams' own people, whose names the agreement shows or hides by another setting.
const STAFF: [&str; 2] = ["owner", "team"];
/// Values of issues that stay as they are until they are told: cells and names are covered there.
const TOLD_LATER: [&str; 4] = ["value", "other-value", "names", "owners"];

/// Most letters of a word in a message.
const LONGEST_WORD: usize = 120;

/// How covered words are shown, both folded.
type Covered = BTreeMap<String, BTreeSet<String>>;

/// Covers them in what was read, after everything is joined.
pub(super) fn cover(level: PersonalData, data: &mut Dataset, issues: &mut [Issue]) {
    if level != PersonalData::Full {
        hide(level, data, issues);
    }
    let values = issues.iter_mut().flat_map(|issue| &mut issue.values);
    values.filter(|(name, _)| *name == "word").for_each(|(_, word)| shorten(word));
}

/// A message names a word: of one that fills a page its beginning, cut after it is covered.
fn shorten(word: &mut String) {
    if let Some((at, _)) = word.char_indices().nth(LONGEST_WORD) {
        word.truncate(at);
        word.push('…');
    }
}

fn hide(level: PersonalData, data: &mut Dataset, issues: &mut [Issue]) {
    data.leads.telling = telling::telling(&data.leads);
    let mut covered = BTreeMap::new();
    let words = data.leads.words.iter_mut().filter(|(field, _)| !STAFF.contains(&field.as_str()));
    words.for_each(|(_, words)| code_words(words, &mut covered));
    cover_staff(level, data, &mut covered);
    data.covered = covered;
    let names = data.traffic.iter_mut().flat_map(|visit| [&mut visit.source, &mut visit.campaign]);
    names.flatten().for_each(|name| cover_visit(level, name, &data.covered));
    let quote = |text: &mut String| {
        if personal::is_personal(text) {
            *text = personal::quoted(level, text);
        }
    };
    data.log.iter_mut().for_each(|entry| cover_entry(level, entry));
    data.exemptions.texts_mut().for_each(quote);
    cover_contacts(data, issues);
    for row in data.set_aside.iter_mut().chain(&mut data.unkeyed) {
        quote(&mut row.file);
        row.column.iter_mut().chain(&mut row.sheet).for_each(quote);
    }
    for file in data.intake.iter_mut().flat_map(|source| &mut source.files) {
        file.columns.iter_mut().for_each(|column| quote(&mut column.header));
        file.unread.iter_mut().chain(&mut file.sheet).for_each(quote);
    }
    issues.iter_mut().for_each(cover_headers);
    let values = issues.iter_mut().flat_map(|issue| &mut issue.values);
    values.filter(|(name, _)| !TOLD_LATER.contains(name)).for_each(|(_, value)| quote(value));
}

/// Whom the register of exemptions names as an owner, and who is a contact or a company of the leads and no lead's owner, is shown by a code.
fn cover_contacts(data: &mut Dataset, issues: &mut [Issue]) {
    let strangers: BTreeSet<String> =
        data.exemptions.strangers_mut().map(|owner| fold_words(owner)).collect();
    let leads = &data.leads;
    let all = (0..leads.len()).filter(|_| !strangers.is_empty());
    let own = |lead| [leads.name.get(lead), leads.company.get(lead)].into_iter().flatten();
    let contacts: BTreeSet<String> = all.flat_map(own).map(fold_words).collect();
    let shown = |owner: &str| match fold_words(owner) {
        own if strangers.contains(&own) && contacts.contains(&own) => code(&own),
        _ => owner.to_owned(),
    };
    data.exemptions.strangers_mut().for_each(|owner| *owner = shown(owner));
    let unknown = issues.iter_mut().filter(|issue| issue.code == Code::ExemptOwnersUnknown);
    let named = unknown.flat_map(|issue| &mut issue.values).filter(|(name, _)| *name == "owners");
    named.for_each(|(_, owners)| {
        *owners = owners.split(", ").map(shown).collect::<Vec<_>>().join(", ");
    });
}

/// A person among the headers of a file tells that its first row is no header: then nothing of that row is shown.
fn cover_headers(issue: &mut Issue) {
    let is_header = |name: &str| matches!(name, "there" | "nearest");
    let mut headers = issue.values.iter().filter(|(name, _)| is_header(name));
    if !headers.any(|(_, value)| personal::is_personal(value)) {
        return;
    }
    let shown = issue.values.iter_mut().filter(|(name, _)| is_header(name));
    shown.for_each(|(_, value)| personal::HIDDEN.clone_into(value));
}

/// Covers an entry of the teams' log, wherever it was written down. Its lead is covered where it is shown: by it the lead is found.
pub fn cover_entry(level: PersonalData, entry: &mut LogEntry) {
    if level == PersonalData::Full {
        return;
    }
    let words = entry.by.iter_mut().chain(&mut entry.about).chain([&mut entry.text]);
    words.for_each(|text| *text = personal::quoted(level, text));
}

/// Covers what is no name where the teams' own people stand, the same in every table: by it their leads and tries find each other. Of two
/// that would look alike each has a code beside it: their numbers stay two.
fn cover_staff(level: PersonalData, data: &mut Dataset, covered: &mut Covered) {
    let mut looks: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for word in staff(data) {
        let own = fold_words(word);
        looks.entry(fold_words(&personal::quoted(level, word))).or_default().insert(own);
    }
    for word in staff(data).filter(|word| personal::is_personal(word)) {
        let shown = personal::quoted(level, word);
        let is_alone = looks.get(&fold_words(&shown)).is_some_and(|all| all.len() == 1);
        let own = fold_words(word);
        *word = if is_alone { shown } else { format!("{shown} {}", code(&own)) };
        covered.entry(own).or_default().insert(fold_words(word));
    }
}

/// Owners and teams of leads, who made each activity, and the owners that the register of exemptions names.
fn staff(data: &mut Dataset) -> impl Iterator<Item = &mut String> {
    let of_leads = data.leads.words.iter_mut().filter(|(field, _)| STAFF.contains(&field.as_str()));
    let words = of_leads.flat_map(|(_, column)| &mut column.words);
    words.chain(&mut data.activities.owner.words).chain(data.exemptions.owners_mut())
}

/// The values of a `where` as the words that they name are shown: of the teams' own people as theirs, of anything else as a code.
pub fn values(level: PersonalData, condition: &Condition) -> Vec<String> {
    let is_staff = STAFF.contains(&condition.field.as_str());
    let shown = |value: &String| match level {
        PersonalData::Full => value.clone(),
        _ if is_staff => personal::quoted(level, value),
        _ if personal::is_personal(value) => code(&fold_words(value)),
        _ => value.clone(),
    };
    condition.any_of.iter().map(shown).collect()
}

/// Covers a name of visits. One that leads have is shown as theirs, so that both are counted together; of another one so much is shown beside
/// its code that whoever keeps the sheet of visits finds it there.
fn cover_visit(level: PersonalData, name: &mut String, of_leads: &Covered) {
    if !personal::is_personal(name) {
        return;
    }
    let own = code(&fold_words(name));
    let is_known = of_leads.contains_key(&fold_words(name));
    *name = if is_known { own } else { format!("{} {own}", personal::quoted(level, name)) };
}

fn code_words(words: &mut Coded, covered: &mut Covered) {
    for word in words.words.iter_mut().filter(|word| personal::is_personal(word)) {
        let own = fold_words(word);
        *word = code(&own);
        covered.entry(own).or_default().insert(fold_words(word));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::records::{Exemption, Register, Visit};
    use crate::model::zone::Day;

    const LEADS: [&str; 6] =
        ["Ana Souza", "ana@x.com", "amanda@x.com", "rui@x.com", "(11) 98765-4321", "11987654322"];
    const TRIES: [&str; 3] = ["RUI@x.com", "Amanda@x.com", "529.982.247-25"];

    /// Owners of leads, of tries, and of an exemption, as they are shown at a level.
    fn shown(level: PersonalData) -> (Vec<String>, Vec<String>, Vec<String>) {
        let of = |words: &[&str]| Coded::of(words.iter().map(|word| Some(*word)));
        let mut data = Dataset::default();
        data.leads.words.insert("owner".into(), of(&LEADS));
        data.leads.words.insert("team".into(), of(&["vendas@x.com"]));
        data.activities.owner = of(&TRIES);
        let entry = Exemption { owner: Some("amanda@x.com".into()), ..Exemption::default() };
        data.exemptions = Register::of(vec![entry]);
        cover(level, &mut data, &mut []);
        let seen = |column: &Coded, rows: usize| {
            (0..rows).filter_map(|row| column.word(row)).map(str::to_owned).collect::<Vec<_>>()
        };
        let mut leads = seen(&data.leads.words["owner"], LEADS.len());
        leads.extend(seen(&data.leads.words["team"], 1));
        let exempt = data.exemptions.owners_mut().map(|owner| owner.clone()).collect();
        (leads, seen(&data.activities.owner, TRIES.len()), exempt)
    }

    #[test]
    fn what_is_no_name_among_owners_is_covered_and_stays_one_person() {
        let (leads, tries, exempt) = shown(PersonalData::Masked);
        let (ana, amanda) = (code("ana@x.com"), code("amanda@x.com"));
        assert_eq!(
            leads,
            [
                "Ana Souza",
                &format!("a…@x.com {ana}"),
                &format!("a…@x.com {amanda}"),
                "r…@x.com",
                "(••) •••••-••21",
                "•••••••••22",
                "v…@x.com",
            ]
        );
        assert_eq!(tries, ["R…@x.com", &format!("A…@x.com {amanda}"), "•••.•••.•••-25"]);
        assert_eq!(exempt, [format!("a…@x.com {amanda}")]);
    }

    #[test]
    fn a_contact_in_the_place_of_an_owner_is_shown_by_a_code() {
        let owners = ["Mariana Segredo", "MARIANA SEGREDO", "Empresecreta", "Rui Dias", "Ana"];
        for level in [PersonalData::Masked, PersonalData::None, PersonalData::Full] {
            let mut data = Dataset::default();
            data.leads.person.push(1);
            data.leads.id.push(Some("1"));
            data.leads.name.push(Some("Mariana Segredo"));
            data.leads.company.push(Some("Empresecreta"));
            let entry = |(at, owner): (usize, &str)| Exemption {
                owner: Some(owner.to_owned()),
                owner_code: (at == 4).then_some(1),
                ..Exemption::default()
            };
            data.exemptions = Register::of(owners.into_iter().enumerate().map(entry).collect());
            let values = vec![("n", "4".to_owned()), ("owners", owners[..4].join(", "))];
            let mut issues = [Issue::warning(Code::ExemptOwnersUnknown, values)];
            cover(level, &mut data, &mut issues);
            let shown: Vec<String> = data.exemptions.owners_mut().map(|own| own.clone()).collect();
            let is_told = level == PersonalData::Full;
            let told = &issues[0].values[1].1;
            for owner in owners {
                let stays = is_told || matches!(owner, "Rui Dias" | "Ana");
                assert_eq!(shown.iter().any(|own| own == owner), stays, "{owner}");
                assert_eq!(told.contains(owner), stays && owner != "Ana", "{owner}: {told}");
            }
        }
    }

    #[test]
    fn a_row_of_a_person_that_stands_in_the_header_is_not_shown() {
        for (there, shown) in [
            ("529.982.247-25, Canarina Segredo, Empresecreta Ltda", "•••"),
            ("7, Canarina Segredo, canarina@x.com", "•••"),
            ("Canarina Segredo, (11) 98765-4321", "•••"),
            ("Nome, E-mail, Empresa", "Nome, E-mail, Empresa"),
        ] {
            for level in [PersonalData::Masked, PersonalData::None] {
                let values = vec![("there", there.to_owned()), ("nearest", "Canarina".to_owned())];
                let mut issues = [Issue::serious(Code::ColumnMissing, values)];
                cover(level, &mut Dataset::default(), &mut issues);
                assert_eq!(issues[0].values[0].1, shown);
                assert_eq!(issues[0].values[1].1 == "•••", shown == "•••");
            }
        }
    }

    #[test]
    fn names_of_visits_that_no_lead_has_can_be_found_again() {
        let visit = |name: &str| Visit {
            day: Day(20_762),
            source: Some(name.to_owned()),
            campaign: None,
            visits: 1.0,
            cost: None,
        };
        let shown = |level| {
            let mut data = Dataset::default();
            data.leads.words.insert("source".into(), Coded::of([Some("ana@x.com")].into_iter()));
            data.traffic =
                ["ANA@x.com", "rui@y.com", "(11) 98765-4321", "Google"].map(visit).into();
            cover(level, &mut data, &mut []);
            data.traffic.into_iter().filter_map(|visit| visit.source).collect::<Vec<_>>()
        };
        let (rui, phone) = (code("rui@y.com"), code("(11) 98765-4321"));
        assert_eq!(
            shown(PersonalData::Masked)[1..],
            [format!("r…@y.com {rui}"), format!("(••) •••••-••21 {phone}"), "Google".into()]
        );
        assert_eq!(
            shown(PersonalData::None)[1..],
            [format!("••• {rui}"), format!("••• {phone}"), "Google".into()]
        );
        assert_eq!(shown(PersonalData::Masked)[0], code("ana@x.com"), "as the leads of that name");
    }

    #[test]
    fn at_none_owners_who_are_no_names_are_told_apart_by_codes_alone() {
        let (leads, tries, exempt) = shown(PersonalData::None);
        assert_eq!(leads[0], "Ana Souza");
        assert_eq!(leads[2], format!("••• {}", code("amanda@x.com")));
        assert_eq!((&tries[1], &exempt[0]), (&leads[2], &leads[2]));
        assert_eq!(leads.iter().collect::<BTreeSet<_>>().len(), leads.len(), "{leads:?}");
        let all = [leads, tries, exempt].concat();
        assert!(!all.iter().any(|word| personal::is_personal(word)), "{all:?}");
        assert!(shown(PersonalData::Full).0.iter().map(String::as_str).take(6).eq(LEADS));
    }
}
