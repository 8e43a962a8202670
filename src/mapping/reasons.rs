//! Reasons of losses and rejections: the category that the agreement puts each into.

use crate::issue::{Code, Issue};
use crate::model::agreement::Agreement;
use crate::model::column::Coded;
use crate::model::dataset::Leads;
use crate::model::fold::fold;
use crate::model::moment::Moment;
use crate::model::words::Category;

/// The category of each lead's reason in a field; reasons of no category are listed where the agreement has categories at all.
pub fn categories(
    agreement: &Agreement,
    (leads, field): (&Leads, &str),
    issues: &mut Vec<Issue>,
) -> Vec<Option<Category>> {
    let count = leads.person.len();
    let Some(reasons) = leads.words.get(field) else { return vec![None; count] };
    let known: Vec<Option<Category>> =
        reasons.words.iter().map(|word| category(agreement, word)).collect();
    for (word, _) in reasons
        .words
        .iter()
        .zip(&known)
        .filter(|(word, known)| known.is_none() && !is_no_reason(word))
    {
        if !agreement.reasons.is_empty() {
            let count = reasons
                .codes
                .iter()
                .filter(|code| reasons.name(**code) == Some(word.as_str()))
                .count();
            let values = vec![("word", word.clone()), ("n", count.to_string())];
            issues.push(match field {
                "rejection-reason" => Issue::warning(Code::UnknownRejectionReason, values),
                _ => Issue::warning(Code::UnknownReason, values),
            });
        }
    }
    reasons.codes.iter().map(|code| known.get(*code as usize).copied().flatten()).collect()
}

/// Where leads have reasons of rejections of their own, a loss that is one stands there by its own reason.
pub fn explain(leads: &mut Leads, rejected: &[Option<Moment>]) {
    let Some(own) = leads.words.get("rejection-reason") else { return };
    let lost = leads.words.get("lost-reason");
    let word = |(lead, date): (usize, &Option<Moment>)| {
        date.and_then(|_| lost?.word(lead)).or_else(|| own.word(lead))
    };
    let words = Coded::of(rejected.iter().enumerate().map(word));
    leads.words.insert("rejection-reason".to_owned(), words);
}

/// The category of a reason.
pub fn category(agreement: &Agreement, word: &str) -> Option<Category> {
    let folded = fold(word);
    agreement
        .reasons
        .iter()
        .find(|(reason, _)| fold(reason) == folded)
        .map(|(_, category)| *category)
}

/// `Nada` is how one tool writes that there is no reason.
pub fn is_no_reason(word: &str) -> bool {
    matches!(fold(word).as_str(), "" | "nada" | "none" | "na")
}
