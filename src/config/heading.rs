//! What the heading of a hand-kept column says, by the words in it: `Dt. Receb.`, `Dia que fechou`, `Quem orçou`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::fold::fold;
use crate::model::words::Table;

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    toml::from_str(include_str!("../../templates/heading-grammar.toml")).unwrap_or_default()
});

/// Up to so many letters a word of a concept is meant whole; a longer one is the beginning of words.
const WHOLE: usize = 3;

/// The word that a sign of money stands for, and the one that a sign of a number stands for.
const SIGNS: [(&str, &str); 16] = [
    ("us$", " money "),
    ("r$", " money "),
    ("$", " money "),
    ("£", " money "),
    ("€", " money "),
    ("#", " number "),
    ("nº", " number "),
    ("n°", " number "),
    ("n.º", " number "),
    ("f/u", " followup "),
    ("a/c", " attn "),
    ("c/", " com "),
    ("p/", " para "),
    ("w/ ", " with "),
    ("por que", " porque "),
    ("por quê", " porque "),
];

/// The list of concepts and what they say of a table's columns.
#[derive(Default, Deserialize)]
struct Grammar {
    tables: BTreeMap<String, Vec<String>>,
    concepts: BTreeMap<String, Vec<String>>,
    fillers: BTreeMap<String, BTreeSet<String>>,
    weak: BTreeMap<String, BTreeSet<String>>,
    leads: BTreeMap<String, Vec<Phrase>>,
    deals: BTreeMap<String, Vec<Phrase>>,
    activities: BTreeMap<String, Vec<Phrase>>,
}

/// A field that a heading may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// The field; `none` where the heading says that it is none.
    pub field: &'static str,
    /// Concepts that say so.
    pub size: usize,
    /// Place of the phrase among those of the field; the first is believed most.
    pub rank: usize,
}

/// What stands between the name of a table and the heading of a column.
const SEPARATORS: [&str; 6] = [" - ", " – ", ": ", ".", " > ", " | "];

/// The headings of a table's columns without the name of the table itself before them, where several have it: `Activity - Outcome` is `Outcome`
/// among activities. A heading that would then be called as another one keeps its own.
pub fn bare(table: Table, headers: &[String]) -> Vec<String> {
    let own = |header: &String| Some((header.clone(), without_table(table, header)?.to_owned()));
    let stripped: BTreeMap<String, String> = headers.iter().filter_map(own).collect();
    if stripped.len() < 2 {
        return headers.to_vec();
    }
    let called = |header: &String| stripped.get(header).unwrap_or(header).clone();
    let all: Vec<String> = headers.iter().map(called).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    all.iter().for_each(|name| *counts.entry(fold(name)).or_default() += 1);
    let is_alone = |name: &String| counts.get(&fold(name)) == Some(&1);
    let pairs = headers.iter().zip(&all);
    pairs.map(|(header, name)| if is_alone(name) { name.clone() } else { header.clone() }).collect()
}

fn without_table(table: Table, header: &str) -> Option<&str> {
    let names = GRAMMAR.tables.get(table.word())?;
    let split = SEPARATORS.iter().filter_map(|separator| header.split_once(separator));
    let mut own = split.filter(|(before, _)| names.iter().any(|name| fold(name) == fold(before)));
    own.next().map(|(_, rest)| rest.trim()).filter(|rest| !rest.is_empty())
}

/// The fields that a heading may name in a table. A word of `never` that a phrase does not itself ask for speaks against it.
pub fn guesses(table: Table, heading: &str, never: &[&BTreeSet<String>]) -> Vec<Guess> {
    let (words, remarks) = (words(heading), remarks(heading));
    let phrases = match table {
        Table::Leads => &GRAMMAR.leads,
        Table::Deals => &GRAMMAR.deals,
        _ => &GRAMMAR.activities,
    };
    let guess = |(field, phrases): (&'static String, &'static Vec<Phrase>)| {
        let said = phrases.iter().enumerate().filter_map(|(rank, phrase)| {
            Some(Guess { field, size: phrase.size_in(field, &words, (never, &remarks))?, rank })
        });
        said.max_by(|a, b| a.size.cmp(&b.size).then(b.rank.cmp(&a.rank)))
    };
    phrases.iter().filter_map(guess).collect()
}

/// Of several guesses the fields that the most concepts speak for; a weak field gives way to the others.
pub fn best(guesses: &[Guess]) -> Vec<&Guess> {
    let most = guesses.iter().map(|guess| guess.size).max();
    let best: Vec<&Guess> = guesses.iter().filter(|guess| Some(guess.size) == most).collect();
    let is_weak = |guess: &&&Guess| {
        GRAMMAR.weak.get("fields").is_some_and(|fields| fields.contains(guess.field))
    };
    let strong: Vec<&Guess> = best.iter().filter(|guess| !is_weak(guess)).copied().collect();
    if strong.is_empty() { best } else { strong }
}

/// What is left of a heading of a date without the words that only say that it is one, folded: `Dt. fechou` and `Fechou (dia)` are alike.
pub fn core(heading: &str) -> String {
    let says_nothing = |word: &String| is_of("date", word) || is_filler("words", word);
    words(heading).into_iter().filter(|word| !says_nothing(word)).collect::<Vec<_>>().join(" ")
}

/// The words of a remark in brackets: they may say more of a column and never make it another.
fn remarks(heading: &str) -> BTreeSet<String> {
    let inside = heading.split('(').skip(1).filter_map(|rest| rest.split(')').next());
    inside.flat_map(words).collect()
}

/// The words of a heading, folded, with signs as words.
fn words(heading: &str) -> Vec<String> {
    let mut text = heading.to_lowercase().replace(['\'', '’'], "");
    for (sign, word) in SIGNS {
        text = text.replace(sign, word);
    }
    let parts = text.split(|c: char| !c.is_alphanumeric()).map(fold);
    let mut words: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    words.dedup();
    // `Inq No.` counts; a `no` before other words is Portuguese, and one behind `said` or `why` a refusal.
    let refuses = |before: &String| is_of("tell", before) || is_of("why", before);
    if let [before @ .., last] = words.as_mut_slice()
        && last == "no"
        && !before.last().is_some_and(refuses)
    {
        "number".clone_into(last);
    }
    words
}

/// True for a folded word of a concept.
pub fn is_of(concept: &str, word: &str) -> bool {
    let own = GRAMMAR.concepts.get(concept).into_iter().flatten();
    own.into_iter().any(|stem| match stem.strip_suffix('.') {
        Some(whole) => word == whole,
        None if stem.chars().count() <= WHOLE => word == stem,
        None => word.starts_with(stem.as_str()),
    })
}

fn is_filler(list: &str, word: &str) -> bool {
    GRAMMAR.fillers.get(list).is_some_and(|fillers| fillers.contains(word))
}

/// Concepts that a heading must have, those it must not have, and whether it must have nothing else.
#[derive(Deserialize)]
#[serde(from = "String")]
struct Phrase {
    needs: Vec<String>,
    bars: Vec<String>,
    is_closed: bool,
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        let (is_closed, text) = text.strip_prefix('^').map_or((false, &*text), |rest| (true, rest));
        let (bars, needs): (Vec<&str>, Vec<&str>) =
            text.split(' ').partition(|concept| concept.starts_with('!'));
        let bars = bars.into_iter().map(|concept| concept.trim_start_matches('!').to_owned());
        let needs = needs.into_iter().map(str::to_owned);
        Self { needs: needs.collect(), bars: bars.collect(), is_closed }
    }
}

impl Phrase {
    /// How many concepts speak where the phrase fits the words.
    fn size_in(
        &self,
        field: &str,
        words: &[String],
        (never, remarks): (&[&BTreeSet<String>], &BTreeSet<String>),
    ) -> Option<usize> {
        let is_barred = self.bars.iter().any(|bar| words.iter().any(|word| is_of(bar, word)));
        if is_barred || !fits(&self.needs, words, &mut vec![false; words.len()]) {
            return None;
        }
        let is_own = |word: &String| self.needs.iter().any(|concept| is_of(concept, word));
        let is_idle = |word: &String| {
            is_filler("words", word)
                || is_filler(field, word)
                || is_of("date", word)
                || remarks.contains(word)
                || word.bytes().all(|b| b.is_ascii_digit())
        };
        let mut others = words.iter().filter(|word| !is_own(word));
        let is_never = |word: &String| never.iter().any(|never| never.contains(word));
        let is_it = others.all(|word| !is_never(word) && (!self.is_closed || is_idle(word)));
        is_it.then_some(self.needs.len())
    }
}

/// True where each concept has a word of its own.
fn fits(needs: &[String], words: &[String], used: &mut Vec<bool>) -> bool {
    let Some((first, rest)) = needs.split_first() else { return true };
    for (at, word) in words.iter().enumerate() {
        if used.get(at) == Some(&false) && is_of(first, word) {
            set(used, at, true);
            if fits(rest, words, used) {
                return true;
            }
            set(used, at, false);
        }
    }
    false
}

fn set(used: &mut [bool], at: usize, is: bool) {
    used.get_mut(at).into_iter().for_each(|own| *own = is);
}

#[cfg(test)]
mod tests {
    use super::bare;
    use crate::model::words::Table;

    /// The own table's name before several headings is taken away, in whatever way it is written; that of another table says whose a key is, one heading
    /// alone may be called so, and two that would be called alike keep their names.
    #[test]
    fn the_name_of_the_own_table_is_no_part_of_a_heading() {
        let cases: [(Table, &[&str], &[&str]); 9] = [
            (Table::Activities, &["Activity - Outcome", "Activity - Type"], &["Outcome", "Type"]),
            (Table::Activities, &["Atividade - Tipo", "Atividade - Feito"], &["Tipo", "Feito"]),
            (Table::Leads, &["Lead: Name", "Lead: Email"], &["Name", "Email"]),
            (Table::Leads, &["Contact.Email", "Contact.Phone"], &["Email", "Phone"]),
            (Table::Deals, &["Negócio - Valor", "Deal - Owner"], &["Valor", "Owner"]),
            (Table::Activities, &["Deal - ID", "Deal - Title"], &["Deal - ID", "Deal - Title"]),
            (Table::Activities, &["Activity - Outcome", "Type"], &["Activity - Outcome", "Type"]),
            (Table::Leads, &["Lead: ID", "Contact.ID", "ID"], &["Lead: ID", "Contact.ID", "ID"]),
            (Table::Leads, &["Leadership", "Lead:", "Lead"], &["Leadership", "Lead:", "Lead"]),
        ];
        for (table, headers, wanted) in cases {
            let headers: Vec<String> = headers.iter().map(|own| (*own).to_owned()).collect();
            assert_eq!(bare(table, &headers), wanted);
        }
    }
}
