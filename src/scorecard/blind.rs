//! Why the files do not show what the tables of a report are of: a table that is empty for that reason says so, and not that nothing happened.

use crate::metrics::spec::Need;
use crate::metrics::world::World;
use crate::model::evidence::Unseen;
use crate::model::words::Milestone;

/// Of each matter why it cannot be seen; nothing of those that can.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Blind {
    /// When leads were delivered.
    pub delivered: Option<Unseen>,
    /// When they were won.
    pub won: Option<Unseen>,
    /// When they were lost.
    pub lost: Option<Unseen>,
    /// Leads lost on a day that nothing tells.
    pub lost_someday: u64,
    /// Whether and when they were first tried.
    pub tried: Option<Unseen>,
    /// Each try.
    pub tries: Option<Unseen>,
    /// Who was reached.
    pub reached: Option<Unseen>,
}

impl Blind {
    /// What these files do not show.
    pub fn of(world: World) -> Self {
        Self {
            delivered: world.unseen(Need::Dates(Milestone::Delivered)),
            won: world.unseen(Need::Dates(Milestone::Won)),
            lost: world.unseen(Need::Dates(Milestone::Lost)),
            lost_someday: world.data.sight.undated(Milestone::Lost),
            tried: world.unseen(Need::FirstTry),
            tries: world.unseen(Need::Tries),
            reached: world.unseen(Need::Conversations),
        }
    }

    /// Why the way from delivery to sale cannot be seen.
    pub fn sale(&self) -> Option<Unseen> {
        self.delivered.or(self.won)
    }
}
