//! The columns of a file nobody has described: what each may be, by the words of its header and by what stands in it.

mod content;
mod customer;
mod grammar;
mod listed;
mod taken;

use std::collections::{BTreeMap, BTreeSet};

use self::listed::ByField;
pub use self::listed::HeaderWords;
use self::taken::Taken;
use super::heading;
use crate::mapping::fields::{self, FIRST_CONTACT, FieldKind};
use crate::mapping::preview::Profile;
use crate::mapping::words;
use crate::model::agreement::Column;
use crate::model::fold::fold;
use crate::model::words::Table;

/// What a column found by its whole header says for a table, against one found by a part of it or by content.
const BY_HEADER: usize = 2;

/// Words between others that say nothing.
const JOINTS: [&str; 5] = ["de", "do", "da", "of", "the"];

/// Fields of which several columns are read.
const LISTS: [&str; 2] = ["email", "phone"];

/// Fields of which a column holds few different words.
const CHOICES: [&str; 6] = ["stage", "status", "channel", "direction", "outcome", "done"];

/// Fields of which only sheets of activities have words.
const OF_CALLS: [&str; 3] = ["outcome", "direction", "channel"];

/// A column that may be one of several fields, which a person must say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Its header.
    pub header: String,
    /// What it may be.
    pub fields: Vec<String>,
}

/// A file's columns as one table would have them.
#[derive(Default)]
pub struct Proposal {
    /// Field → columns.
    pub columns: BTreeMap<String, Column>,
    /// Columns to be decided.
    pub open: Vec<Open>,
    /// How much speaks for the table.
    pub weight: usize,
    /// Two of its columns are of calls alone, and words of calls stand in one.
    pub tells_calls: bool,
}

/// Words that are known of the fields of a table, folded: `connected` and `Atendeu` for `outcome`.
pub type Meanings = BTreeMap<String, BTreeSet<String>>;

/// What a proposal is made from.
pub struct Sheet<'a> {
    /// The canonical table.
    pub table: Table,
    /// Folded headers that presets of the table know, by field.
    pub known: &'a ByField,
    /// Words of the fields with meaning.
    pub meanings: &'a Meanings,
    /// The file's headers.
    pub headers: &'a [String],
    /// What each column holds.
    pub profiles: &'a [Profile],
    /// The list.
    pub words: &'a HeaderWords,
}

impl Sheet<'_> {
    /// The columns by whole headers, then by parts of headers, then by content; what stays open is said.
    pub fn proposal(&self) -> Proposal {
        let mut taken = Taken::default();
        self.by_two_days(&mut taken);
        self.by_two_origins(&mut taken);
        self.by_customer(&mut taken);
        self.by_headers(&mut taken);
        let listed = taken.has_any(&["title"]);
        self.by_grammar(&mut taken);
        // What is sold says little of what a row is: leads ask for it and deals are made of it.
        taken.weight -= usize::from(!listed && taken.has_any(&["title"]));
        self.by_alternatives(&mut taken);
        taken.weight *= BY_HEADER;
        self.by_parts(&mut taken);
        self.by_content(&mut taken);
        self.doubt_handoff(&mut taken);
        self.doubt_first_contact(&mut taken);
        self.settle(&mut taken);
        self.share_closing(&mut taken);
        let open = self.open(&taken);
        let mut columns: BTreeMap<String, Column> = taken
            .fields
            .iter()
            .filter_map(|(field, places)| Some((field.clone(), self.column(places)?)))
            .collect();
        self.join_times(&taken, &mut columns);
        let told = self.told_of_calls(&taken) + usize::from(self.is_of_acts(&taken));
        let named = OF_CALLS.iter().filter(|field| taken.has_any(&[**field])).count();
        Proposal {
            columns,
            open,
            weight: taken.weight + BY_HEADER * told,
            tells_calls: told > 0 && named > 1,
        }
    }

    /// Words such as `Atendeu`, `WhatsApp` and `Recebida` stand in sheets of activities, whatever their headers are called.
    fn told_of_calls(&self, taken: &Taken) -> usize {
        if self.table != Table::Activities {
            return 0;
        }
        let tells = |field: &&&str| taken.places(field).iter().any(|at| self.means(field, *at));
        OF_CALLS.iter().filter(tells).count()
    }

    fn column(&self, places: &[usize]) -> Option<Column> {
        let headers: Vec<String> =
            places.iter().filter_map(|at| self.headers.get(*at)).cloned().collect();
        match headers.as_slice() {
            [] => None,
            [only] => Some(Column::One(only.clone())),
            _ => Some(Column::Several(headers)),
        }
    }

    fn by_headers(&self, taken: &mut Taken) {
        let whole: Vec<String> = self.headers.iter().map(|header| whole(header)).collect();
        self.pass(taken, &|at, word| whole.get(at) == Some(word));
        self.by_alternative(taken, 0);
        let surnames = self.words.parts("surname");
        let second = (0..whole.len()).find(|at| {
            taken.is_free(*at) && whole.get(*at).is_some_and(|header| surnames.contains(header))
        });
        taken.join("name", second);
    }

    /// Of `Empresa / Contato` the first part that some field knows says what the column is; later parts speak where the whole says nothing.
    fn by_alternatives(&self, taken: &mut Taken) {
        let most = self.headers.iter().map(|header| alternatives(header).len()).max();
        (1..most.unwrap_or(0)).for_each(|nth| self.by_alternative(taken, nth));
    }

    fn by_alternative(&self, taken: &mut Taken, nth: usize) {
        let part = |(at, header): (usize, &String)| {
            let parts = if self.lists_its_words(at) { Vec::new() } else { alternatives(header) };
            parts.into_iter().nth(nth)
        };
        let parts: Vec<Option<String>> = self.headers.iter().enumerate().map(part).collect();
        self.pass(taken, &|at, word| parts.get(at).and_then(Option::as_ref) == Some(word));
    }

    /// Gives each field the columns of which one of its words is true, in the order in which the words are believed.
    fn pass(&self, taken: &mut Taken, is_it: &dyn Fn(usize, &String) -> bool) {
        let own = self.words.of(None, self.table.word());
        for (field, kind) in fields::of(self.table) {
            for word in own.get(*field).into_iter().chain(self.known.get(*field)).flatten() {
                let fits = |at: &usize| is_it(*at, word) && self.fits(field, *kind, *at);
                taken.offer(field, &(0..self.headers.len()).filter(fits).collect::<Vec<_>>());
            }
        }
    }

    /// A part of a header speaks where one column alone has it, and that column could be no other field as well.
    fn by_parts(&self, taken: &mut Taken) {
        let parts = self.words.of(Some("parts"), self.table.word());
        let (never, postal) = (self.words.strange(self.table.word()), self.words.parts("postal"));
        let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let of_id = |at: &usize| taken.is_free(*at) && self.is_id(*at);
        let ids = (0..self.headers.len()).filter(of_id).collect::<Vec<_>>();
        found.insert("id", ids);
        for (at, header) in self.headers.iter().enumerate().filter(|(at, _)| taken.is_free(*at)) {
            let own = tokens(header);
            // An address beside the word for mail is none that a letter goes to.
            let is_mail = own.contains("email") || own.contains("mail");
            let is_other =
                |part: &String| never.contains(part) || (!is_mail && postal.contains(part));
            if own.iter().any(is_other) {
                continue;
            }
            let has = |field: &str| {
                parts.get(field).is_some_and(|words| words.iter().any(|word| own.contains(word)))
            };
            let fitting = fields::of(self.table)
                .iter()
                .filter(|(field, kind)| has(field) && self.fits(field, *kind, at))
                .filter(|(field, _)| !is_of_another(field, &own))
                .map(|(field, _)| *field);
            if let Some(field) = only_one(&fitting.collect::<Vec<_>>()) {
                found.entry(field).or_default().push(at);
            }
        }
        for (field, places) in found {
            if LISTS.contains(&field) || places.len() == 1 {
                taken.offer(field, &places);
            }
        }
    }

    /// A header of nothing but a word for a code and one for what the table holds: `lead_uuid`, `Cód. reunião`.
    fn is_id(&self, at: usize) -> bool {
        let codes = self.words.parts("code");
        let things = self.words.of(Some("thing"), self.table.word()).get("id");
        let things = things.map(Vec::as_slice).unwrap_or_default();
        let own = self.headers.get(at).map(|header| tokens(header)).unwrap_or_default();
        own.iter().any(|word| things.contains(word))
            && own.iter().any(|word| codes.contains(word))
            && own.iter().all(|word| {
                codes.contains(word) || things.contains(word) || JOINTS.contains(&word.as_str())
            })
            && self.is_varied(at)
            && self.fits("id", fields::kind(self.table, "id"), at)
    }

    fn by_content(&self, taken: &mut Taken) {
        let (never, postal) = (self.words.parts("never"), self.words.parts("postal"));
        let is_own = |at: usize| {
            let parts = self.headers.get(at).map(|header| tokens(header)).unwrap_or_default();
            parts.iter().any(|part| never.contains(part) || postal.contains(part))
                || self.is_of_owner(&parts)
        };
        let free: Vec<usize> =
            (0..self.headers.len()).filter(|at| taken.is_free(*at) && !is_own(*at)).collect();
        let of_kind = |kind: FieldKind| {
            free.iter().copied().filter(|at| self.kind(*at) == Some(kind)).collect::<Vec<usize>>()
        };
        for (field, kind) in [("email", FieldKind::Emails), ("phone", FieldKind::Phones)] {
            let varied = of_kind(kind).into_iter().filter(|at| self.is_varied(*at));
            if taken.places(field).is_empty() {
                taken.offer(field, &varied.collect::<Vec<_>>());
            }
        }
        if self.table != Table::Activities && taken.places("source").is_empty() {
            let all = (0..self.headers.len()).filter(|at| taken.is_free(*at));
            let tells = all.filter(|at| self.names_sources(*at));
            taken.offer_only("source", &tells.collect::<Vec<_>>());
        }
        if self.table == Table::Leads {
            let kinds = (0..self.headers.len()).filter(|at| self.names_kinds_of_person(*at));
            taken.offer_only("type", &kinds.collect::<Vec<_>>());
        }
        if self.table == Table::Deals {
            let means = free.iter().copied().filter(|at| self.means("status", *at));
            taken.offer_only("status", &means.collect::<Vec<_>>());
        }
        if self.table == Table::Activities {
            for field in OF_CALLS {
                let means = free.iter().copied().filter(|at| self.tells(field, *at));
                taken.offer_only(field, &means.collect::<Vec<_>>());
            }
            self.share_columns(taken);
            taken.offer_only("at", &of_kind(FieldKind::Date));
        }
        if self.table == Table::Leads && !taken.has_any(&DATES) {
            let generic = self.words.parts("generic");
            let says_day = |at: &usize| {
                self.headers.get(*at).is_some_and(|h| tokens(h).iter().any(|p| generic.contains(p)))
            };
            if let [only] = of_kind(FieldKind::Date).as_slice() {
                taken.offer("created", &[*only].into_iter().filter(says_day).collect::<Vec<_>>());
            }
        }
    }

    /// The day of a first contact says how fast sales was beside the day on which a lead came; alone it may be that day itself.
    fn doubt_first_contact(&self, taken: &mut Taken) {
        let of_leads = self.table == Table::Leads && !taken.has_any(&DATES);
        if let Some(at) = taken.places(FIRST_CONTACT).first().copied().filter(|_| of_leads) {
            taken.release(FIRST_CONTACT, at);
            taken.disputed.insert(at, vec!["created".to_owned(), FIRST_CONTACT.to_owned()]);
        }
    }

    /// A header that says that something was closed, and not how, is the date of both ends where a column of words tells which: `Data fechamento`,
    /// `Closed`.
    fn share_closing(&self, taken: &mut Taken) {
        let closing = self.words.parts("closing");
        let is_generic = |at: &usize| {
            let parts = self.headers.get(*at).map(|header| tokens(header)).unwrap_or_default();
            parts.iter().any(|part| closing.contains(part))
        };
        let tells_end = taken.has_any(&["stage", "status"]);
        let places = taken.places("won").to_vec();
        if tells_end && places.iter().all(is_generic) {
            taken.share("lost", &places);
        }
    }

    /// A column of words may say two things: `Inbound`, `Outbound`, `Missed` tell how, which way and
    /// what came of it. A direction or an outcome that no column of its own gives is read from one
    /// that has its words.
    fn share_columns(&self, taken: &mut Taken) {
        for (field, others) in
            [("direction", ["channel", "outcome"]), ("outcome", ["channel", "direction"])]
        {
            let says = |other: &&&str| {
                let known = self.meanings.get(field);
                let words = taken.places(other).iter().filter_map(|at| self.profiles.get(*at));
                words
                    .flat_map(|profile| &profile.words)
                    .any(|word| known.is_some_and(|known| known.contains(word)))
            };
            let shared = others.iter().find(says).map(|other| taken.places(other).to_vec());
            taken.share(field, &shared.unwrap_or_default());
        }
    }

    /// Columns that nothing decides: words that mean one thing here and another there, and dates where the table has none.
    fn open(&self, taken: &Taken) -> Vec<Open> {
        let asked = self.words.of(Some("ask"), self.table.word());
        let whole: Vec<String> = self.headers.iter().map(|header| whole(header)).collect();
        let mut open: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (field, words) in asked {
            let kind = fields::kind(self.table, field);
            let may = |at: &usize| {
                whole.get(*at).is_some_and(|header| words.contains(header))
                    && taken.is_free(*at)
                    && self.fits(field, kind, *at)
            };
            if taken.places(field).is_empty() {
                for at in (0..whole.len()).filter(may) {
                    open.entry(at).or_default().push(field.clone());
                }
            }
        }
        for (at, fields) in &taken.disputed {
            let wanted = fields.iter().filter(|field| taken.places(field).is_empty());
            let wanted: Vec<String> = wanted.cloned().collect();
            if taken.is_unused(*at) && !wanted.is_empty() {
                open.insert(*at, wanted);
            }
        }
        if self.table == Table::Leads && !taken.has_any(&DATES) {
            let dates = (0..whole.len())
                .filter(|at| taken.is_free(*at) && self.kind(*at) == Some(FieldKind::Date));
            for at in dates {
                open.insert(at, vec!["created".to_owned(), "delivered".to_owned()]);
            }
        }
        let named = |(at, fields): (usize, Vec<String>)| {
            Some(Open { header: self.headers.get(at)?.clone(), fields })
        };
        open.into_iter().filter_map(named).collect()
    }

    /// The time of day of a date that has none: the column to its right, or the only one of the file.
    fn join_times(&self, taken: &Taken, columns: &mut BTreeMap<String, Column>) {
        let times: Vec<usize> = (0..self.headers.len())
            .filter(|at| taken.is_free(*at) && self.profiles.get(*at).is_some_and(|p| p.is_time))
            .collect();
        let days: Vec<(&String, usize)> = taken
            .fields
            .iter()
            .filter(|(field, _)| fields::kind(self.table, field) == FieldKind::Date)
            .filter_map(|(field, places)| Some((field, *places.first()?)))
            .filter(|(_, at)| self.profiles.get(*at).is_some_and(|profile| profile.is_day))
            .collect();
        for (field, at) in &days {
            let time = match times.as_slice() {
                [only] if days.len() == 1 => Some(*only),
                _ => times.iter().copied().find(|time| *time == at + 1),
            };
            let pair = time.and_then(|time| self.headers.get(*at).zip(self.headers.get(time)));
            if let Some((date, time)) = pair {
                columns.insert((*field).clone(), Column::DateTime(date.clone(), time.clone()));
            }
        }
    }

    fn kind(&self, at: usize) -> Option<FieldKind> {
        self.profiles.get(at).and_then(|profile| profile.kind)
    }

    fn is_varied(&self, at: usize) -> bool {
        let of_activities = self.table == Table::Activities;
        self.profiles
            .get(at)
            .is_some_and(|profile| profile.is_varied || (of_activities && profile.words.is_empty()))
    }

    /// What a column's words mean says which field it is, but for yes and no, which may answer any question.
    fn tells(&self, field: &str, at: usize) -> bool {
        let Some(known) = self.meanings.get(field) else { return false };
        let words =
            self.profiles.get(at).map(|profile| profile.words.as_slice()).unwrap_or_default();
        let own = || {
            words.iter().filter(|word| words::meaning("done", word).is_none() || field != "outcome")
        };
        let hits = own().filter(|word| known.contains(*word)).count();
        hits > 0 && hits * 2 >= own().count()
    }

    /// True where half of a column's different words are known to mean something in a field.
    fn means(&self, field: &str, at: usize) -> bool {
        let Some(profile) = self.profiles.get(at) else { return false };
        let known = self.meanings.get(field);
        let hits =
            profile.words.iter().filter(|word| known.is_some_and(|known| known.contains(*word)));
        !profile.words.is_empty() && hits.count() * 2 >= profile.words.len()
    }

    /// The address or phone of whoever sells is not that of the lead.
    fn is_of_owner(&self, parts: &BTreeSet<String>) -> bool {
        let owners = self.words.of(Some("parts"), self.table.word()).get("owner");
        owners.into_iter().flatten().any(|word| parts.contains(word))
    }

    /// True when a column's content can be what the field asks for, and nothing in it says that it is not.
    fn fits(&self, field: &str, kind: FieldKind, at: usize) -> bool {
        self.is_of_kind(field, kind, at) && !self.is_contradicted(field, at)
    }

    fn is_of_kind(&self, field: &str, kind: FieldKind, at: usize) -> bool {
        let Some(profile) = self.profiles.get(at) else { return false };
        let Some(found) = profile.kind else { return false };
        if profile.is_time && kind != FieldKind::Duration {
            return false;
        }
        match kind {
            FieldKind::Date | FieldKind::Emails | FieldKind::Number => found == kind,
            FieldKind::Phones => match found {
                FieldKind::Phones => true,
                FieldKind::Number | FieldKind::Text => profile.is_long_number,
                _ => false,
            },
            FieldKind::Duration => {
                profile.is_time || matches!(found, FieldKind::Text | FieldKind::Number)
            }
            FieldKind::Word if CHOICES.contains(&field) => {
                found == FieldKind::Text && !profile.words.is_empty()
            }
            FieldKind::Word if field == "owner" => {
                !matches!(found, FieldKind::Date | FieldKind::Phones)
                    && !profile.is_long_number
                    && !tells_each_apart(profile)
            }
            FieldKind::Word if field.ends_with("-reason") => {
                found == FieldKind::Text && !is_flag(profile)
            }
            FieldKind::Word => found == FieldKind::Text,
            FieldKind::Text if field == "company" => found == FieldKind::Text,
            FieldKind::Text if matches!(field, "name" | "title") => {
                found == FieldKind::Text && !profile.is_code
            }
            FieldKind::Text if matches!(field, "id" | "lead" | "deal" | "person") => {
                profile.is_code && matches!(found, FieldKind::Text | FieldKind::Number)
            }
            FieldKind::Text => matches!(found, FieldKind::Text | FieldKind::Number),
        }
    }
}

/// Fewest cells of which it can be said that each holds something else.
const FEW: u64 = 6;

/// Hardly a text occurs twice: whoever sells has more than one lead.
fn tells_each_apart(profile: &Profile) -> bool {
    let is_many = profile.words.is_empty() && profile.is_varied;
    profile.filled >= FEW && (is_many || profile.words.len() as u64 * 10 >= profile.filled * 9)
}

/// Yes and no alone: whether something happened, and not why.
fn is_flag(profile: &Profile) -> bool {
    !profile.words.is_empty()
        && profile.words.iter().all(|word| words::meaning("done", word).is_some())
}

/// The kind of a customer is no customer, how far a payment is says nothing of the sale, and what a thing is worth is not what was sold:
/// `Tipo de cliente`, `Status do pagamento`, `Valor do imóvel`.
fn is_of_another(field: &str, words: &BTreeSet<String>) -> bool {
    let has = |concept: &str| words.iter().any(|word| heading::is_of(concept, word));
    match field {
        "name" | "company" | "owner" | "source" => has("kind"),
        "stage" | "status" => has("pay"),
        "value" => has("good"),
        _ => false,
    }
}

/// Dates that make a lead's row one of a day.
const DATES: [&str; 3] = ["created", "mql", "delivered"];

/// The field that a header names: of whose something is and what it is, what it is (`Origem do cliente`); of any two others, neither.
fn only_one<'f>(fields: &[&'f str]) -> Option<&'f str> {
    let is_what = |field: &&str| !matches!(*field, "name" | "company");
    let others: Vec<&'f str> = fields.iter().copied().filter(is_what).collect();
    match (others.as_slice(), fields) {
        ([only], _) | ([], [only]) => Some(*only),
        _ => None,
    }
}

/// A header folded as a whole; `#` is a number's sign and no punctuation: `Deal #` is no title.
fn whole(header: &str) -> String {
    fold(&header.replace('#', " no "))
}

/// The words of a header, folded.
fn tokens(header: &str) -> BTreeSet<String> {
    header
        .split(|c: char| !c.is_alphanumeric())
        .map(fold)
        .filter(|part| !part.is_empty())
        .chain([fold(header)].into_iter().filter(|whole| whole == "email"))
        .collect()
}

/// Of `Tel / WhatsApp` each, of `Nome (completo)` what stands before, of `Recepção: andamento` what stands behind.
fn alternatives(header: &str) -> Vec<String> {
    let before = header.split('(').next().unwrap_or_default();
    let own = before.rsplit_once(": ").map_or(before, |(_, own)| own);
    let parts = own.split(['/', '|', '+']).map(whole).filter(|part| !part.is_empty());
    let all: Vec<String> = parts.collect();
    let is_split = all.len() > 1 || own.len() < header.len();
    if is_split { all } else { Vec::new() }
}
