//! What earlier runs saw of stages, for the commands that only look.

use crate::ledger::stages;
use crate::model::memory::StageMemory;
use crate::model::moment::Instant;

use super::failure::Failure;
use super::open::Opened;

/// The ledger's stage memory, read without a lock, for a look at the present; empty where there is no ledger yet.
pub fn peek(opened: &Opened, now: Instant) -> Result<StageMemory, Failure> {
    let memory = stages::peek(&opened.agreement.ledger.file, &opened.agreement.name);
    Ok(StageMemory { clock: Some(now), ..opened.recorded(memory)? })
}
