//! The leads that a report speaks of one by one.

use crate::texts::story::Story;

/// Of each lead: delivered in the period, judged by a commitment, or asked for by an action.
pub fn concerned(story: &Story) -> Vec<bool> {
    let book = story.book;
    let mut concerned: Vec<bool> = (0..book.len()).map(|lead| book.is_in_period(lead)).collect();
    let judged = story.card.verdicts().flat_map(|(_, found)| found.leads());
    let asked = story.card.actions.iter().map(|action| action.lead);
    judged.chain(asked).for_each(|lead| {
        if let Some(place) = concerned.get_mut(lead) {
            *place = true;
        }
    });
    concerned
}
