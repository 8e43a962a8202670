//! Who is to be forgotten: the leads that are called so, everything else that the exports call them, and nothing that others are called too.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::app::memory;
use crate::casebook::called::called;
use crate::ledger::forget::code;
use crate::mapping::places::{Asked, Called};
use crate::mapping::traces::{Traces, is_strong, locals, name_words, part, single};
use crate::mapping::{self, Mapped, keys};
use crate::model::agreement::PersonalData;
use crate::model::dataset::Leads;
use crate::model::fold::fold_words;
use crate::model::hash;
use crate::model::memory::StageMemory;
use crate::model::moment::Instant;
use crate::model::places::Place;
use crate::texts::person;
use crate::texts::story::file_name;

use super::super::failure::{Exit, Failure};
use super::super::open::Opened;
use super::exports::Exports;

/// Leads listed when somebody is to choose.
const MOST_LISTED: usize = 12;

/// A person, and where they stand.
pub struct Whom {
    /// What they were called by whoever asks.
    pub asked: String,
    /// By what they are found.
    pub traces: Traces,
    /// What they are called, normalised, and the code shown instead.
    pub called: Vec<(String, String)>,
    /// Their leads in the exports, as reports show them.
    pub found: Vec<String>,
    /// Other names that stand in rows of their leads, and where: who shares a lead, and goes with it.
    pub with: Vec<String>,
    /// Leads that share something with them and are somebody else, or may be.
    pub left: Vec<String>,
    /// Hashes of their leads and actions in the comparison with the next report, and what they are under their codes.
    pub renamed: Vec<(i64, i64)>,
    /// Hashes of their rows in the memory of stages, when the exports hold them no longer.
    pub rows: Vec<i64>,
    /// Rows of exports that name them, by file.
    pub places: BTreeMap<String, BTreeSet<u64>>,
    /// Exports that name them in a row nobody can tell.
    pub somewhere: BTreeSet<String>,
    /// Rows of theirs that no lead is made of.
    pub has_rows: bool,
    /// Sources that could not be read: they may name the person too.
    pub refused: Vec<String>,
    exports: Exports,
}

impl Whom {
    /// An export is the teams' own.
    pub fn is_export(&self, path: &Path) -> bool {
        self.exports.has(path)
    }
}

/// True of what can only be meant as somebody: an address, a phone, the code of a masked report, or an id, which has a digit and no blank and
/// is no day and no time.
fn may_be_called(asked: &str) -> bool {
    let is_id = || {
        let is_plain = !asked.contains(char::is_whitespace) && !is_date(asked);
        is_plain && asked.contains(|c: char| c.is_ascii_digit())
    };
    keys::email(asked).is_some() || keys::phone(asked).is_some() || is_id()
}

/// A day or a time, such as stand in many cells: `24/11`, `2026-11-24`, `08:30`; two numbers with another sign between them may be an id.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '-', '.', ':']).collect();
    let is_part = |part: &&str| {
        (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_day = |parts: &[&str]| {
        let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
        numbers.iter().all(|number| matches!(number, 1..=31 | 1900..=2100))
            && numbers.iter().any(|number| (1..=12).contains(number))
    };
    parts.iter().all(is_part)
        && match parts.len() {
            2 => text.contains(':') || text.contains('/') && is_day(&parts),
            3 => text.contains(':') || is_day(&parts),
            _ => false,
        }
}

/// Finds a person in the exports. Whom they do not know any more is known by what was asked for alone.
pub fn find(opened: &Opened, asked: &str, (now, salt): (Instant, &str)) -> Result<Whom, Failure> {
    let agreement = &opened.agreement;
    let called_so = RefCell::new(Vec::new());
    let leads_of = |leads: &Leads, of_rows: &[usize]| {
        let own = called(leads, asked);
        let own = if own.is_empty() { of_rows.to_vec() } else { own };
        let kin = Kin::of(leads).theirs(&own);
        *called_so.borrow_mut() = own;
        kin
    };
    let (email, phone) = (keys::email(asked).map(Cow::into_owned), keys::phone(asked));
    let is_asked_for = |row: &Called| {
        row.id == asked
            || email.as_ref().is_some_and(|key| row.emails.contains(key))
            || phone.as_ref().is_some_and(|key| row.phones.contains(key))
    };
    let wanted = Asked { word: asked, leads: &leads_of, rows: Some(&is_asked_for) };
    let mapped = mapping::map_and_trace(agreement, &StageMemory::default(), now, &wanted);
    let leads = &mapped.dataset.leads;
    let called_so = called_so.into_inner();
    let own: BTreeSet<usize> = mapped.places.keys().copied().collect();
    let staff = Staff::of(opened, &mapped);
    if let Some(key) = staff.role(asked).filter(|_| called_so.is_empty()) {
        let text = opened.texts.phrase(&format!("forget.{key}"), &[("whom", asked)]);
        return Err(Failure::new(Exit::Usage, text));
    }
    if called_so.is_empty() && !may_be_called(asked) {
        return Err(unknown(opened, leads, asked));
    }
    let kin = Kin::of(leads);
    if let Some((first, rest)) = called_so.split_first() {
        let of_first = kin.theirs(&[*first]);
        if rest.iter().any(|lead| !of_first.contains(lead)) {
            let values = [("whom", asked), ("leads", &*listed(opened, leads, &called_so))];
            return Err(Failure::new(Exit::Usage, opened.texts.phrase("forget.several", &values)));
        }
    }
    let mut whom = Whom {
        asked: asked.to_owned(),
        traces: Traces::default(),
        called: Vec::new(),
        found: own.iter().filter_map(|lead| shown(opened, leads, *lead)).collect(),
        with: Vec::new(),
        left: Vec::new(),
        renamed: Vec::new(),
        rows: Vec::new(),
        places: places(&mapped),
        somewhere: BTreeSet::new(),
        has_rows: false,
        refused: mapped.refused.clone(),
        exports: Exports::of(&mapped),
    };
    let level = agreement.report.personal_data;
    let ids = whom.name(&kin, &mapped, &staff, (salt, level));
    whom.add_rows(&mapped.rows, (&kin, &staff, &own), salt);
    let left: BTreeSet<usize> = kin.near(&own);
    whom.left = left.iter().filter_map(|lead| shown(opened, leads, *lead)).collect();
    let hash = |source: &str, id: &str| crate::model::memory::hash([&agreement.name, source, id]);
    let of_source = |name: &str| ids.iter().map(|id| hash(name, id)).collect::<Vec<_>>();
    if own.is_empty() {
        whom.rows = agreement.sources.iter().flat_map(|source| of_source(&source.name)).collect();
    }
    whom.renamed = ids.iter().flat_map(|id| memory::renamed(id, &code(salt, id))).collect();
    whom.exports.look_into(&whom.traces, &mut whom.places, &mut whom.somewhere);
    Ok(whom)
}

/// Nobody is called so: leads whose name it may be are listed, and none is taken for it.
pub fn unknown(opened: &Opened, leads: &Leads, asked: &str) -> Failure {
    let wanted = name_words(asked);
    let is_so = |lead: &usize| {
        let own = name_words(leads.name.get(*lead).unwrap_or_default());
        !wanted.is_empty() && wanted.iter().all(|word| own.contains(word))
    };
    let alike: Vec<usize> = (0..leads.len()).filter(is_so).collect();
    let key = if alike.is_empty() { "forget.unknown" } else { "forget.candidates" };
    let values = [("whom", asked), ("leads", &*listed(opened, leads, &alike))];
    Failure::new(Exit::Usage, opened.texts.phrase(key, &values))
}

fn listed(opened: &Opened, leads: &Leads, all: &[usize]) -> String {
    let some: Vec<String> =
        all.iter().take(MOST_LISTED).filter_map(|lead| shown(opened, leads, *lead)).collect();
    format!("{}{}", some.join(", "), if all.len() > MOST_LISTED { " …" } else { "" })
}

/// `4711 (Ana S.)`: a lead as reports show it.
fn shown(opened: &Opened, leads: &Leads, lead: usize) -> Option<String> {
    let level = opened.agreement.report.personal_data;
    let id = person::lead_code(level, leads.id.get(lead)?, &leads.telling);
    let name = leads.name.get(lead).map(|name| person::contact(level, name));
    Some(match name.filter(|name| !name.is_empty()) {
        Some(name) => format!("{id} ({name})"),
        None => id,
    })
}

/// The teams' own people, who are no leads: by what is known of them nobody is forgotten.
struct Staff {
    /// Owners of leads and activities, and of the register: addresses as keys, names folded.
    owners: BTreeSet<String>,
    /// Addresses in `[mail]`.
    mail: BTreeSet<String>,
}

impl Staff {
    fn of(opened: &Opened, mapped: &Mapped) -> Self {
        let (data, mail) = (&mapped.dataset, &opened.agreement.mail);
        let of_leads =
            ["owner", "team"].into_iter().filter_map(|field| data.leads.words.get(field));
        let words = of_leads.chain([&data.activities.owner]).flat_map(|column| &column.words);
        let shown: BTreeSet<String> = words.map(|word| fold_words(word)).collect();
        // At `masked` and `none` an address among owners is covered already, and known by what covers it.
        let is_covered = |forms: &BTreeSet<String>| !forms.is_disjoint(&shown);
        let covered = data.covered.iter().filter(|(_, forms)| is_covered(forms));
        let owners = covered.map(|(word, _)| word.clone()).chain(shown.iter().cloned()).collect();
        let sender = mail.from.iter().chain(&mail.reply_to);
        let all = sender.chain(&mail.operator).chain(mail.audiences.values().flatten());
        let all = all.chain(mail.people.iter().map(|person| &person.address));
        let mail = all.flat_map(|address| keys::emails(address).keys).collect();
        Self { owners, mail }
    }

    /// Which text tells that somebody is one of them.
    fn role(&self, asked: &str) -> Option<&'static str> {
        let key = keys::email(asked).map(Cow::into_owned);
        let is_mail = key.is_some_and(|key| self.mail.contains(&key));
        let asked = fold_words(asked);
        let is_owner = || {
            let is_word = |own: &String| own.split(' ').any(|word| word == asked);
            let is_word = |own: &String| asked.contains(char::is_alphabetic) && is_word(own);
            !asked.is_empty() && (self.owners.contains(&asked) || self.owners.iter().any(is_word))
        };
        if is_mail { Some("recipient") } else { is_owner().then_some("owner") }
    }

    /// True of an address that is theirs, whoever else has it.
    fn has(&self, key: &str) -> bool {
        self.mail.contains(key) || self.owners.contains(&fold_words(key))
    }
}

fn places(mapped: &Mapped) -> BTreeMap<String, BTreeSet<u64>> {
    let mut found: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for own in mapped.places.values() {
        let rows = own.rows.iter().chain(own.milestones.values());
        for place in rows.chain(own.activities.iter().flatten()) {
            found.entry(file_name(&place.file).to_owned()).or_default().insert(place.row.into());
        }
    }
    found
}

/// Addresses and phones of a lead, as keys.
fn keys_of(leads: &Leads, lead: usize) -> Vec<String> {
    let of = |column: Option<&str>| {
        let cell = column.unwrap_or_default();
        keys::emails(cell).keys.into_iter().chain(keys::phones(cell).keys).collect::<Vec<_>>()
    };
    let id = leads.id.get(lead).filter(|id| id.contains('@'));
    [of(leads.email.get(lead)), of(leads.phone.get(lead)), of(id)].concat()
}

/// Each word of a name stands in another one.
fn is_name_in(name: &[String], other: &[String]) -> bool {
    name.iter().all(|word| other.contains(word))
}

/// Which leads are one person's, as sure as the exports show it.
struct Kin<'a> {
    leads: &'a Leads,
    keys: Vec<Vec<String>>,
    names: Vec<Vec<String>>,
    by_key: BTreeMap<String, Vec<usize>>,
    by_person: BTreeMap<u32, Vec<usize>>,
}

impl<'a> Kin<'a> {
    fn of(leads: &'a Leads) -> Self {
        let all = 0..leads.len();
        let keys: Vec<Vec<String>> = all.clone().map(|lead| keys_of(leads, lead)).collect();
        let (mut by_key, mut by_person) = (BTreeMap::new(), BTreeMap::new());
        for (lead, own) in keys.iter().enumerate() {
            for key in own {
                by_key.entry(key.clone()).or_insert_with(Vec::new).push(lead);
            }
            let person = leads.person.get(lead).copied().unwrap_or_default();
            by_person.entry(person).or_insert_with(Vec::new).push(lead);
        }
        let name = |lead| name_words(leads.name.get(lead).unwrap_or_default());
        Self { leads, keys, names: all.map(name).collect(), by_key, by_person }
    }

    /// Leads that share a key with this one, or that the report takes for the same person's.
    fn beside(&self, lead: usize) -> BTreeSet<usize> {
        let keys = self.keys.get(lead).into_iter().flatten();
        let by_key = keys.filter_map(|key| self.by_key.get(key)).flatten();
        let person = self.leads.person.get(lead).and_then(|person| self.by_person.get(person));
        by_key.chain(person.into_iter().flatten()).copied().collect()
    }

    /// Two leads beside each other are one person's when they have one id, or when neither their names nor, where one has none, their addresses
    /// say otherwise. A phone or an address of a company has many.
    fn are_one(&self, one: usize, other: usize) -> bool {
        let ids = [one, other].map(|lead| self.leads.id.get(lead));
        let persons = [one, other].map(|lead| self.leads.person.get(lead));
        if ids[0] == ids[1] && persons[0] == persons[1] {
            return true;
        }
        if self.has_no_name(one) || self.has_no_name(other) {
            let emails = [one, other].map(|lead| self.emails(lead));
            return emails.iter().any(BTreeSet::is_empty) || !emails[0].is_disjoint(&emails[1]);
        }
        self.may_be_one(one, other)
    }

    fn has_no_name(&self, lead: usize) -> bool {
        self.names.get(lead).is_none_or(Vec::is_empty)
    }

    /// Nothing in two leads' names says that they are two people.
    fn may_be_one(&self, one: usize, other: usize) -> bool {
        let (Some(a), Some(b)) = (self.names.get(one), self.names.get(other)) else { return true };
        is_name_in(a, b) || is_name_in(b, a)
    }

    /// Of the leads beside one those that are its person's. Behind a lead without a name two people may stand: then neither is taken.
    fn own_beside(&self, lead: usize, own: &BTreeSet<usize>) -> Vec<usize> {
        let is_same = |other: &usize| self.leads.id.get(lead) == self.leads.id.get(*other);
        let beside = self.beside(lead).into_iter();
        let mut next: Vec<usize> = beside
            .filter(|other| !own.contains(other) && self.are_one(lead, *other))
            .filter(|other| is_same(other) || own.iter().all(|one| self.may_be_one(*one, *other)))
            .collect();
        let are_alike =
            next.iter().all(|one| next.iter().all(|other| self.may_be_one(*one, *other)));
        if self.has_no_name(lead) && !are_alike {
            next.retain(|other| self.has_no_name(*other));
        }
        next
    }

    fn emails(&self, lead: usize) -> BTreeSet<&str> {
        let keys = self.keys.get(lead).into_iter().flatten().map(String::as_str);
        keys.filter(|key| key.contains('@')).collect()
    }

    /// Everything that is the person's of whom these leads are.
    fn theirs(&self, first: &[usize]) -> Vec<usize> {
        let mut own: BTreeSet<usize> = first.iter().copied().collect();
        let mut open: Vec<usize> = first.to_vec();
        while let Some(lead) = open.pop() {
            let next = self.own_beside(lead, &own);
            own.extend(&next);
            open.extend(next);
        }
        own.into_iter().collect()
    }

    /// Leads beside a person's that are not theirs.
    fn near(&self, own: &BTreeSet<usize>) -> BTreeSet<usize> {
        let near = own.iter().flat_map(|lead| self.beside(*lead));
        near.filter(|lead| !own.contains(lead)).collect()
    }

    fn others<'b>(&'b self, own: &'b BTreeSet<usize>) -> impl Iterator<Item = usize> + 'b {
        (0..self.leads.len()).filter(|lead| !own.contains(lead))
    }
}

impl Whom {
    /// Gathers what the person is called, but for what others are called too; their ids.
    fn name(
        &mut self,
        kin: &Kin,
        mapped: &Mapped,
        staff: &Staff,
        (salt, level): (&str, PersonalData),
    ) -> BTreeSet<String> {
        let leads = kin.leads;
        let own: BTreeSet<usize> = mapped.places.keys().copied().collect();
        let id_of = |lead: &usize| leads.id.get(*lead).map(str::to_owned);
        let mut ids: BTreeSet<String> = own.iter().filter_map(id_of).collect();
        let first = ids.first().cloned().unwrap_or_else(|| self.asked.clone());
        let person = code(salt, &first);
        let others = Others::of(kin, &own);
        let is_shared_key = |key: &str| {
            let is_others = |all: &Vec<usize>| all.iter().any(|lead| !own.contains(lead));
            staff.has(key) || kin.by_key.get(key).is_some_and(is_others)
        };
        for (lead, places) in &mapped.places {
            let (Some(id), Some(keys), Some(words)) =
                (leads.id.get(*lead), kin.keys.get(*lead), kin.names.get(*lead))
            else {
                continue;
            };
            let lead_code = code(salt, id);
            let shown = person::lead_code(level, id, &leads.telling);
            let name = words.join(" ");
            let beside = keys.iter().chain((!words.is_empty()).then_some(&name));
            self.called.extend(
                beside.map(|other| (format!("{}\n{other}", id.to_lowercase()), lead_code.clone())),
            );
            for own in places.ids.iter().map(String::as_str).chain([id]) {
                if !others.ids.contains(own) {
                    self.add_id(own, &lead_code);
                    ids.insert(own.to_owned());
                }
            }
            for key in keys.iter().filter(|key| !is_shared_key(key)) {
                self.traces.add_key(key, &person);
                let all = [key.to_lowercase()].into_iter();
                let locals = locals(key).filter(|_| !key.contains('@'));
                self.called.extend(all.chain(locals).map(|key| (key, person.clone())));
            }
            let text = leads.name.get(*lead).unwrap_or_default();
            self.add_name(text, &others, &person);
            for (other, place) in &places.names {
                if !is_name_in(&name_words(other), words) && !is_name_in(words, &name_words(other))
                {
                    self.add_name(other, &others, &person);
                    self.with.push(shown_with(level, &shown, other, place));
                }
            }
            let company = leads.company.get(*lead).unwrap_or_default();
            self.traces.add_parts(company, &person);
            if level != PersonalData::None {
                for cell in
                    [text, &person::contact(level, text), company, &person::company(level, company)]
                {
                    self.traces.add_beside(cell);
                }
            }
            self.traces.add_given(text, &person);
            for (code, word) in words.iter().flat_map(|word| [(&person, word), (&lead_code, word)])
            {
                self.called.push((part(code, word), person.clone()));
            }
            for word in words.iter().cloned().chain(name_words(company)) {
                self.called.push((format!("{}\n{word}", id.to_lowercase()), person.clone()));
            }
        }
        if own.is_empty() {
            self.add_asked(&person);
            ids.insert(self.asked.clone());
        }
        self.called.sort_unstable();
        self.called.dedup();
        self.with.sort_unstable();
        self.with.dedup();
        ids
    }

    /// Rows that no lead is made of, left out by `ignore`, set aside or dated tomorrow, and what they call the person.
    fn add_rows(
        &mut self,
        rows: &[(Place, Called)],
        (kin, staff, own): (&Kin, &Staff, &BTreeSet<usize>),
        salt: &str,
    ) {
        let others = Others::of(kin, own);
        let is_shared = |key: &str| {
            let is_others = |all: &Vec<usize>| all.iter().any(|lead| !own.contains(lead));
            staff.has(key) || kin.by_key.get(key).is_some_and(is_others)
        };
        for (place, row) in rows {
            let known = self.places.entry(file_name(&place.file).to_owned()).or_default();
            if !known.insert(place.row.into()) {
                continue;
            }
            self.has_rows = true;
            let person = code(salt, if row.id.is_empty() { &self.asked } else { &row.id });
            if !row.id.is_empty() && !others.ids.contains(&row.id) {
                self.add_id(&row.id, &person);
            }
            for key in row.emails.iter().chain(&row.phones).filter(|key| !is_shared(key)) {
                self.traces.add_key(key, &person);
                let locals = locals(key).filter(|_| !key.contains('@'));
                let all = [key.to_lowercase()].into_iter().chain(locals);
                self.called.extend(all.map(|key| (key, person.clone())));
            }
            self.add_name(&row.name, &others, &person);
            self.traces.add_given(&row.name, &person);
            let words = name_words(&row.name).into_iter();
            self.called.extend(words.map(|word| (part(&person, &word), person.clone())));
        }
        self.called.sort_unstable();
        self.called.dedup();
    }

    /// A name is theirs unless others are called so, or part of others' names is.
    fn add_name(&mut self, text: &str, others: &Others, person: &str) {
        let words = name_words(text);
        let is_shared = match words.as_slice() {
            [only] => others.words.contains(only),
            _ => others.names.iter().any(|other| is_name_in(&words, other)),
        };
        if is_shared {
            self.traces.add_parts(text, person);
        } else if let [only] = words.as_slice() {
            self.traces.add_name(text, person);
            self.called.push((single(only), person.to_owned()));
        } else if !words.is_empty() {
            self.traces.add_name(text, person);
            self.called.push((words.join(" "), person.to_owned()));
        }
    }

    /// Takes a name of one word for theirs wherever people write.
    pub fn trust_single_names(&mut self) {
        self.traces.trust_single_names();
        let known = |name: &str| self.called.iter().find(|(own, _)| *own == single(name));
        let all: Vec<(String, String)> = self
            .traces
            .single_names()
            .filter_map(|name| Some((name.to_owned(), known(name)?.1.clone())))
            .collect();
        self.called.extend(all);
    }

    /// Whom the exports do not know is known by what was asked for.
    fn add_asked(&mut self, person: &str) {
        let asked = self.asked.clone();
        let keys = keys::email(&asked).map(Cow::into_owned).or_else(|| keys::phone(&asked));
        if let Some(key) = &keys {
            self.traces.add_key(key, person);
            self.called.push((key.to_lowercase(), person.to_owned()));
        }
        if !is_strong(&asked) {
            // A short number may stand for anything in what is kept: whether it was forgotten before is all that is known.
            self.called.push((asked, person.to_owned()));
        } else if keys.is_none() || asked.contains('@') {
            self.add_id(&asked, person);
        }
    }

    fn add_id(&mut self, id: &str, lead_code: &str) {
        let masked = hash::code(id);
        for own in [id, &masked] {
            self.traces.add_id(own, lead_code);
            self.called.push((own.to_lowercase(), lead_code.to_owned()));
        }
        // As letters write an id that is an address.
        let hint = person::beginning(id);
        if id.contains('@') && hint != id {
            self.traces.add_weak(&hint);
        }
    }
}

/// `Rui P. (4711, leads.csv 7)`: another name in a row of a lead, as reports show it.
fn shown_with(level: PersonalData, id: &str, name: &str, place: &Place) -> String {
    let name = match person::contact(level, name) {
        hidden if hidden.is_empty() => "•••".to_owned(),
        name => name,
    };
    format!("{name} ({id}, {} {})", file_name(&place.file), place.row)
}

/// What others are called.
struct Others {
    ids: BTreeSet<String>,
    /// Of leads and of the teams' own people.
    names: BTreeSet<Vec<String>>,
    words: BTreeSet<String>,
}

impl Others {
    fn of(kin: &Kin, own: &BTreeSet<usize>) -> Self {
        let leads = kin.leads;
        let ids =
            kin.others(own).filter_map(|lead| leads.id.get(lead)).map(str::to_owned).collect();
        let staff = leads.words.get("owner").into_iter().flat_map(|owners| &owners.words);
        let names: BTreeSet<Vec<String>> = kin
            .others(own)
            .filter_map(|lead| kin.names.get(lead).cloned())
            .chain(staff.map(|name| name_words(name)))
            .collect();
        let words = names.iter().flatten().cloned().collect();
        Self { ids, names, words }
    }
}
