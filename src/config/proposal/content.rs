//! What stands in a column against what its heading says.

use super::taken::Taken;
use super::{FEW, Sheet, is_flag, tokens};
use crate::config::heading;
use crate::mapping::fields::FieldKind;
use crate::mapping::preview::Profile;
use crate::mapping::words;
use crate::model::words::Table;

/// Different words from which on a column of unknown ones is a funnel's and not one of a deal's ends.
const FUNNEL: usize = 5;

/// Filled cells from which on it says something where two columns are filled.
const SOME: usize = 2;

impl Sheet<'_> {
    /// True where what stands in a column says that it is not the field: words of another field, or too few days.
    pub fn is_contradicted(&self, field: &str, at: usize) -> bool {
        let Some(profile) = self.profiles.get(at) else { return false };
        match (self.table, field) {
            (Table::Activities, "outcome") => tells_done_alone(profile),
            (Table::Activities, "done") => !is_mostly(profile, &|word| is_word("done", word)),
            (Table::Activities, "channel" | "direction") => !self.knows_some(field, profile),
            (Table::Deals, "status") => profile.words.len() >= FUNNEL && !self.means("status", at),
            (_, "owner") => self.is_of_pupil(at) || self.names_kinds_of_person(at),
            (Table::Leads, "name") => {
                is_flag(profile) || profile.filled >= FEW && !profile.is_varied
            }
            (_, "name" | "company" | "title") => is_flag(profile),
            (Table::Leads | Table::Deals, "created") => self.is_seldom(at),
            _ => false,
        }
    }

    /// Rows begin on some day: a date that few of them have begins none where another has most.
    fn is_seldom(&self, at: usize) -> bool {
        let share = |profile: &Profile| profile.filled * 2 < profile.rows;
        let is_fuller = |own: &Profile| own.kind == Some(FieldKind::Date) && !share(own);
        self.profiles.get(at).is_some_and(share) && self.profiles.iter().any(is_fuller)
    }

    fn knows_some(&self, field: &str, profile: &Profile) -> bool {
        let known = self.meanings.get(field);
        let is_known =
            |word: &String| known.is_some_and(|known| known.contains(word)) || is_word(field, word);
        profile.words.len() < SOME || profile.words.iter().any(is_known)
    }

    /// `Responsável` beside a column of pupils is who answers for one.
    fn is_of_pupil(&self, at: usize) -> bool {
        let others = (0..self.headers.len()).filter(|own| *own != at);
        self.says("parent", at) && others.into_iter().any(|own| self.says("child", own))
    }

    /// Some word of a heading is one of a concept.
    pub fn says(&self, concept: &str, at: usize) -> bool {
        let header = self.headers.get(at).map(|header| tokens(header)).unwrap_or_default();
        header.iter().any(|word| heading::is_of(concept, word))
    }

    /// A sheet whose only day is that of a call or visit, and that says what came of it, tells of acts and not of leads.
    pub fn is_of_acts(&self, taken: &Taken) -> bool {
        let is_day =
            |at: &usize| self.profiles.get(*at).and_then(|own| own.kind) == Some(FieldKind::Date);
        let mut days =
            (0..self.headers.len()).filter(is_day).filter(|at| !self.says("planned", *at));
        self.table == Table::Activities
            && taken.has_any(&["outcome"])
            && days.next().is_some_and(|at| self.says("act", at) && taken.places("at") == [at])
            && days.next().is_none()
    }

    /// What is delivered to those who bought is no hand-off: of `Entrega` that stands in rows of sales alone a person decides.
    pub fn doubt_handoff(&self, taken: &mut Taken) {
        let place = |field: &str| taken.places(field).first().copied();
        let Some((at, won)) = place("delivered").zip(place("won")) else { return };
        let (both, own, _) = self.beside(at, won);
        let rows = self.profiles.get(at).map_or(0, |profile| profile.present.len());
        if self.table == Table::Leads && own >= SOME && both == own && own < rows {
            taken.release("delivered", at);
        }
    }

    /// Of a day's fields those that what stands beside it in the rows allows.
    pub fn is_possible(&self, taken: &Taken, field: &str, at: usize) -> bool {
        let own = |field: &str| taken.places(field).first().map(|own| self.beside(at, *own));
        let (with_sale, with_step) = (own("won"), own("opportunity").or_else(|| own("sql")));
        match field {
            "lost" | "rejected" | "recycled" if with_sale.is_some_and(|(both, ..)| both > 0) => {
                false
            }
            // What sales refuse comes to no proposal.
            "rejected" if with_step.is_some_and(|(both, of, _)| both * 2 > of) => false,
            "mql" | "delivered" | "accepted" | "sql" | "opportunity" => {
                !with_sale.is_some_and(|(both, own, sold)| both == 0 && own >= SOME && sold >= SOME)
            }
            _ => true,
        }
    }

    /// Rows in which both columns are filled, the first one, and the second.
    fn beside(&self, first: usize, second: usize) -> (usize, usize, usize) {
        let rows = |at: usize| self.profiles.get(at).map(|own| own.present.as_slice());
        let (first, second) = (rows(first).unwrap_or_default(), rows(second).unwrap_or_default());
        let count = |rows: &[bool]| rows.iter().filter(|is| **is).count();
        let both = first.iter().zip(second).filter(|(a, b)| **a && **b).count();
        (both, count(first), count(second))
    }
}

fn is_word(field: &str, word: &str) -> bool {
    words::meaning(field, word).is_some()
}

/// Words for what was done, planned or put off, and none for how it went: `Completed`, `Planned`.
fn tells_done_alone(profile: &Profile) -> bool {
    let outcome = |word: &String| words::meaning("outcome", word);
    let tells = |word: &&String| outcome(word).is_some_and(|means| means != "not-done");
    !profile.words.iter().any(|word| tells(&word))
        && is_mostly(profile, &|word| is_word("done", word))
}

/// At least half of a column's different words are such; a column of names has none.
fn is_mostly(profile: &Profile, is_such: &dyn Fn(&str) -> bool) -> bool {
    let hits = profile.words.iter().filter(|word| is_such(word)).count();
    hits > 0 && hits * 2 >= profile.words.len()
}
