//! What earlier runs saw of stages, for the commands that only look.

use crate::ledger::stages;
use crate::model::memory::StageMemory;

use super::failure::Failure;
use super::open::Opened;

/// The ledger's stage memory, read without a lock; empty where there is no ledger yet.
pub fn peek(opened: &Opened) -> Result<StageMemory, Failure> {
    opened.recorded(stages::peek(&opened.agreement.ledger.file, &opened.agreement.name))
}
