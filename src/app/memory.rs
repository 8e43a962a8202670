//! What earlier runs left: how they saw stages, and the hashes by which they know leads and actions.

use xxhash_rust::xxh3::xxh3_64;

use crate::ledger::stages;
use crate::model::memory::StageMemory;
use crate::model::moment::Instant;
use crate::model::words::Team;
use crate::scorecard::card::ActionKind;

use super::failure::Failure;
use super::open::Opened;

/// The ledger's stage memory, read without a lock, for a look at the present; empty where there is no ledger yet.
pub fn peek(opened: &Opened, now: Instant) -> Result<StageMemory, Failure> {
    let memory = stages::peek(&opened.agreement.ledger.file, &opened.agreement.name);
    Ok(StageMemory { clock: Some(now), ..opened.recorded(memory)? })
}

pub fn hash_of_action(team: Team, kind: ActionKind, lead: i64) -> i64 {
    xxh3_64(format!("{}|{}|{lead}", team.word(), kind.word()).as_bytes()).cast_signed()
}

/// Every hash under which a lead of this id is known to the next report, and what it is when the lead is called otherwise.
pub fn renamed(id: &str, other: &str) -> Vec<(i64, i64)> {
    let [from, to] = [id, other].map(id_hash);
    let kinds = Team::ALL.iter().flat_map(|team| ActionKind::ALL.iter().map(|kind| (*team, *kind)));
    let actions = kinds
        .map(|(team, kind)| (hash_of_action(team, kind, from), hash_of_action(team, kind, to)));
    actions.chain([(from, to)]).collect()
}

pub fn id_hash(id: &str) -> i64 {
    xxh3_64(id.as_bytes()).cast_signed()
}
