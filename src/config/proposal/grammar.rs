//! Columns by the words of their headings, where no list has the whole heading.

use std::collections::{BTreeMap, BTreeSet};

use super::taken::Taken;
use super::{LISTS, Sheet, alternatives, tokens, whole};
use crate::config::heading::{self, Guess};
use crate::mapping::fields;
use crate::mapping::fields::FieldKind;

/// What a heading says that is of no field.
const NONE: &str = "none";

/// Share of a table's rows in which a column is filled that tells who a row is of.
const MOST: f64 = 0.8;

impl Sheet<'_> {
    /// The heading that says the same as one of the list, in other words of time; then what concepts say. Where two fields are as likely, a
    /// person decides.
    pub fn by_grammar(&self, taken: &mut Taken) {
        self.by_cores(taken);
        let mut found: BTreeMap<&'static str, Vec<(usize, Guess)>> = BTreeMap::new();
        for at in (0..self.headers.len()).filter(|at| taken.is_free(*at)).collect::<Vec<_>>() {
            let guesses = self.guesses(at);
            match heading::best(&guesses).as_slice() {
                [only] if only.field != NONE => {
                    found.entry(only.field).or_default().push((at, (*only).clone()));
                }
                several @ [_, _, ..] if several.iter().all(|guess| guess.field != NONE) => {
                    let fields = several.iter().map(|guess| guess.field.to_owned()).collect();
                    self.dispute(taken, at, fields);
                }
                _ => {}
            }
        }
        for (field, mut places) in found {
            places.sort_by_key(|(at, guess)| (!self.is_full(*at), guess.rank, *at));
            let places: Vec<usize> = places.into_iter().map(|(at, _)| at).collect();
            taken.offer(field, if LISTS.contains(&field) { &places } else { first(&places) });
        }
    }

    /// Of two days or two reasons that a heading may name, the one that no other column is and that what stands beside it allows: with a column of
    /// MQLs `Qualificado em` is of sales, as it is behind the day of the hand-off.
    pub fn settle(&self, taken: &mut Taken) {
        for (at, fields) in taken.disputed.clone() {
            let is_later = ["delivered", "accepted"]
                .iter()
                .any(|field| taken.places(field).iter().any(|own| *own < at));
            let is_open = |field: &&String| {
                taken.places(field).is_empty()
                    && !(is_later && *field == "mql")
                    && self.is_possible(taken, field, at)
            };
            let open: Vec<&String> = fields.iter().filter(is_open).collect();
            let is_open = fields.len() > 1 && taken.held.contains(&at) && taken.is_unused(at);
            if let ([only], true) = (open.as_slice(), is_open) {
                taken.held.remove(&at);
                taken.offer(only, &[at]);
            }
        }
    }

    fn dispute(&self, taken: &mut Taken, at: usize, fields: Vec<String>) {
        if self.are_alike(&fields) {
            taken.held.insert(at);
        }
        taken.disputed.insert(at, fields);
    }

    /// Days, or reasons: what stands in a column does not tell one from the other.
    fn are_alike(&self, fields: &[String]) -> bool {
        let is_day = |field: &str| fields::kind(self.table, field) == FieldKind::Date;
        fields.iter().all(|field| field.ends_with("-reason") || is_day(field))
    }

    /// A heading of two days (`Recusado/perdido dia`) is of neither until the other columns tell.
    pub fn by_two_days(&self, taken: &mut Taken) {
        for (at, header) in self.headers.iter().enumerate() {
            let before = header.split('(').next().unwrap_or_default();
            if !before.contains(['/', '|', '+']) {
                continue;
            }
            let days = before.split(['/', '|', '+']).filter_map(|part| self.day_of(part, at));
            let days: BTreeSet<&str> = days.collect();
            // That of sales and losses alike is one day.
            if days.len() > 1 && days != BTreeSet::from(["lost", "won"]) {
                self.dispute(taken, at, days.into_iter().map(str::to_owned).collect());
            }
        }
    }

    /// A heading of where people come from and of the campaign that brought them (`Mídia/campanha`) is the first where places stand in it; else of
    /// the two the one that no other column is.
    pub fn by_two_origins(&self, taken: &mut Taken) {
        for at in (0..self.headers.len()).filter(|at| self.is_of_both(*at)) {
            if self.names_sources(at) {
                taken.offer("source", &[at]);
            } else {
                taken.held.insert(at);
                taken.disputed.insert(at, vec!["campaign".to_owned(), "source".to_owned()]);
            }
        }
    }

    fn is_of_both(&self, at: usize) -> bool {
        let parts = self.headers.get(at).map(|header| alternatives(header)).unwrap_or_default();
        let listed = |field: &str| {
            let names = self.words.of(None, self.table.word()).get(field);
            parts.iter().any(|part| names.is_some_and(|names| names.contains(part)))
        };
        listed("source") && listed("campaign")
    }

    /// The day that a text names, by the list or by its words.
    fn day_of(&self, text: &str, at: usize) -> Option<&'static str> {
        let core = heading::core(text);
        let is_day = |field: &str| {
            fields::kind(self.table, field) == FieldKind::Date && self.fits_kind(field, at)
        };
        let listed = |field: &str| {
            !core.is_empty() && self.words.cores(self.table.word(), field).contains(&core)
        };
        let days = fields::of(self.table).iter().map(|(field, _)| *field);
        days.filter(|field| is_day(field)).find(|field| listed(field)).or_else(|| {
            let guesses = heading::guesses(self.table, text, &[]);
            let best = heading::best(&guesses);
            best.first().map(|guess| guess.field).filter(|field| best.len() == 1 && is_day(field))
        })
    }

    /// Fields that a heading names beyond doubt; empty where it names none.
    pub fn guessed(&self, at: usize) -> Vec<String> {
        let guesses = self.guesses(at);
        let best = heading::best(&guesses);
        let only = best.iter().filter(|guess| best.len() == 1 && guess.field != NONE);
        only.map(|guess| guess.field.to_owned()).collect()
    }

    fn guesses(&self, at: usize) -> Vec<Guess> {
        let Some(header) = self.headers.get(at).filter(|header| !self.is_asked(header)) else {
            return Vec::new();
        };
        let never = [self.words.strange(self.table.word()), self.words.parts("postal")];
        let mut guesses = heading::guesses(self.table, header, &never);
        guesses.retain(|guess| guess.field == NONE || self.fits_kind(guess.field, at));
        guesses.retain(|guess| guess.field != "id" || self.is_key(guess.size, at));
        guesses
    }

    /// A heading that means one thing in one sheet and another in the next is decided by nobody but a person.
    fn is_asked(&self, header: &str) -> bool {
        let asked = self.words.of(Some("ask"), self.table.word());
        asked.values().flatten().any(|word| *word == whole(header))
    }

    /// A heading whose words without those of time are those of a listed header: `Dt. fechou` is `Fechou em`.
    fn by_cores(&self, taken: &mut Taken) {
        let cores: Vec<String> = self.headers.iter().map(|header| heading::core(header)).collect();
        for (field, _) in fields::of(self.table).iter().filter(|own| own.1 != FieldKind::Duration) {
            for core in self.words.cores(self.table.word(), field) {
                let is_it = |at: &usize| {
                    !core.is_empty()
                        && cores.get(*at) == Some(core)
                        && taken.is_free(*at)
                        && self.fits_kind(field, *at)
                };
                let places: Vec<usize> = (0..cores.len()).filter(is_it).collect();
                taken.offer(field, &places);
            }
        }
    }

    /// True when a column's content can be what the field asks for.
    pub fn fits_kind(&self, field: &str, at: usize) -> bool {
        self.fits(field, fields::kind(self.table, field), at)
    }

    /// Codes that tell rows apart; under a bare `Nº` they may count the rows and no more.
    fn is_key(&self, size: usize, at: usize) -> bool {
        let Some(profile) = self.profiles.get(at) else { return false };
        let counts_rows = size == 1
            && !self.says("file", at)
            && profile.kind == Some(FieldKind::Number)
            && profile.first.first().is_some_and(|first| first == "1");
        self.is_varied(at) && !counts_rows
    }

    fn is_full(&self, at: usize) -> bool {
        self.profiles
            .get(at)
            .is_some_and(|profile| profile.filled as f64 >= MOST * profile.rows as f64)
    }

    /// A heading of the words that stand below it: `Call / Text / Email`, `insta ou indicação?`.
    pub fn lists_its_words(&self, at: usize) -> bool {
        let outside = self.headers.get(at).and_then(|header| header.split('(').next());
        let header = outside.map(tokens).unwrap_or_default();
        let words = self.profiles.get(at).map(|profile| &profile.words);
        let is_there =
            |token: &&String| words.is_some_and(|words| words.iter().any(|word| word == *token));
        header.iter().filter(is_there).count() > 1
    }

    /// A heading of kinds of people, one of which each row has: `Buyer / Seller`, `Locador ou locatário`.
    pub fn names_kinds_of_person(&self, at: usize) -> bool {
        self.says("person", at) && self.lists_its_words(at)
    }

    /// A list of few words of which most say where people come from (`Google`, `Indicação`, `Walk-in`), or one of those that the heading lists.
    pub fn names_sources(&self, at: usize) -> bool {
        let Some(profile) = self.profiles.get(at) else { return false };
        let header = self.headers.get(at).map(|header| tokens(header)).unwrap_or_default();
        let words = &profile.words;
        let hits = words.iter().filter(|word| heading::is_of("place", word)).count();
        profile.kind == Some(FieldKind::Text)
            && !header.contains("email")
            && (hits > 1 && hits * 2 >= words.len() || hits > 0 && self.lists_its_words(at))
    }
}

fn first(places: &[usize]) -> &[usize] {
    places.get(..1).unwrap_or_default()
}
