//! Which leads a scope speaks of: those that pass its conditions.

use crate::model::agreement::{Commitment, Condition};
use crate::model::dataset::Dataset;
use crate::model::fold::fold_words;

use super::column::{Column, Mask};

/// The leads that pass all conditions; nothing when there is no condition.
pub fn mask(data: &Dataset, conditions: &[Condition]) -> Option<Mask> {
    conditions.iter().map(|condition| passing(data, condition)).reduce(|one, two| one.and(&two))
}

fn passing(data: &Dataset, condition: &Condition) -> Mask {
    let named = having(data, condition);
    match data.leads.unfed.get(&condition.field).filter(|_| condition.or_unfed) {
        Some(unfed) => named.or(&Column::of(unfed)),
        None => named,
    }
}

/// The leads that have one of the values.
fn having(data: &Dataset, condition: &Condition) -> Mask {
    let mut wanted: Vec<String> = condition.any_of.iter().map(|value| fold_words(value)).collect();
    let covered = wanted.iter().filter_map(|value| data.covered.get(value)).flatten();
    let covered: Vec<String> = covered.cloned().collect();
    wanted.extend(covered);
    let passes = |text: Option<&str>| text.is_some_and(|text| wanted.contains(&fold_words(text)));
    let Some(words) = data.leads.words.get(&condition.field) else {
        return (0..data.leads.len())
            .map(|lead| passes(text(data, &condition.field, lead)))
            .collect();
    };
    let by_code: Vec<bool> =
        (0..).zip(&words.words).map(|(code, _)| passes(words.name(code))).collect();
    Column::of(&words.codes).map(|code| by_code.get(code as usize) == Some(&true))
}

fn text<'a>(data: &'a Dataset, field: &str, lead: usize) -> Option<&'a str> {
    match field {
        "id" => data.leads.id.get(lead),
        "name" => data.leads.name.get(lead),
        "email" => data.leads.email.get(lead),
        "phone" => data.leads.phone.get(lead),
        "company" => data.leads.company.get(lead),
        _ => None,
    }
}

/// The scope of the last version.
pub fn conditions<'a>(versions: &[&'a Commitment]) -> &'a [Condition] {
    versions.last().map_or(&[], |own| own.conditions.as_slice())
}
